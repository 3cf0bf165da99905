// biome-ignore lint/suspicious/noControlCharactersInRegex: replacing them is the purpose
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text without the characters for which XML 1.0 has no place, which stand there as their number. */
export function withoutControls(text: string): string {
  return text.replace(NO_XML, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

const WIDE: Readonly<Record<string, string>> = { '&': '＆', '<': '＜', '>': '＞' };

/**
 * Text for a document's properties. pdfkit writes them into XML as they are, and the same into the information
 * dictionary, where an escape would be read as such: so what is markup in XML stands in full width.
 */
export function propertyText(text: string): string {
  return withoutControls(text).replace(/[&<>]/g, (character) => WIDE[character] ?? character);
}
