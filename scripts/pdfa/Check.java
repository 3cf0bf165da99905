import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints for each PDF whether it keeps each rule of PDF/A-3a and of PDF/UA-1, and the rules that it breaks. */
public final class Check {
  private static final PDFAFlavour[] FLAVOURS = {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1};

  public static void main(String[] paths) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean all = true;
    for (String path : paths) for (PDFAFlavour flavour : FLAVOURS) all &= keeps(path, flavour);
    System.exit(all ? 0 : 1);
  }

  private static boolean keeps(String path, PDFAFlavour flavour) throws Exception {
    try (FileInputStream bytes = new FileInputStream(path);
        PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour)) {
      ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
      for (TestAssertion broken : result.getTestAssertions()) {
        String rule = broken.getRuleId().getClause() + "-" + broken.getRuleId().getTestNumber();
        System.out.println(path + ": " + rule + " " + broken.getMessage() + " at " + broken.getLocation().getContext());
      }
      System.out.println(path + ": " + (result.isCompliant() ? "" : "not ") + flavour + ", "
          + result.getTotalAssertions() + " assertions");
      return result.isCompliant();
    }
  }
}
