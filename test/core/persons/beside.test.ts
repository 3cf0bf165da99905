import { beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../../core/bytes.ts';
import { sha256 } from '../../../core/digests.ts';
import { claimedReceipt, matchSignatures } from '../../../core/persons/at-hand.ts';
import { isMissing, signedRecords } from '../../../core/persons/beside.ts';
import { missingIn } from '../../../core/persons/roles.ts';
import { verify } from '../../../core/verify.ts';
import { type PaperWorld, paperWorld } from '../../support/paper-world.ts';
import {
  type AnchoredRecord,
  anchorFile,
  anchorList,
  anchorSignature,
  fileKey,
  listOf,
  signed,
  statementFor,
} from '../../support/person-world.ts';

/** What persons signed, put together out of what was handed over in a heap, beside the verdicts of the records. */

let world: PaperWorld;
let list: AnchoredRecord;
let data: AnchoredRecord;
let other: AnchoredRecord;

const PERSONS = listOf({
  'p-1': { keys: [fileKey('first')], roles: ['collectors', 'reviewer'] },
  'p-2': { keys: [fileKey('second')], roles: ['collectors'] },
});

beforeAll(() => {
  world = paperWorld('beside');
  list = anchorList(world, PERSONS);
  data = anchorFile(world, new TextEncoder().encode('1,2,3'), { kind: 'power-use' });
  other = anchorFile(world, new TextEncoder().encode('a photograph'), { kind: 'evidence' });
});

const by = (person: 'p-1' | 'p-2', role: string, record: AnchoredRecord) =>
  anchorSignature(
    world,
    signed(
      statementFor(world, list.recordId, record.recordId, { person, role }),
      { 'p-1': 'first', 'p-2': 'second' }[person],
    ),
  );

/** Everything as it may lie in a folder: receipts and files, in whatever order. */
function heap(records: readonly AnchoredRecord[], without: readonly AnchoredRecord[] = []) {
  const files = new Map(
    records
      .filter((record) => !without.includes(record))
      .map(({ file }) => [toHex(sha256(file)), { bytes: file }]),
  );
  const receipts = records.flatMap(({ receipt }) => claimedReceipt(receipt) ?? []);
  return matchSignatures(receipts, (digest) => files.get(digest));
}

function judged(records: readonly AnchoredRecord[], signatures: readonly AnchoredRecord[]) {
  const reports = records.map(({ receipt }) => verify({ receipt, files: [], trust: world.trust }));
  return signedRecords(reports, heap([...records, ...signatures]), { trust: world.trust });
}

describe('records and what persons signed, handed over together', () => {
  test('each countersignature goes to the record that it names', () => {
    const first = by('p-1', 'collectors', data);
    const second = by('p-2', 'collectors', data);
    const { beside, strays } = judged([data, other], [first, by('p-1', 'reviewer', other), list, second]);
    expect(strays).toEqual([]);
    expect(beside[0]).toMatchObject({
      signatures: [
        { verdict: 'SIGNED', recordId: first.recordId, person: 'p-1', keyList: list.recordId },
        { verdict: 'SIGNED', recordId: second.recordId, person: 'p-2' },
      ],
      roles: [
        { role: 'collectors', demanded: 2, signed: ['grid p-1', 'grid p-2'] },
        { role: 'reviewer', demanded: 1, signed: [] },
      ],
    });
    expect(beside[0]!.roles.map(missingIn)).toEqual([0, 1]);
    expect(isMissing(beside[0]!)).toBe(true);
    expect(beside[1]).toMatchObject({ roles: [{ role: 'reviewer', demanded: 0, signed: ['grid p-1'] }] });
    expect(isMissing(beside[1]!)).toBe(false);
  });

  test('where a kind asks for persons and nobody came, all are missing; where it does not, nothing is said', () => {
    const { beside } = judged([data, other], [list]);
    expect(beside).toMatchObject([{ signatures: [], roles: [{ signed: [] }, { signed: [] }] }, undefined]);
  });

  test('a person counts once in a role, whatever they sign', () => {
    const { beside } = judged([data], [by('p-1', 'collectors', data), by('p-1', 'collectors', data), list]);
    expect(beside[0]!.signatures).toHaveLength(2);
    expect(missingIn(beside[0]!.roles[0]!)).toBe(1);
  });

  test('those of records that are not here, or do not hold, are counted and not judged', () => {
    const forOther = by('p-1', 'collectors', other);
    expect(judged([data], [forOther, list])).toMatchObject({
      ...{ beside: [{ signatures: [] }], strays: [other.recordId] },
    });
    const broken = { ...other, receipt: other.receipt.map((byte, at) => (at === 60 ? byte ^ 1 : byte)) };
    expect(judged([broken], [forOther, list])).toEqual({
      ...{ beside: [undefined], strays: [other.recordId] },
    });
    const unreadable = anchorFile(world, Uint8Array.of(123), { kind: 'countersignature' });
    expect(judged([data], [unreadable]).strays).toEqual(['unreadable']);
  });

  test('without the list nothing is decided, and a receipt whose file is not there is named', () => {
    const signature = by('p-1', 'collectors', data);
    const { beside } = judged([data], [signature]);
    expect(beside[0]).toMatchObject({
      signatures: [{ verdict: 'UNDETERMINED' }],
      roles: [{ signed: [] }, {}],
    });
    const matched = heap([signature, list, data], [signature]);
    expect([matched.countersignatures, matched.keyLists.length]).toEqual([[], 1]);
    expect(matched.fileless.map(({ bytes }) => bytes)).toEqual([signature.receipt]);
  });

  test('a bad receipt laid beside a good one of the same record hides nothing', () => {
    const good = by('p-1', 'collectors', data);
    const swapped = JSON.parse(new TextDecoder().decode(good.receipt)) as { anchor: unknown };
    swapped.anchor = (JSON.parse(new TextDecoder().decode(list.receipt)) as typeof swapped).anchor;
    const bad = { ...good, receipt: new TextEncoder().encode(JSON.stringify(swapped)) };
    for (const both of [
      [bad, good],
      [good, bad],
    ]) {
      expect(judged([data], [...both, list]).beside[0]!.signatures.map(({ verdict }) => verdict)).toEqual([
        'SIGNED',
      ]);
    }
    expect(judged([data], [bad, list]).beside[0]!.signatures).toMatchObject([{ verdict: 'INVALID' }]);
  });
});
