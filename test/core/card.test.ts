import { verifyMessage } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, toHex0x, utf8 } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import { cardMessage, endpointParts, makeCard, parseCard, readCard } from '../../core/card.ts';
import {
  agencySignatures,
  documentOf,
  mergeSignatures,
  parametersOf,
  readAgencySignatures,
} from '../../core/found-consortium.ts';
import { foundingPack, signFounding, signPersonal } from '../../core/founding.ts';
import { type FoundingDocument, foundingBytes } from '../../core/founding-document.ts';
import { addressOfKey, publicKeyOf } from '../../core/signature.ts';
import { agencyKeys, STAND_IN_CODE, testDocument, testKey } from '../support/founding.ts';
import { fcRuns } from '../support/properties.ts';

const code = (name: string) => expect.objectContaining({ code: name });
const keysOf = (id: string) => {
  const { governance, operator, validator } = agencyKeys(id);
  return { governance, operators: [operator], validator };
};
const about = (id: string, endpoint: string | null = 'tcp://192.0.2.7:30303') => ({
  id,
  name: { en: `Agency ${id}`, zh: `机构 ${id}` },
  endpoint,
});
const bytes = makeCard(about('grid'), keysOf('grid'));
const card = parseCard(bytes);

/** A card with other members, signed again by these keys as an honest one is. */
function signedAgain(change: Record<string, unknown>, keys = keysOf('grid')) {
  const statement = { ...card, ...change } as typeof card;
  const message = cardMessage(statement);
  const signatures = [keys.governance, ...keys.operators, keys.validator].map((key) =>
    signPersonal(message, key),
  );
  return { ...statement, signatures };
}

describe('a membership card', () => {
  it('reads back, and a wallet of another make accepts each signature', () => {
    expect(card.node).toBe(toHex0x(publicKeyOf(keysOf('grid').validator)));
    expect(card.validator).toBe(addressOfKey(keysOf('grid').validator));
    for (const { key, signature } of card.signatures) {
      expect(verifyMessage(cardMessage(card), signature).toLowerCase()).toBe(key);
    }
    expect(parseCard(makeCard(about('grid', null), keysOf('grid'))).endpoint).toBeNull();
  });

  it('is the same whenever it is made of the same keys', () => {
    expect(makeCard(about('grid'), keysOf('grid'))).toEqual(bytes);
  });

  it('names the fault when it is refused', () => {
    const [governance, operator, validator] = card.signatures;
    const stranger = signPersonal(cardMessage(card), testKey('stranger'));
    const shared = { ...keysOf('grid'), operators: [keysOf('grid').governance] };
    const cases: [string, unknown][] = [
      ['member-invalid', null],
      ['member-invalid', { ...card, extra: 1 }],
      ['member-invalid', signedAgain({ format: 'jianzheng/card/2' })],
      ['member-invalid', signedAgain({ node: card.node.slice(0, -2) })],
      ['member-invalid', signedAgain({ endpoint: 7 })],
      ['founding-id-invalid', signedAgain({ id: 'Grid' })],
      ['founding-key-repeated', signedAgain({ operators: [card.governance] }, shared)],
      ['card-node-mismatch', signedAgain({ node: toHex0x(publicKeyOf(testKey('other'))) })],
      ['card-endpoint-invalid', signedAgain({ endpoint: 'tcp://node.grid.example:30303' })],
      ['card-unsigned', { ...card, signatures: [] }],
      ['card-unsigned', { ...card, signatures: [governance] }],
      ['member-invalid', { ...card, signatures: [governance, operator, validator, validator] }],
      ['card-signature-invalid', { ...card, signatures: [governance, validator, operator] }],
      ['card-signature-invalid', { ...card, signatures: [governance, operator, stranger] }],
      // Signed by governance alone is not enough: each key shows that it is held.
      [
        'card-signature-invalid',
        { ...card, signatures: [governance, operator, { ...stranger, key: card.validator }] },
      ],
      ['card-signature-invalid', { ...card, name: { en: 'Another', zh: '另一个' } }],
      ['card-signature-invalid', { ...card, endpoint: 'tcp://192.0.2.8:30303' }],
    ];
    for (const [expected, value] of cases) {
      expect(() => readCard(value), JSON.stringify(value)).toThrow(code(expected));
    }
    expect(() => parseCard(utf8(` ${fromUtf8(bytes)}`))).toThrow(code('json-not-canonical'));
    expect(() => makeCard(about('Grid'), keysOf('grid'))).toThrow(code('founding-id-invalid'));
  });

  it('takes endpoints in one spelling each', () => {
    expect(endpointParts('tcp://192.0.2.7:30303')).toEqual({ host: '192.0.2.7', port: 30303 });
    expect(endpointParts('tcp://[2001:db8::7]:1')).toEqual({ host: '[2001:db8::7]', port: 1 });
    for (const endpoint of [
      '',
      'http://192.0.2.7:30303',
      'tcp://192.0.2.7',
      'tcp://192.0.2.7:0',
      'tcp://192.0.2.7:030303',
      'tcp://192.0.2.7:65536',
      'tcp://192.0.2.07:30303',
      'tcp://192.0.2.256:30303',
      'tcp://0.0.0.0:30303',
      'tcp://[::]:30303',
      'tcp://[2001:DB8::7]:30303',
      'tcp://[2001:db8:0:0:0:0:0:7]:30303',
      'tcp://[2001:db8::7:30303',
      'tcp://[....]:30303',
      'tcp://user@192.0.2.7:30303',
      'tcp://192.0.2.7:30303/',
      'tcp://192.0.2.7:30303\n',
    ]) {
      expect(() => endpointParts(endpoint), endpoint).toThrow(code('card-endpoint-invalid'));
    }
  });

  it('never holds with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] as number) ^ flip;
        expect(() => parseCard(changed)).toThrow(expect.objectContaining({ code: expect.any(String) }));
      }),
      fcRuns(60),
    );
  });

  it('refuses whatever else is parsed, by a code', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(card)), (value, member) => {
        const changed = { ...card, [member]: value };
        fc.pre(JSON.stringify(value) !== JSON.stringify(card[member as keyof typeof card]));
        for (const input of [value, changed]) {
          expect(() => readCard(input)).toThrow(expect.objectContaining({ code: expect.any(String) }));
        }
      }),
      fcRuns(60),
    );
  });
});

