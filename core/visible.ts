/**
 * Text that somebody else wrote, shown so that nothing in it is hidden: controls could rewrite a screen, marks of
 * direction could turn `gnp.exe` into `exe.png`, and characters without a shape could make two names look the same.
 */

// An emoji with what joins its parts, which hides nothing; or one character that has no shape of its own.
const SEQUENCE_OR_HIDDEN =
  /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?(?:\u200d\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?)*|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
const HIDDEN = /^[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]$/u;

/**
 * Writes each character that cannot be seen as `\u{202e}`. Scripts that shape with such characters (Mongolian, rare
 * variants of Chinese names) show them too: less pretty, and still what stands there.
 * @param keep characters that may stay, such as the line breaks of a longer text
 */
export function visible(text: string, keep = ''): string {
  return text.replace(SEQUENCE_OR_HIDDEN, (found) =>
    !HIDDEN.test(found) || keep.includes(found) ? found : `\\u{${found.codePointAt(0)!.toString(16)}}`,
  );
}

/** As `visible`, for a place within a sentence: its direction stays its own (U+2068, U+2069; Unicode UAX #9). */
export function isolated(text: string): string {
  return `\u2068${visible(text)}\u2069`;
}
