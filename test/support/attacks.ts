import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concat, fromHex, toHex, toHex0x } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import { writeDisclosure } from '../../core/disclosure.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { leafHash } from '../../core/merkle.ts';
import { decodeExtra, unsealed } from '../../core/qbft.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { CheckName } from '../../core/report.ts';
import { type Forgery, withSeals } from './forged-receipt.ts';
import { addressFor, bytesFor, type PaperRecord } from './ledger-fixture.ts';
import { paperWorld } from './paper-world.ts';

/** The consortium whose receipts are forged. */
export const attackedWorld = paperWorld('production');
const world = attackedWorld;
const [court, grid, police, reform] = world.sets[0] as [string, string, string, string];

/** The other of the two signatures that secp256k1 has for one message: s replaced by n - s, v by the other v. */
function highS(seal: Uint8Array): Uint8Array {
  const s = secp256k1.Point.Fn.ORDER - BigInt(toHex0x(seal.subarray(32, 64)));
  return concat(
    seal.subarray(0, 32),
    fromHex(s.toString(16).padStart(64, '0')),
    Uint8Array.of(1 - seal[64]!),
  );
}

/** The record with other members, made into canonical bytes again; its disclosures stay. */
function withMembers(record: PaperRecord, members: object): PaperRecord {
  const changed = { ...record.record, ...members };
  const bytes = canonicalBytes(changed);
  return { ...record, record: changed, bytes, recordId: toHex(leafHash(bytes)) };
}

export const withDisclosures = (
  change: (disclosures: readonly string[], receipt: Receipt) => readonly string[],
) => ({
  receipt: (receipt: Receipt) => ({ ...receipt, disclosures: change(receipt.disclosures, receipt) }),
});
const withPath = (change: (path: readonly string[]) => readonly string[], index = 1) => ({
  receipt: (receipt: Receipt) => ({ ...receipt, inclusion: { index, path: change(receipt.inclusion.path) } }),
});
const withAnchor = (change: object) => ({
  receipt: (receipt: Receipt) => ({ ...receipt, anchor: { ...receipt.anchor, ...change } }),
});

