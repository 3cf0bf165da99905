import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { concat, toHex0x } from '../../core/bytes.ts';
import type { Header } from '../../core/header.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import {
  blockHash,
  checkSeals,
  decodeExtra,
  emptyExtra,
  encodeExtra,
  quorum,
  recoverSeals,
  type SealCache,
  sealHash,
  sealHeader,
  unsealed,
} from '../../core/qbft.ts';
import { encodeRlp, uintBytes } from '../../core/rlp.ts';
import { addressOfKey } from '../../core/signature.ts';
import { besuFile, contractFile, headersFile } from '../support/qbft-vectors.ts';

const recorded = {
  GoQuorum: headersFile.headers,
  'GoQuorum with a contract': contractFile.headers,
  Besu: besuFile.blocks,
};
const keys = [1, 2, 3, 4, 5].map((n) => new Uint8Array(32).fill(n));
const validators = keys.slice(0, 4).map(addressOfKey);
const template: Header = {
  ...headerFromRpc(contractFile.headers[0]?.header),
  extraData: encodeExtra({ ...emptyExtra(), round: 3 }),
};

function withSeals(seals: Uint8Array[]): Header {
  return { ...template, extraData: encodeExtra({ ...emptyExtra(), round: 3, seals }) };
}

function sealsOf(...signers: number[]): Uint8Array[] {
  const sealed = sealHeader(
    template,
    signers.map((n) => keys[n] as Uint8Array),
  );
  return [...decodeExtra(sealed.extraData).seals];
}

const code = (name: string) => expect.objectContaining({ code: name });

describe('commit seals', () => {
  for (const [name, blocks] of Object.entries(recorded)) {
    it(`are recovered as an independent reader recovered them (${name}: ${blocks.length} headers)`, () => {
      const cache: SealCache = new Map();
      for (const { header: json, expect: expected } of blocks) {
        const header = headerFromRpc(json);
        const extra = decodeExtra(header.extraData);
        expect(toHex0x(sealHash(header))).toBe(expected.sealHash);
        expect(extra.round).toBe(expected.round);
        expect(recoverSeals(header, cache)).toEqual(expected.signers);
        expect(checkSeals(header, expected.validators, cache)).toEqual(expected.signers);
        expect(expected.signers.length).toBe(quorum(expected.validators.length));
        if (extra.validators.length > 0) expect(extra.validators.map(toHex0x)).toEqual(expected.validators);
        const vote = extra.vote.length === 0 ? null : toHex0x(encodeRlp(extra.vote));
        expect(vote).toBe(expected.vote ?? null);
        expect(encodeExtra(extra)).toEqual(header.extraData);
      }
      expect(cache.size).toBe(blocks.length);
    });
  }

  it('leave the block its hash, whoever seals it in whichever round', () => {
    const hashes = [template, withSeals(sealsOf(0, 1, 2)), withSeals(sealsOf(3)), unsealed(template)].map(
      (header) => toHex0x(blockHash(header)),
    );
    expect(new Set(hashes).size).toBe(1);
    const extra = decodeExtra(unsealed(withSeals(sealsOf(0))).extraData);
    expect([extra.round, extra.seals]).toEqual([0, []]);
  });

  it('count from a quorum up to all of the set', () => {
    expect(checkSeals(withSeals(sealsOf(2, 0, 1)), validators)).toEqual([2, 0, 1].map((n) => validators[n]));
    expect(checkSeals(withSeals(sealsOf(0, 1, 2, 3)), validators)).toEqual(validators);
    expect(() => checkSeals(withSeals(sealsOf(0, 1)), validators)).toThrow(code('seals-too-few'));
    expect(() => checkSeals(withSeals([]), [])).toThrow(code('seals-too-few'));
  });

  it('need two thirds of the seats, rounded up', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 10, 64].map(quorum)).toEqual([1, 2, 2, 3, 4, 4, 5, 7, 43]);
  });

  it('are refused when one of them is foreign, repeated or no signature, beside enough good ones', () => {
    expect(() => checkSeals(withSeals(sealsOf(0, 1, 2, 4)), validators)).toThrow(code('seal-foreign'));
    expect(() => checkSeals(withSeals(sealsOf(0, 1, 2, 2)), validators)).toThrow(code('seal-repeated'));
    expect(() => checkSeals(withSeals(sealsOf(0, 1, 2, 3, 4)), validators)).toThrow(code('seal-foreign'));
    const broken = new Uint8Array(65);
    expect(() => checkSeals(withSeals([...sealsOf(0, 1, 2), broken]), validators)).toThrow(
      code('seal-invalid'),
    );
  });

  it('are refused with s in the upper half of the order, which would be a second spelling', () => {
    const [seal, ...rest] = sealsOf(0, 1, 2) as [Uint8Array, ...Uint8Array[]];
    const s = BigInt(toHex0x(seal.slice(32, 64)));
    const high = uintBytes(secp256k1.Point.CURVE().n - s);
    const other = concat(seal.slice(0, 32), high, Uint8Array.of(1 - (seal[64] as number)));
    expect(() => checkSeals(withSeals([other, ...rest]), validators)).toThrow(code('seal-invalid'));
  });

  it('are refused with v 27 or 28, as other formats have it', () => {
    const seals = sealsOf(0, 1, 2).map((seal) => Uint8Array.from(seal));
    (seals[1] as Uint8Array)[64] = 27 + ((seals[1] as Uint8Array)[64] as number);
    expect(() => checkSeals(withSeals(seals), validators)).toThrow(code('seal-invalid'));
  });

  it('of another header do not count', () => {
    const other = { ...withSeals(sealsOf(0, 1, 2)), timestamp: template.timestamp + 1n };
    expect(() => checkSeals(other, validators)).toThrow(code('seal-foreign'));
  });
});

describe('extraData', () => {
  it('is refused in any form but that of QBFT', () => {
    const { vanity } = emptyExtra();
    const seal = new Uint8Array(65);
    const forms = [
      [vanity, [], [], new Uint8Array()],
      [vanity, [], [], new Uint8Array(), [], []],
      [vanity.slice(1), [], [], new Uint8Array(), []],
      [vanity, [seal], [], new Uint8Array(), []],
      [vanity, [], new Uint8Array(), new Uint8Array(), []],
      [vanity, [], [new Uint8Array(20)], new Uint8Array(), []],
      [vanity, [], [], Uint8Array.of(0), []],
      [vanity, [], [], Uint8Array.of(0x80, 0, 0, 0), []],
      [vanity, [], [], [], []],
      [vanity, [], [], new Uint8Array(), [seal.slice(1)]],
      [vanity, [], [], new Uint8Array(), Array.from({ length: 65 }, () => seal)],
    ];
    for (const form of forms) expect(() => decodeExtra(encodeRlp(form))).toThrow(code('extra-data-invalid'));
    const lastRound = { ...emptyExtra(), round: 2 ** 31 - 1 };
    expect(decodeExtra(encodeExtra(lastRound))).toEqual(lastRound);
    expect(() => decodeExtra(new Uint8Array())).toThrow(code('extra-data-invalid'));
    expect(() => decodeExtra(concat(encodeExtra(emptyExtra()), Uint8Array.of(0)))).toThrow(
      code('extra-data-invalid'),
    );
  });
});
