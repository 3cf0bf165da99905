import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex0x } from '../../core/bytes.ts';
import { decodeHeader, type Header } from '../../core/header.ts';
import { decodeExtra } from '../../core/qbft.ts';
import type { Receipt } from '../../core/receipt.ts';
import { foundingTrust, openTrust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { compiledCode } from '../support/artifacts.ts';
import { IDS } from '../support/co-sealers.ts';
import { type Consortium, consortium } from '../support/consortium.ts';
import { withSeals } from '../support/forged-receipt.ts';
import { agencyKeys, testDocument, testKey, testSignatures } from '../support/founding.ts';
import { changed, highS, judgedBy, refusal, sealedBy, withHeader } from '../support/real-forgeries.ts';
import type { Service } from '../support/service.ts';

/** Attack 4: receipts whose seals are too few, doubled, bent, or of something else. */

const FILE = 'evidence';
let net: Consortium;
let court: Service;
let receipt: Uint8Array;
let other: Uint8Array;

const validator = (id: string) => agencyKeys(id).validator;
const resealed = (change: (seals: readonly Uint8Array[], header: Header) => readonly Uint8Array[]) =>
  changed(receipt, (given) => ({
    ...given,
    anchor: withHeader(given.anchor, (header) => withSeals(header, (seals) => change(seals, header))),
  }));
const headerOf = (bytes: Uint8Array) =>
  decodeHeader(fromHex0x((JSON.parse(Buffer.from(bytes).toString()) as Receipt).anchor.header));
const refused = async (lie: Uint8Array) => refusal(await judgedBy(court, lie, FILE));
const BY_SEALS = { verdict: 'INVALID', check: 'anchor.seals' };

beforeAll(async () => {
  net = await consortium();
  court = await net.service('court');
  const grid = await net.service('grid');
  receipt = await grid.receipt((await grid.submit([{ name: 'a', bytes: FILE }])).recordId);
  other = await grid.receipt((await grid.submit([{ name: 'b', bytes: 'b' }])).recordId);
  expect(refusal(await judgedBy(court, receipt, FILE))).toEqual({ verdict: 'VERIFIED', check: null });
});
afterAll(() => net?.close());

describe('a receipt from a network of four', () => {
  it('sealed again by any three of the four is as good: seals are not part of what is proved', async () => {
    expect((await refused(sealedBy(receipt, ['court', 'grid', 'telecom'].map(validator)))).verdict).toBe(
      'VERIFIED',
    );
  });

  it('with 2 of 4 seals: refused by anchor.seals', async () => {
    for (const pair of [
      ['court', 'grid'],
      ['police', 'telecom'],
    ]) {
      expect(await refused(sealedBy(receipt, pair.map(validator)))).toEqual(BY_SEALS);
    }
    expect(await refused(resealed((seals) => seals.slice(0, 2)))).toEqual(BY_SEALS);
    expect(await refused(resealed(() => []))).toEqual(BY_SEALS);
  });

  it('with one seal twice: refused by anchor.seals', async () => {
    expect(await refused(resealed(([a, b]) => [a!, b!, b!]))).toEqual(BY_SEALS);
    expect(await refused(resealed((seals) => [...seals, seals[0]!]))).toEqual(BY_SEALS);
  });

  it('with a seal malleated into its high-s form: refused by anchor.seals', async () => {
    expect(await refused(resealed(([a, b, c]) => [a!, b!, highS(c!)]))).toEqual(BY_SEALS);
    expect(await refused(resealed(([a, b]) => [a!, b!, highS(b!)]))).toEqual(BY_SEALS);
  });

  it('with the seals of another block: refused by anchor.seals', async () => {
    const { seals } = decodeExtra(headerOf(other).extraData);
    expect(await refused(resealed(() => seals))).toEqual(BY_SEALS);
  });

  it('with a stranger among enough good seals: refused by anchor.seals', async () => {
    const keys = [...['court', 'grid', 'police'].map(validator), testKey('stranger')];
    expect(await refused(sealedBy(receipt, keys))).toEqual(BY_SEALS);
  });
});

describe('a receipt of a chain that another document founded with the same keys', () => {
  it('is refused by anchor.emitter: the ledger’s address is that of the document', async () => {
    const code = compiledCode();
    const document = { ...testDocument(IDS, code), consortium: { en: 'Rehearsal', zh: '演练' } };
    const rehearsal = openTrust(foundingTrust({ document, signatures: testSignatures(document) }));
    const genuine = openTrust(net.trust);
    expect(rehearsal.sets).toEqual(genuine.sets);
    const given = { receipt, files: [], trust: rehearsal };
    // Same keys, same seals, the very receipt: only the founding document differs.
    expect(refusal(verify(given))).toEqual({ verdict: 'INVALID', check: 'anchor.emitter' });
    expect(verify({ ...given, trust: genuine }).checks.every(({ outcome }) => outcome !== 'fail')).toBe(true);
  });
});