/** Each a lie that some verifier somewhere has believed, with the check that must not. */
export const attacks: readonly (readonly [name: string, failing: CheckName, forgery: Forgery])[] = [
  ['2 of 4 seals', 'anchor.seals', { seal: { signers: [court, grid] } }],
  ['no seals', 'anchor.seals', { header: (header) => withSeals(header, () => []) }],
  ['a doubled seal', 'anchor.seals', { header: (h) => withSeals(h, ([a, b]) => [a!, b!, b!]) }],
  [
    'a seal doubled in its high-s form',
    'anchor.seals',
    { header: (h) => withSeals(h, ([a, b]) => [a!, b!, highS(b!)]) },
  ],
  ['a high-s seal', 'anchor.seals', { header: (h) => withSeals(h, ([a, b, c]) => [a!, b!, highS(c!)]) }],
  [
    'a seal of no validator beside a full quorum',
    'anchor.seals',
    { seal: { signers: [court, grid, police, 'stranger'] } },
  ],
  [
    'a seal of a validator of the next set',
    'anchor.seals',
    { seal: { signers: [court, grid, 'telecom validator'] } },
  ],
  [
    'seals of another block',
    'anchor.seals',
    { header: (h) => withSeals(h, () => sealsOf(world.chain.blocks[1]!.header)) },
  ],
  [
    'a seal that is no signature',
    'anchor.seals',
    { header: (h) => withSeals(h, ([a, b]) => [a!, b!, new Uint8Array(65)]) },
  ],
  [
    'a seal with v 27',
    'anchor.seals',
    {
      header: (h) =>
        withSeals(h, ([a, b, c]) => [a!, b!, concat(c!.subarray(0, 64), Uint8Array.of(c![64]! + 27))]),
    },
  ],
  [
    'more seals than validators',
    'anchor.seals',
    { header: (h) => withSeals(h, (seals) => [...seals, ...seals]) },
  ],
  [
    'seals for another round than the header holds',
    'anchor.seals',
    { seal: { round: 1 }, header: (h) => ({ ...h, extraData: replaceRound(h.extraData) }) },
  ],
  ['a set of its own making', 'anchor.seals', { seal: { signers: ['eve', 'mallory', 'trudy'] } }],
  [
    'a block before set 2 that claims set 2',
    'anchor.set',
    { anchoring: { sealedBy: 2 }, set: attackedWorld.sets[1]! },
  ],
  ['a new block by the set that has left', 'anchor.set', { after: 2 }],
  ['a block sealed by set 1 that claims set 2', 'anchor.seals', { after: 2, anchoring: { sealedBy: 2 } }],
  ['set 0', 'anchor.event', { anchoring: { sealedBy: 0 } }],
  ['a log of another contract', 'anchor.emitter', { log: (log) => ({ ...log, address: addressFor('eve') }) }],
  [
    'a log of the registry',
    'anchor.emitter',
    { log: (log) => ({ ...log, address: world.founding.registry }) },
  ],
  ['a failed transaction', 'anchor.receipt', { succeeded: false }],
  [
    'a log of another kind',
    'anchor.event',
    { log: (log) => ({ ...log, topics: [bytesFor('other'), ...log.topics.slice(1)] }) },
  ],
  ['a log without topics', 'anchor.event', { log: (log) => ({ ...log, topics: [] }) }],
  [
    'a log with one topic more',
    'anchor.event',
    { log: (log) => ({ ...log, topics: [...log.topics, bytesFor('x')] }) },
  ],
  [
    'a log with longer data',
    'anchor.event',
    { log: (log) => ({ ...log, data: concat(log.data, bytesFor('x')) }) },
  ],
  ['a batch of size 0', 'anchor.event', { anchoring: { size: 0 } }],
  ['a batch of more than 2^32', 'anchor.event', { anchoring: { size: 2 ** 32 + 1 } }],
  ['sequence 0', 'anchor.event', { anchoring: { sequence: 0 } }],
  ['a batch of another agency', 'anchor.agency', { anchoring: { agency: 'police' } }],
  [
    'a record that names another agency than the one that anchored it',
    'anchor.agency',
    { record: (r) => withMembers(r, { agency: 'court' }) },
  ],
  ['an agency whose name begins with the right one', 'anchor.agency', { anchoring: { agency: 'grid2' } }],
  ['another root', 'batch.inclusion', { anchoring: { root: bytesFor('root') } }],
  ['an index beyond the size', 'batch.inclusion', withPath((path) => path, 3)],
  ['another index', 'batch.inclusion', withPath((path) => path, 0)],
  ['a path that is too short', 'batch.inclusion', withPath((path) => path.slice(1))],
  ['a path that is too long', 'batch.inclusion', withPath((path) => [...path, 'ab'.repeat(32)])],
  ['no path', 'batch.inclusion', withPath(() => [])],
  ['a size that the root does not have', 'batch.inclusion', { anchoring: { size: 8 } }],
  ['an index below 0', 'receipt.canonical', withPath((path) => path, -1)],
  [
    'a path of 33 hashes',
    'receipt.canonical',
    withPath(() => Array.from({ length: 33 }, () => 'ab'.repeat(32))),
  ],
  ['a path in capitals', 'receipt.canonical', withPath((path) => path.map((hash) => hash.toUpperCase()))],
  [
    'a doubled disclosure',
    'disclosures.match',
    withDisclosures(([first, ...rest]) => [first!, first!, ...rest]),
  ],
  ['disclosures out of order', 'disclosures.match', withDisclosures((all) => all.toReversed())],
  [
    'an unused disclosure',
    'disclosures.match',
    withDisclosures((all) => [...all, writeDisclosure(new Uint8Array(16), 'collector', 'Eve')]),
  ],
  [
    'a disclosure of another value',
    'disclosures.match',
    withDisclosures((all) =>
      all.map((text, i) => (i === 2 ? writeDisclosure(new Uint8Array(16), 'collector', 'Eve') : text)),
    ),
  ],
  [
    'a claim in the slot of another',
    'disclosures.match',
    {
      record: (r) =>
        withMembers(r, {
          claims: { collector: r.record.claims.location, location: r.record.claims.collector },
        }),
    },
  ],
  [
    'a file in the slot of a claim',
    'disclosures.match',
    {
      record: (r) =>
        withMembers(r, {
          claims: { ...r.record.claims, collector: r.record.files[0] },
          files: [r.record.claims.collector, r.record.files[1]],
        }),
      ...withDisclosures((all) => [all[0]!, all[1]!, all[4]!]),
    },
  ],
  [
    'the same digest in two slots',
    'record.format',
    { record: (r) => withMembers(r, { files: [r.record.files[0], r.record.files[0]] }) },
  ],
  ['a record with an unknown member', 'record.format', { record: (r) => withMembers(r, { verified: true }) }],
  [
    'a record of another format',
    'record.format',
    { record: (r) => withMembers(r, { format: 'jianzheng/record/2' }) },
  ],
  [
    'a record changed after it was anchored',
    'batch.inclusion',
    { receipt: (r) => ({ ...r, record: { ...r.record, kind: 'other' } }) },
  ],
  ['a notBefore that is the anchoring block', 'notBefore.order', { notBeforeNumber: 2 }],
  ['a notBefore after the anchor', 'notBefore.order', { notBeforeNumber: 3 }],
  ['a notBefore that claims a later time', 'notBefore.order', { sealNamed: { time: 1_790_000_015 } }],
  [
    'another notBefore header than the record names',
    'notBefore.hash',
    { notBefore: () => world.chain.blocks[1]!.header },
  ],
  [
    'a notBefore hash that no header has',
    'notBefore.hash',
    { record: (r) => withMembers(r, { notBefore: { number: 1, hash: `0x${'00'.repeat(32)}` } }) },
  ],
  [
    'a notBefore number that is not its header’s',
    'notBefore.hash',
    { record: (r) => withMembers(r, { notBefore: { ...r.record.notBefore, number: 2 } }) },
  ],
  ['an unsealed notBefore', 'notBefore.seals', { notBefore: (header) => withSeals(header, () => []) }],
  ['a notBefore with 2 of 4 seals', 'notBefore.seals', { sealEarlier: { signers: [court, grid] } }],
  [
    'a notBefore sealed by strangers',
    'notBefore.seals',
    { sealEarlier: { signers: ['eve', 'mallory', 'trudy'] } },
  ],
  [
    'a notBefore sealed by a set that came after the anchor’s',
    'notBefore.seals',
    { sealEarlier: { signers: [grid, police, reform, 'telecom validator'] } },
  ],
  ['a header that is no RLP', 'anchor.header', withAnchor({ header: '0xdeadbeef' })],
  [
    'a header with data after it',
    'anchor.header',
    { receipt: (r) => ({ ...r, anchor: { ...r.anchor, header: `${r.anchor.header}00` } }) },
  ],
  [
    'extraData that is not QBFT’s',
    'anchor.header',
    {
      receipt: (r, chain) => ({
        ...r,
        anchor: {
          ...r.anchor,
          header: toHex0x(encodeHeader({ ...chain.blocks[2]!.header, extraData: new Uint8Array(97) })),
        },
      }),
    },
  ],
  ['an anchor with an unknown member', 'anchor.header', withAnchor({ note: 'trust me' })],
  [
    'another parent',
    'anchor.parent',
    {
      receipt: (r, chain) => ({
        ...r,
        anchor: { ...r.anchor, parent: toHex0x(encodeHeader(unsealed(chain.blocks[0]!.header))) },
      }),
    },
  ],
  [
    'a parent with its seals',
    'anchor.parent',
    {
      receipt: (r, chain) => ({
        ...r,
        anchor: { ...r.anchor, parent: toHex0x(encodeHeader(chain.blocks[1]!.header)) },
      }),
    },
  ],
  ['another transaction of the block', 'anchor.receipt', withAnchor({ transactionIndex: 0 })],
  ['another log of the transaction', 'anchor.emitter', withAnchor({ logIndex: 0 })],
  ['a log that is not there', 'anchor.receipt', withAnchor({ logIndex: 2 })],
  [
    'a trie node too many',
    'anchor.receipt',
    { receipt: (r) => ({ ...r, anchor: { ...r.anchor, proof: [...r.anchor.proof, r.anchor.proof[0]] } }) },
  ],
  [
    'a trie node too few',
    'anchor.receipt',
    { receipt: (r) => ({ ...r, anchor: { ...r.anchor, proof: r.anchor.proof.slice(0, -1) } }) },
  ],
  ['an unknown member', 'receipt.canonical', { receipt: (r) => ({ ...r, verdict: 'VERIFIED' }) }],
  [
    'a trust bundle of its own',
    'receipt.canonical',
    { receipt: (r) => ({ ...r, trust: JSON.parse(JSON.stringify(world.trust)) }) },
  ],
  ['a missing member', 'receipt.canonical', { receipt: ({ notBefore: _, ...r }) => r }],
  ['another format', 'receipt.canonical', { receipt: (r) => ({ ...r, format: 'jianzheng/receipt/2' }) }],
  [
    'a header in upper-case hex',
    'receipt.canonical',
    { receipt: (r) => ({ ...r, notBefore: `0x${r.notBefore.slice(2).toUpperCase()}` }) },
  ],
  ['an array in place of the record', 'record.format', { receipt: (r) => ({ ...r, record: [] }) }],
  ['null in place of the anchor', 'anchor.header', { receipt: (r) => ({ ...r, anchor: null }) }],
];

function sealsOf(header: Header): readonly Uint8Array[] {
  return decodeExtra(header.extraData).seals;
}

function replaceRound(extraData: Uint8Array): Uint8Array {
  // Round 1 stands as the byte 0x01 right after the two empty lists; round 0 is the empty string.
  const text = toHex(extraData);
  const at = text.indexOf(`${'00'.repeat(32)}c0c001`) + 68;
  return fromHex(`${text.slice(0, at)}80${text.slice(at + 2)}`);
}