const ids = ['court', 'grid', 'police', 'telecom'];
const cards = ids.map((id) => parseCard(makeCard(about(id), keysOf(id))));
const parameters = parametersOf(testDocument(ids));
const document = documentOf(cards, parameters, STAND_IN_CODE);
const signed = (id: string, of: FoundingDocument = document) => {
  const { governance, operators, validator } = keysOf(id);
  return [governance, ...operators, validator].map((key) => signFounding(of, key));
};

describe('a founding out of cards', () => {
  it('is the same bytes in whatever order the cards come', () => {
    expect(document).toEqual(testDocument(ids));
    fc.assert(
      fc.property(fc.shuffledSubarray(cards, { minLength: cards.length }), (shuffled) => {
        expect(foundingBytes(documentOf(shuffled, parameters, STAND_IN_CODE))).toEqual(
          foundingBytes(document),
        );
      }),
      fcRuns(20),
    );
  });

  it('refuses one agency twice, and two agencies with one key, by name', () => {
    expect(() => documentOf([...cards, cards[0]!], parameters, STAND_IN_CODE)).toThrow(code('card-doubled'));
    const thief = parseCard(
      makeCard(about('thief'), { ...keysOf('thief'), operators: [keysOf('grid').validator] }),
    );
    expect(() => documentOf([...cards, thief], parameters, STAND_IN_CODE)).toThrow(
      expect.objectContaining({
        code: 'card-key-shared',
        details: expect.objectContaining({ first: 'grid', second: 'thief' }),
      }),
    );
    expect(() => documentOf([], parameters, STAND_IN_CODE)).toThrow(code('member-invalid'));
  });

  it('comes together from each agency’s signatures, and from nothing less', () => {
    const files = ids.map((id) => readAgencySignatures(document, agencySignatures(document, id, signed(id))));
    const all = mergeSignatures(document, files.toReversed());
    expect(foundingPack(document, STAND_IN_CODE, all)).toBeInstanceOf(Uint8Array);
    expect(() => mergeSignatures(document, files.slice(1))).toThrow(
      expect.objectContaining({ code: 'signatures-missing', details: { missing: 'court' } }),
    );
    expect(() => mergeSignatures(document, [...files, files[0]!])).toThrow(code('signatures-doubled'));
  });

  it('names the fault of a signature file', () => {
    const other = testDocument(ids.slice(1));
    const read = (value: unknown) => readAgencySignatures(document, canonicalBytes(value));
    const good = readAgencySignatures(document, agencySignatures(document, 'grid', signed('grid')));
    expect(() => readAgencySignatures(other, canonicalBytes(good))).toThrow(
      code('signatures-of-another-founding'),
    );
    expect(() => read({ ...good, agency: 'bank' })).toThrow(code('signatures-of-a-stranger'));
    expect(() => read({ ...good, agency: 'police' })).toThrow(code('founding-signature-invalid'));
    expect(() => read({ ...good, signatures: good.signatures.slice(1) })).toThrow(
      code('founding-signatures-incomplete'),
    );
    expect(() => read({ ...good, signatures: signed('grid', other) })).toThrow(
      code('founding-signature-invalid'),
    );
    expect(() => read({ ...good, more: 1 })).toThrow(code('member-invalid'));
  });
});
