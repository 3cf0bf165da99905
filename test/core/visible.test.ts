import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolated, visible } from '../../core/visible.ts';

describe('text that somebody else wrote', () => {
  it('stays as it is when all of it can be seen, in any script', () => {
    for (const text of ['现场照片.jpg', 'ملف.pdf', 'צילום.png', 'é', 'é', '👩🏽‍🔬❤️.png', "it's 100%", '']) {
      expect(visible(text)).toBe(text);
    }
  });

  it.each([
    ['controls of the terminal, C0 and C1', 'a\u001b[2J\u009b1;1H\u007f', 'a\\u{1b}[2J\\u{9b}1;1H\\u{7f}'],
    ['line ends of every sort', 'a\n\r\u0085\u2028\u2029b', 'a\\u{a}\\u{d}\\u{85}\\u{2028}\\u{2029}b'],
    ['overrides and isolates of direction', 'photo\u202egpj.exe\u2066', 'photo\\u{202e}gpj.exe\\u{2066}'],
    ['marks of direction', 'a\u200e\u200f\u061c', 'a\\u{200e}\\u{200f}\\u{61c}'],
    [
      'characters without a shape',
      'a\u200b\u2060\ufeff\u00ad\u3164',
      'a\\u{200b}\\u{2060}\\u{feff}\\u{ad}\\u{3164}',
    ],
    ['tags, which spell a second name', 'a\u{e0061}', 'a\\u{e0061}'],
    ['a joiner that joins no emoji', 'a\u200db', 'a\\u{200d}b'],
    ['half a surrogate pair', 'a\ud83d', 'a\\u{d83d}'],
  ])('is shown with its %s written out', (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(isolated(text)).toBe(`\u2068${shown}\u2069`);
  });

  it('keeps what it is told to keep, and nothing else', () => {
    expect(visible('two\nlines\tand\u202e', '\n\t')).toBe('two\nlines\tand\\u{202e}');
  });

  it('is not written out twice, and holds no control and no mark of direction whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        expect(visible(shown)).toBe(shown);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
