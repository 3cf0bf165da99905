/**
 * The name of a file in the head of a multipart part, as `filename*` (RFC 5987). A quoted `filename` cannot carry every
 * name: browsers write a quotation mark as %22, so readers cannot tell `a"b` from `a%22b`, and a line break ends the
 * head. RFC 7578 discourages `filename*` because not all readers know it; ours does.
 * @param name well-formed Unicode
 */
export function fileNameParameter(name: string): string {
  // The attr-char of RFC 5987 lack four characters that encodeURIComponent leaves as they are.
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename*=UTF-8''${encoded}`;
}
