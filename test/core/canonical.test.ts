import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../core/bytes.ts';
import { canonicalBytes, canonicalText, jcsText, parseCanonical } from '../../core/canonical.ts';
import { FormatError } from '../../core/errors.ts';
import { fcRuns } from '../support/properties.ts';
import { readVectors } from '../support/vectors.ts';

const code = (name: string) => expect.objectContaining({ code: name });
const parse = (text: string, maxBytes = 1_000_000) => parseCanonical(utf8(text), { maxBytes });

describe('RFC 8785', () => {
  it.each(
    readVectors<{ section: string; input: string; output: string }[]>('rfc8785/documents.json').map(
      ({ section, input, output }) => [section, input, output] as const,
    ),
  )('its document of section %s has its canonical form', (_, input, output) => {
    expect(jcsText(JSON.parse(input))).toBe(output);
  });

  it.each(
    readVectors<{ ieee754: string; json: string | null }[]>('rfc8785/numbers.json').map(
      ({ ieee754, json }) => [ieee754, json] as const,
    ),
  )('its number %s is written as %s', (ieee754, json) => {
    const value = Buffer.from(ieee754, 'hex').readDoubleBE();
    if (json === null) expect(() => jcsText(value)).toThrow(code('json-value-invalid'));
    else expect(jcsText(value)).toBe(json);
  });
});

describe('canonical JSON of our documents', () => {
  it('comes back from its bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), (value) => {
        let bytes: Uint8Array;
        try {
          bytes = canonicalBytes(value);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          return;
        }
        expect(canonicalBytes(parseCanonical(bytes, { maxBytes: bytes.length }))).toEqual(bytes);
      }),
      fcRuns(300),
    );
  });

  it.each([
    ['white space', '{"a": 1}'],
    ['white space after the end', '1\n'],
    ['members out of order', '{"b":1,"a":2}'],
    ['a doubled member', '{"a":1,"a":1}'],
    ['a doubled member with another value', '{"a":1,"a":2}'],
    ['an escape that is not needed', '"\\u0061"'],
    ['a slash that is escaped', '"\\/"'],
    ['an upper-case escape', '"\\u001F"'],
    ['an escaped pair of surrogates', '"\\ud83d\\ude00"'],
    ['a fraction that is none', '1.0'],
    ['an exponent', '1e2'],
    ['minus zero', '-0'],
  ])('is refused with %s', (_, text) => {
    expect(() => parse(text)).toThrow(code('json-not-canonical'));
  });

  it.each([
    ['nothing', ''],
    ['a comment', '/**/1'],
    ['two documents', '1 2'],
    ['a leading zero', '01'],
    ['a plus', '+1'],
    ['NaN', 'NaN'],
    ['an open text', '"abc'],
    ['a line break in a text', '"a\nb"'],
    ['a comma too many', '[1,]'],
    ['single quotes', "'a'"],
    ['a byte order mark', '\ufeff1'],
    ['more closed than opened', ']]]]'],
  ])('is refused as no JSON with %s', (_, text) => {
    expect(() => parse(text)).toThrow(code('json-invalid'));
  });

  it.each([
    ['a fraction', '1.5'],
    ['an integer beyond 2^53', '9007199254740992'],
    ['a number beyond every double', '1e999'],
    ['a lone surrogate', '"\\ud800"'],
    ['a lone surrogate in a name', '{"\\udc00":1}'],
  ])('is refused with %s, which other languages read otherwise', (_, text) => {
    expect(() => parse(text)).toThrow(code('json-value-invalid'));
  });

  it('is held to its limits before it is parsed', () => {
    expect(() => parse('[1,2,3]', 6)).toThrow(code('json-too-large'));
    expect(() => parse(`[${'0,'.repeat(300_000)}0]`)).toThrow(code('json-too-large'));
    expect(() => parse('['.repeat(500_000))).toThrow(code('json-too-deep'));
    expect(() => parse('{"a":'.repeat(17))).toThrow(code('json-too-deep'));
    expect(() => parseCanonical(utf8('[[1]]'), { maxBytes: 10, maxDepth: 1 })).toThrow(code('json-too-deep'));
    // Brackets in a text nest nothing, and an escaped quote ends none.
    expect(parse(`"${'['.repeat(100)}\\"${'{'.repeat(100)}"`)).toBe(`${'['.repeat(100)}"${'{'.repeat(100)}`);
    expect(parse(`${'['.repeat(16)}${']'.repeat(16)}`)).toBeTruthy();
    expect(parse(`${'{"a":'.repeat(16)}1${'}'.repeat(16)}`)).toBeTruthy();
    const nest = (depth: number): unknown => (depth === 0 ? 1 : { a: nest(depth - 1) });
    expect(canonicalText(nest(16))).toBeTruthy();
    expect(() => canonicalText(nest(17))).toThrow(code('json-too-deep'));
    // Many neighbours are not deep.
    expect(parse(`[${'{},'.repeat(100)}${'[],'.repeat(100)}0]`)).toHaveLength(201);
    expect(parse(`[${'0,'.repeat(199_999)}0]`)).toHaveLength(200_000);
    expect(() => parse(`[${'0,'.repeat(200_000)}0]`)).toThrow(code('json-too-large'));
  });

  it('is refused where it is not UTF-8, overlong forms and encoded surrogates among it', () => {
    for (const bad of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
      const bytes = concat(utf8('"'), Uint8Array.from(bad), utf8('"'));
      expect(() => parseCanonical(bytes, { maxBytes: 100 })).toThrow(code('text-invalid'));
    }
  });

  it('keeps a member named __proto__ apart from the prototype', () => {
    const parsed = parse('{"__proto__":{"polluted":1}}') as object;
    expect(Object.keys(parsed)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(canonicalText(parsed)).toBe('{"__proto__":{"polluted":1}}');
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a bigint', 1n],
    ['a member that is undefined', { a: undefined }],
    ['a hole in an array', [1, undefined, 2]],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a fraction', 0.5],
    ['a date', new Date(0)],
    ['bytes', new Uint8Array(2)],
    ['a map', new Map()],
    ['something with toJSON', { toJSON: () => 1 }],
  ])('is not written for %s', (_, value) => {
    expect(() => canonicalText(value)).toThrow(code('json-value-invalid'));
  });

  it('is not written for an endless nest', () => {
    const ring: unknown[] = [];
    ring.push(ring);
    expect(() => canonicalText(ring)).toThrow(code('json-too-deep'));
  });
});
