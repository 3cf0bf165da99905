import { RLP } from '@ethereumjs/rlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from '../../core/bytes.ts';
import { decodeRlp, encodeRlp, type RlpItem, readUint, uintBytes } from '../../core/rlp.ts';
import { fcRuns } from '../support/properties.ts';

const { item } = fc.letrec<{ item: RlpItem }>((tie) => ({
  item: fc.oneof({ maxDepth: 6 }, fc.uint8Array({ maxLength: 80 }), fc.array(tie('item'), { maxLength: 4 })),
}));

describe('RLP', () => {
  it('encodes the examples of its specification', () => {
    expect(toHex(encodeRlp(utf8('dog')))).toBe('83646f67');
    expect(toHex(encodeRlp([utf8('cat'), utf8('dog')]))).toBe('c88363617483646f67');
    expect(toHex(encodeRlp(new Uint8Array()))).toBe('80');
    expect(toHex(encodeRlp([]))).toBe('c0');
    expect(toHex(encodeRlp(uintBytes(0n)))).toBe('80');
    expect(toHex(encodeRlp(Uint8Array.of(0)))).toBe('00');
    expect(toHex(encodeRlp(uintBytes(15n)))).toBe('0f');
    expect(toHex(encodeRlp(uintBytes(1024n)))).toBe('820400');
    expect(toHex(encodeRlp([[], [[]], [[], [[]]]]))).toBe('c7c0c1c0c3c0c1c0');
    const text = utf8('Lorem ipsum dolor sit amet, consectetur adipisicing elit');
    expect(toHex(encodeRlp(text))).toBe(`b838${toHex(text)}`);
  });

  it('agrees with @ethereumjs/rlp on whatever is encoded', () => {
    fc.assert(
      fc.property(item, (value) => {
        const bytes = encodeRlp(value);
        expect(bytes).toEqual(RLP.encode(value as Parameters<typeof RLP.encode>[0]));
        expect(decodeRlp(bytes)).toEqual(value);
      }),
      fcRuns(200),
    );
  });

  it('decodes nothing that does not encode to the same bytes', () => {
    const start = fc.constantFrom(
      0x7f,
      0x80,
      0x81,
      0x82,
      0xb7,
      0xb8,
      0xb9,
      0xbf,
      0xc0,
      0xc1,
      0xc3,
      0xf8,
      0xf9,
    );
    const bytes = fc
      .tuple(start, fc.array(fc.oneof(start, fc.nat(255)), { maxLength: 64 }))
      .map(([first, rest]) => Uint8Array.of(first, ...rest));
    fc.assert(
      fc.property(bytes, (data) => {
        let value: RlpItem;
        try {
          value = decodeRlp(data);
        } catch (error) {
          expect(error).toMatchObject({ code: 'rlp-invalid' });
          return;
        }
        expect(encodeRlp(value)).toEqual(data);
      }),
      fcRuns(500),
    );
  });

  it('refuses other spellings, wrong lengths, leftovers and depth', () => {
    const long = '00'.repeat(56);
    const refused = [
      '',
      '8100',
      '817f',
      'b800',
      'b837'.concat('00'.repeat(55)),
      `b90038${long}`,
      'f800',
      'c180'.slice(0, 2),
      '8080',
      'c28100',
      'bfffffffffffffffff',
      'fb00000001',
      'b8',
      '83646f',
      'c0'.repeat(2),
      'c0c0',
    ];
    for (const hex of refused) {
      expect(() => decodeRlp(fromHex(hex)), hex).toThrow(expect.objectContaining({ code: 'rlp-invalid' }));
    }
    let deep: RlpItem = [];
    for (let i = 0; i < 20; i++) deep = [deep];
    expect(() => decodeRlp(encodeRlp(deep))).toThrow(expect.objectContaining({ code: 'rlp-invalid' }));
  });

  it('refuses more items than any structure of ours has, before they fill the memory', () => {
    const count = 2 ** 21;
    const bytes = new Uint8Array(count + 5);
    bytes.set([0xfa, count >> 16, 0, 0]);
    expect(() => decodeRlp(bytes.subarray(0, count + 4))).toThrow(
      expect.objectContaining({ code: 'rlp-invalid' }),
    );
    const logs = Array.from({ length: 10_000 }, () => [new Uint8Array(20), [], new Uint8Array(32)]);
    expect(decodeRlp(encodeRlp(logs))).toHaveLength(10_000);
  });

  it('survives a megabyte of opening brackets', () => {
    expect(() => decodeRlp(new Uint8Array(1 << 20).fill(0xc1))).toThrow();
  });

  it('reads integers without leading zeros only', () => {
    expect(readUint(Uint8Array.of(1, 0), 'n', 2)).toBe(256n);
    expect(() => readUint(Uint8Array.of(0), 'n', 2)).toThrow();
    expect(() => readUint(Uint8Array.of(0, 1), 'n', 2)).toThrow();
    expect(() => readUint(Uint8Array.of(1, 0, 0), 'n', 2)).toThrow();
    expect(() => readUint([], 'n', 2)).toThrow();
    expect(() => uintBytes(-1n)).toThrow();
  });
});
