import { verifyMessage } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex0x, toHex, toHex0x, utf8 } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import { checkFounding, foundingMessage, foundingPack, signFounding } from '../../core/founding.ts';
import {
  contractAddress,
  type FoundingDocument,
  foundingBytes,
  foundingHash,
  foundingKeys,
  readFoundingDocument,
} from '../../core/founding-document.ts';
import { addressOfKey, signDigest } from '../../core/signature.ts';
import { STAND_IN_CODE, testDocument, testKey, testSignatures } from '../support/founding.ts';
import { fcRuns } from '../support/properties.ts';

const document = testDocument(['grid', 'police', 'telecom']);
const signatures = testSignatures(document);
const pack = foundingPack(document, STAND_IN_CODE, signatures);
const code = (name: string) => expect.objectContaining({ code: name });

type Agency = FoundingDocument['agencies'][number];
const withAgency = (change: Partial<Record<keyof Agency, unknown>>) => ({
  ...document,
  agencies: document.agencies.map((agency, i) => (i === 1 ? { ...agency, ...change } : agency)),
});

describe('a founding document', () => {
  it('reads back from its own bytes', () => {
    expect(readFoundingDocument(JSON.parse(new TextDecoder().decode(foundingBytes(document))))).toEqual(
      document,
    );
  });

  it('gives contracts addresses that follow from every byte of it', () => {
    const hash = foundingHash(document);
    expect(contractAddress(hash, 'AgencyRegistry')).toMatch(/^0x[0-9a-f]{40}$/);
    const addresses = [
      contractAddress(hash, 'AgencyRegistry'),
      contractAddress(hash, 'EvidenceLedger'),
      contractAddress(hash, 'CaseHandoff'),
      contractAddress(foundingHash({ ...document, chainId: 2 }), 'AgencyRegistry'),
      contractAddress(foundingHash({ ...document, consortium: { en: 'A', zh: 'B' } }), 'AgencyRegistry'),
    ];
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('takes names in any script', () => {
    for (const name of [
      '国家电网有限公司',
      'ئۇيغۇر ئاپتونوم رايونى',
      'བོད་རང་སྐྱོང་ལྗོངས།',
      'ᠮᠣᠩᠭᠣᠯ',
      'Zürich №1 😀',
      "O'Neill & Co.",
    ]) {
      expect(readFoundingDocument({ ...document, consortium: { en: name, zh: name } }).consortium.en).toBe(
        name,
      );
    }
  });

  it('refuses names that could rearrange what is shown beside them', () => {
    for (const name of ['', ' a', 'a ', 'a\nb', 'a\u0000', 'a\u202eb', 'a\u2066b', 'a\u2028b', '\ud800', 7]) {
      expect(() => readFoundingDocument({ ...document, consortium: { en: name, zh: 'x' } })).toThrow();
    }
    const longest = { en: '国'.repeat(200), zh: 'x' };
    expect(readFoundingDocument(withAgency({ name: longest })).agencies[1]?.name).toEqual(longest);
    expect(() => readFoundingDocument(withAgency({ name: { en: 'x'.repeat(201), zh: 'x' } }))).toThrow(
      code('founding-name-too-long'),
    );
  });

  it('names the fault when it is refused', () => {
    const [grid, police, telecom] = document.agencies as [Agency, Agency, Agency];
    const cases: [string, unknown][] = [
      ['member-invalid', null],
      ['member-invalid', { ...document, extra: 1 }],
      ['member-invalid', { ...document, format: 'jianzheng/founding/2' }],
      ['member-invalid', { ...document, agencies: [] }],
      ['member-invalid', { ...document, agencies: Array(65).fill(grid) }],
      ['member-invalid', { ...document, chainId: 0 }],
      ['member-invalid', { ...document, chainId: 2 ** 53 }],
      ['member-invalid', { ...document, contracts: document.contracts.toReversed() }],
      ['member-invalid', { ...document, contracts: document.contracts.slice(1) }],
      ['member-invalid', { ...document, contracts: document.contracts.slice(0, 1) }],
      ['member-invalid', { ...document, contracts: document.contracts.toSpliced(1, 1) }],
      ['member-invalid', { ...document, contracts: [...document.contracts, document.contracts[2]] }],
      ['member-invalid', { ...document, genesis: { ...document.genesis, forks: 'paris' } }],
      ['member-invalid', { ...document, genesis: { ...document.genesis, gasLimit: 21_000 } }],
      ['member-invalid', { ...document, genesis: { ...document.genesis, timestamp: -1 } }],
      ['member-invalid', withAgency({ operators: [] })],
      ['member-invalid', withAgency({ operators: Array(17).fill(police.operators[0]) })],
      ['member-invalid', withAgency({ governance: police.governance.toUpperCase() })],
      ['member-invalid', withAgency({ validator: police.validator.slice(0, -2) })],
      ['founding-id-invalid', withAgency({ id: 'Police' })],
      ['founding-id-invalid', withAgency({ id: '' })],
      ['founding-id-invalid', withAgency({ id: 'p'.repeat(32) })],
      ['founding-id-invalid', withAgency({ id: '警察' })],
      ['founding-key-zero', withAgency({ validator: `0x${'0'.repeat(40)}` })],
      ['founding-key-repeated', withAgency({ validator: police.governance })],
      ['founding-key-repeated', withAgency({ operators: [grid.validator] })],
      ['founding-key-repeated', withAgency({ operators: [police.operators[0], police.operators[0]] })],
      ['founding-agencies-unsorted', { ...document, agencies: [police, grid, telecom] }],
      ['founding-agencies-unsorted', withAgency({ id: 'grid' })],
    ];
    for (const [expected, value] of cases) {
      expect(() => readFoundingDocument(value), JSON.stringify(value)).toThrow(code(expected));
    }
  });
});

describe('a founding pack', () => {
  it('holds when every key has signed', () => {
    const checked = checkFounding(pack);
    expect(checked.document).toEqual(document);
    expect(checked.hash).toBe(toHex(foundingHash(document)));
    expect(checked.registry).toBe(contractAddress(foundingHash(document), 'AgencyRegistry'));
    expect(checked.ledger).toBe(contractAddress(foundingHash(document), 'EvidenceLedger'));
    expect(checked.handoff).toBe(contractAddress(foundingHash(document), 'CaseHandoff'));
    expect(checked.signatures.map(({ key }) => key)).toEqual(foundingKeys(document));
  });

  it('of a chain without hand-offs holds as it always did, and takes no code for them', () => {
    const { CaseHandoff: _, ...two } = STAND_IN_CODE;
    const older = testDocument(['grid'], two);
    const parts = { code: two, document: older, signatures: testSignatures(older) };
    expect(checkFounding(parts).handoff).toBeUndefined();
    expect(() => checkFounding({ ...parts, code: STAND_IN_CODE })).toThrow(code('member-invalid'));
    expect(() => checkFounding({ code: two, document, signatures })).toThrow(code('member-invalid'));
  });

  it('carries signatures that other wallets verify as personal messages', () => {
    for (const { key, signature } of checkFounding(pack).signatures) {
      expect(verifyMessage(foundingMessage(document), signature).toLowerCase()).toBe(key);
    }
  });

  it('puts signatures into the order of the document, whatever order they come in', () => {
    expect(foundingPack(document, STAND_IN_CODE, signatures.toReversed())).toEqual(pack);
  });

  it('is refused without one signature, with one of another key, document or place', () => {
    expect(() => foundingPack(document, STAND_IN_CODE, signatures.slice(1))).toThrow(
      code('founding-signatures-incomplete'),
    );
    const parts = { code: STAND_IN_CODE, document };
    const stranger = signFounding(document, testKey('stranger'));
    const swapped = [signatures[1], signatures[0], ...signatures.slice(2)];
    const other = testSignatures({ ...document, chainId: 7 });
    const first = signatures[0] as (typeof signatures)[number];
    const forms = [
      [stranger, ...signatures.slice(1)],
      [{ ...stranger, key: first.key }, ...signatures.slice(1)],
      swapped,
      other,
      [{ ...first, signature: `${first.signature.slice(0, -2)}00` }, ...signatures.slice(1)],
      [{ ...first, signature: `0x${'00'.repeat(64)}1b` }, ...signatures.slice(1)],
    ];
    for (const form of forms) {
      expect(() => checkFounding({ ...parts, signatures: form })).toThrow(code('founding-signature-invalid'));
    }
    expect(() => checkFounding({ ...parts, signatures: [...signatures, stranger] })).toThrow(
      code('founding-signatures-incomplete'),
    );
  });

  it('is refused when a signature is over the bare hash instead of the message', () => {
    const bare = signDigest(foundingHash(document), testKey('grid g'));
    bare[64] = 27 + (bare[64] as number);
    const forged = { key: addressOfKey(testKey('grid g')), signature: toHex0x(bare) };
    expect(() =>
      checkFounding({ code: STAND_IN_CODE, document, signatures: [forged, ...signatures.slice(1)] }),
    ).toThrow(code('founding-signature-invalid'));
  });

  it('is refused with other code than the document names', () => {
    expect(() => foundingPack(document, { ...STAND_IN_CODE, EvidenceLedger: '0x6003' }, signatures)).toThrow(
      code('founding-code-mismatch'),
    );
  });

  it('is refused in any but the canonical bytes', () => {
    expect(() =>
      checkFounding(utf8(JSON.stringify(JSON.parse(new TextDecoder().decode(pack)), null, 1))),
    ).toThrow(code('json-not-canonical'));
    expect(() => checkFounding(canonicalBytes({ code: STAND_IN_CODE, document }))).toThrow(
      code('member-invalid'),
    );
  });

  it('never holds with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(pack.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = pack.slice();
        changed[at] = (changed[at] as number) ^ flip;
        expect(() => checkFounding(changed)).toThrow(expect.objectContaining({ code: expect.any(String) }));
      }),
      fcRuns(40),
    );
  });
});

describe('keys and signatures', () => {
  it('refuse what is no private key', () => {
    const order = fromHex0x('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
    for (const key of [new Uint8Array(32), order, new Uint8Array(31).fill(1), new Uint8Array(0)]) {
      expect(() => addressOfKey(key)).toThrow(code('private-key-invalid'));
      expect(() => signDigest(new Uint8Array(32), key)).toThrow(code('private-key-invalid'));
    }
  });

  it('give the address that Ethereum gives', () => {
    const key = new Uint8Array(32);
    key[31] = 1;
    expect(addressOfKey(key)).toBe('0x7e5f4552091a69125d5dfcb7b8c2659029395bdf');
  });
});
