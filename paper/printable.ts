/**
 * Text that somebody else wrote, as it can be printed: nothing in it may vanish, change places or join with its
 * neighbours on paper. Whatever the typeface lacks (emoji, Arabic, Thai ...), and whatever is not seen (marks of
 * direction, joiners, spaces at an edge), stands there as its number: `\u{1f600}`.
 */

/**
 * Control, format, surrogate, private and unassigned characters, marks that hide or join the letter before, and spaces
 * of other widths.
 */
const UNSEEN = /[\p{C}\p{M}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]|(?![ \u3000])\p{Zs}/u;

const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/** @param hasGlyph whether the typeface can draw a code point */
export function printable(text: string, hasGlyph: (codePoint: number) => boolean): string {
  const characters = [...text];
  return characters
    .map((character, index) => {
      if (UNSEEN.test(character) || !hasGlyph(character.codePointAt(0)!)) return escaped(character);
      const edge = index === 0 || index === characters.length - 1 || characters[index - 1] === character;
      if (/[ \u3000]/.test(character) && edge) return escaped(character);
      // What is written like our escape is none: with its backslash spelled out, no two texts print alike.
      if (character === '\\' && characters[index + 1] === 'u' && characters[index + 2] === '{')
        return escaped(character);
      return character;
    })
    .join('');
}
