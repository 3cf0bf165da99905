import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  equal,
  fromBase64Url,
  fromHex,
  fromHex0x,
  fromUtf8,
  toBase64Url,
  toHex,
  toHex0x,
  utf8,
} from '../../core/bytes.ts';
import { fcRuns } from '../support/properties.ts';

const code = (name: string) => expect.objectContaining({ code: name });

describe('spellings of bytes', () => {
  it('are those of Node, and come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(toHex0x(bytes)).toBe(`0x${toHex(bytes)}`);
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromHex0x(toHex0x(bytes))).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
      fcRuns(300),
    );
  });

  it('have one form only: whatever decodes is what encoding gives', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ABab01_-+/= x\u00e9\u0141'), maxLength: 12 });
    fc.assert(
      fc.property(text, (given) => {
        for (const [decode, encode] of [
          [fromHex, toHex],
          [fromHex0x, toHex0x],
          [fromBase64Url, toBase64Url],
        ] as const) {
          let bytes: Uint8Array;
          try {
            bytes = decode(given);
          } catch {
            continue;
          }
          expect(encode(bytes)).toBe(given);
        }
      }),
      fcRuns(2000),
    );
  });

  it.each(['0', 'AB', 'zz', ' ab', 'ab ', '0xab', 'aé'])('refuse %j as hex', (text) => {
    expect(() => fromHex(text)).toThrow(code('hex-invalid'));
  });
  it.each(['', 'ab', '0X00', '0xA0', '0x0'])('refuse %j as hex with 0x', (text) => {
    expect(() => fromHex0x(text)).toThrow(code('hex-invalid'));
  });
  it.each(['A', 'AA==', 'AB', 'AAB', 'A+', 'A/', 'A A', '\u0141A', 'AAAAA'])(
    'refuse %j as base64url',
    (text) => {
      expect(() => fromBase64Url(text)).toThrow(code('base64url-invalid'));
    },
  );
});

describe('bytes', () => {
  it('are compared by length and content, and joined in order', () => {
    expect(equal(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equal(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equal(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(concat()).toEqual(new Uint8Array());
    expect(concat(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('of a text are its UTF-8, and what is not well formed is refused both ways', () => {
    expect(fromUtf8(utf8('见证 😀'))).toBe('见证 😀');
    expect(() => utf8('\ud83d')).toThrow(code('text-invalid'));
    expect(() => fromUtf8(Uint8Array.of(0xc3))).toThrow(code('text-invalid'));
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf))).toBe('\ufeff');
  });
});
