import { createHash } from 'node:crypto';
import { createSHA256, createSM3 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../core/bytes.ts';
import { keccak256, sha256 } from '../../core/digests.ts';
import { readVectors } from '../support/vectors.ts';

type Vector = { source: string; text: string; repeat: number; digest: string };
const { sha256: sha256Vectors, sm3: sm3Vectors } =
  readVectors<Record<'sha256' | 'sm3', Vector[]>>('digests/digests.json');

/** Whoever digests files (the service by Node, the browser by hash-wasm) must agree with the standards and each other. */
describe('SHA-256', () => {
  it.each(sha256Vectors.map((v) => [v.source, v] as const))(
    'gives the digest of %s, in core, in Node and in wasm',
    async (_, v) => {
      const bytes = utf8(v.text.repeat(v.repeat));
      expect(toHex(sha256(bytes))).toBe(v.digest);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(v.digest);
      expect((await createSHA256()).update(bytes).digest('hex')).toBe(v.digest);
    },
  );
});

describe('SM3', () => {
  it.each(sm3Vectors.map((v) => [v.source, v] as const))(
    'gives the digest of %s, in Node and in wasm',
    async (_, v) => {
      const bytes = utf8(v.text.repeat(v.repeat));
      expect(createHash('sm3').update(bytes).digest('hex')).toBe(v.digest);
      expect((await createSM3()).update(bytes).digest('hex')).toBe(v.digest);
    },
  );
});

describe('Keccak-256', () => {
  it('is Ethereum’s, not SHA3-256', () => {
    expect(toHex(keccak256(new Uint8Array()))).toBe(
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
    expect(toHex(keccak256(utf8('Transfer(address,address,uint256)')))).toBe(
      'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
    );
    expect(toHex(keccak256(new Uint8Array()))).not.toBe(createHash('sha3-256').digest('hex'));
  });
});
