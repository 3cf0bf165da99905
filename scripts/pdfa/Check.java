import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints for each PDF whether it keeps each rule of PDF/A-3b, and the rules that it breaks. */
public final class Check {
  public static void main(String[] paths) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean all = true;
    for (String path : paths) {
      try (FileInputStream bytes = new FileInputStream(path);
          PDFAParser parser = Foundries.defaultInstance().createParser(bytes, PDFAFlavour.PDFA_3_B)) {
        ValidationResult result =
            Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_B, false).validate(parser);
        for (TestAssertion broken : result.getTestAssertions()) {
          String rule = broken.getRuleId().getClause() + "-" + broken.getRuleId().getTestNumber();
          System.out.println(path + ": " + rule + " " + broken.getMessage() + " at " + broken.getLocation().getContext());
        }
        System.out.println(path + ": " + (result.isCompliant() ? "PDF/A-3b" : "not PDF/A-3b")
            + ", " + result.getTotalAssertions() + " assertions");
        all &= result.isCompliant();
      }
    }
    System.exit(all ? 0 : 1);
  }
}
