import { describe, expect, it } from 'vitest';
import { verifyTogether } from '../../web/work/assign.ts';
import { digestsOf } from '../support/ledger-fixture.ts';
import { paperWorld } from '../support/paper-world.ts';
import {
  anchorList,
  anchorSignature,
  fileKey,
  listOf,
  signed,
  statementFor,
} from '../support/person-world.ts';

const world = paperWorld('verify together');
const { receipts, records } = world.grid;
const filesOf = (index: number) => records[index]!.files.map(digestsOf);
const NONE = { countersignatures: [], keyLists: [] };
const stranger = { size: 1, sha256: '0'.repeat(64), sm3: '1'.repeat(64) };

describe('verifying what was given together', () => {
  it('holds every file against the one receipt there is', () => {
    const { reports, loose } = verifyTogether([receipts[0]!], [...filesOf(0), stranger], world.trust, NONE);
    expect(reports.map(({ verdict }) => verdict)).toEqual(['MISMATCH']);
    expect(loose).toEqual([]);
  });

  it('gives each of several receipts the files that it shows', () => {
    const files = [...filesOf(1), ...filesOf(0)];
    const { reports, loose } = verifyTogether([receipts[0]!, receipts[1]!], files, world.trust, NONE);
    expect(reports.map(({ verdict }) => verdict)).toEqual(['VERIFIED', 'VERIFIED']);
    expect(loose).toEqual([]);
  });

  it('names the files that none of several receipts shows', () => {
    const files = [stranger, ...filesOf(0), ...filesOf(1)];
    const { reports, loose } = verifyTogether([receipts[0]!, receipts[1]!], files, world.trust, NONE);
    expect(reports.map(({ verdict }) => verdict)).toEqual(['VERIFIED', 'VERIFIED']);
    expect(loose).toEqual([0]);
  });

  it('lets no invalid receipt take a file away from being named', () => {
    const broken = Uint8Array.from(receipts[1]!);
    broken[broken.length - 2]! ^= 1;
    const own = filesOf(1).slice(0, 1);
    const { reports, loose } = verifyTogether(
      [receipts[0]!, broken],
      [...filesOf(0), ...own],
      world.trust,
      NONE,
    );
    expect(reports.map(({ verdict }) => verdict)).toEqual(['VERIFIED', 'INVALID']);
    expect(loose).toEqual([2]);
  });

  it('says beside the report of a record who signed it, and nothing beside those of signatures', () => {
    const list = anchorList(world, listOf({ 'p-1': { keys: [fileKey('first')], roles: ['collectors'] } }));
    const { recordId } = records[0]!;
    const signature = anchorSignature(world, signed(statementFor(world, list.recordId, recordId)));
    const all = [receipts[0]!, signature.receipt, list.receipt];
    const given = { countersignatures: [signature], keyLists: [list] };
    const { beside, strays } = verifyTogether(all, filesOf(0), world.trust, given);
    expect(beside).toMatchObject([{ signatures: [{ verdict: 'SIGNED' }] }, undefined, undefined]);
    expect(strays).toEqual([]);
    expect(verifyTogether([receipts[1]!], [], world.trust, given).strays).toEqual([recordId]);
  });
});
