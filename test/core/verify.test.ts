import { describe, expect, it } from 'vitest';
import { toHex } from '../../core/bytes.ts';
import { CHECK_NAMES } from '../../core/report.ts';
import { openTrust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { digestsOf, fileFor } from '../support/ledger-fixture.ts';
import { paperWorld } from '../support/paper-world.ts';

const world = paperWorld('production');
const single = paperWorld('one machine', ['grid']);
const { trust } = world;
const receipt = world.grid.receipts[2]!;
const record = world.grid.records[2]!;
const given = digestsOf(record.files[0]!);

describe('verify', () => {
  it('gives VERIFIED for a file that the receipt records, with every check passed', () => {
    const report = verify({ receipt, files: [given], trust });
    expect(report.checks.map(({ name }) => name)).toEqual(CHECK_NAMES);
    expect(report.checks.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'VERIFIED',
      recordId: record.recordId,
      agency: 'grid',
      kind: 'evidence',
      case: '2026-0042',
      link: { position: 1, previous: null },
      claims: { collector: '李伟', location: '北京市东城区' },
      files: [{ given, matches: 0, name: 'grid-2.txt' }],
      hidden: { case: false, link: false, claims: [], files: 0 },
      batch: { sequence: 1, size: 5, index: 2 },
      interval: {
        notBefore: { number: 1, time: 1_790_000_007 },
        anchored: { number: 2, time: 1_790_000_014, parentTime: 1_790_000_007 },
      },
      sealedBy: { version: 1, seals: 3, validators: 4, single: false },
    });
    expect(report.next).toBeUndefined();
  });

  it('verifies every receipt of every batch, before and after a change of the validators', () => {
    for (const { records, receipts } of [world.grid, world.police, world.later, single.grid, single.later]) {
      const { trust } = records === single.grid.records || records === single.later.records ? single : world;
      for (const [index, bytes] of receipts.entries()) {
        const files = records[index]!.files.map(digestsOf);
        expect(verify({ receipt: bytes, files, trust }).verdict).toBe('VERIFIED');
      }
    }
  });

  it('says who vouches: a single operator is not independent', () => {
    const report = verify({ receipt: single.grid.receipts[0]!, files: [], trust: single.trust });
    expect(report.sealedBy).toMatchObject({ version: 1, seals: 1, validators: 1, single: true });
    const later = verify({ receipt: world.later.receipts[0]!, files: [], trust });
    expect(later.sealedBy).toMatchObject({ version: 2, seals: 4, validators: 5, single: false });
  });

  it('gives MISMATCH for a file that is none of the recorded ones', () => {
    const other = digestsOf(fileFor('other'));
    expect(verify({ receipt, files: [other], trust })).toMatchObject({
      verdict: 'MISMATCH',
      next: 'check-file',
      files: [{ given: other, matches: null }],
    });
    expect(verify({ receipt, files: [given, other], trust }).verdict).toBe('MISMATCH');
    expect(verify({ receipt, files: [{ ...given, size: given.size + 1 }], trust }).verdict).toBe('MISMATCH');
    expect(verify({ receipt, files: [{ ...given, sm3: 'ab'.repeat(32) }], trust }).verdict).toBe('MISMATCH');
  });

  it('gives UNDETERMINED without a file, without its SM3, and for a digest that is misspelt', () => {
    const { sm3: _, ...withoutSm3 } = given;
    const upper = { ...given, sha256: given.sha256.toUpperCase() };
    expect(verify({ receipt, files: [], trust })).toMatchObject({
      verdict: 'UNDETERMINED',
      next: 'give-file',
    });
    expect(verify({ receipt, files: [withoutSm3], trust })).toMatchObject({
      verdict: 'UNDETERMINED',
      next: 'give-sm3',
    });
    expect(verify({ receipt, files: [upper], trust })).toMatchObject({
      verdict: 'UNDETERMINED',
      next: 'correct-digests',
    });
    for (const misspelt of [{ size: -1 }, { size: 0.5 }, { sm3: 'sm3' }, { sm3: given.sm3!.toUpperCase() }]) {
      const report = verify({ receipt, files: [{ ...given, ...misspelt }], trust });
      expect(report).toMatchObject({ verdict: 'UNDETERMINED', next: 'correct-digests' });
    }
    // One that fits does not decide for the other, and one that differs decides for both.
    expect(verify({ receipt, files: [given, withoutSm3], trust }).verdict).toBe('UNDETERMINED');
    const other = digestsOf(fileFor('other'));
    expect(verify({ receipt, files: [withoutSm3, other], trust }).verdict).toBe('MISMATCH');
  });

  it('gives UNDETERMINED when the bundle does not know the set yet, never INVALID', () => {
    const old = openTrust(world.bundles.founding);
    const bytes = world.later.receipts[0]!;
    const files = [digestsOf(world.later.records[0]!.files[0]!)];
    const report = verify({ receipt: bytes, files, trust: old });
    expect(report).toMatchObject({ verdict: 'UNDETERMINED', next: 'update-trust' });
    expect(report.checks.filter(({ outcome }) => outcome === 'unknown').map(({ name }) => name)).toEqual([
      'anchor.set',
      'anchor.seals',
      'notBefore.seals',
    ]);
    expect(verify({ receipt: bytes, files, trust }).verdict).toBe('VERIFIED');
    expect(verify({ receipt: bytes, files: [digestsOf(fileFor('other'))], trust: old }).verdict).toBe(
      'UNDETERMINED',
    );
  });

  it('gives INVALID against the bundle of another chain, although the same keys seal it', () => {
    const rehearsal = paperWorld('rehearsal');
    expect(rehearsal.trust.sets).toEqual(trust.sets);
    const report = verify({ receipt, files: [given], trust: rehearsal.trust });
    expect(report).toMatchObject({ verdict: 'INVALID', next: 'check-trust' });
    expect(report.checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name)).toEqual([
      'anchor.emitter',
    ]);
  });

  it('repeats nothing of what an invalid receipt says, but its record ID', () => {
    const report = verify({ receipt, files: [given], trust: paperWorld('rehearsal').trust });
    expect(Object.keys(report).sort()).toEqual(['checks', 'files', 'next', 'recordId', 'verdict']);
    expect(report.files).toEqual([{ given, matches: null }]);
    expect(report.recordId).toBe(record.recordId);
  });

  it('recovers the seals of a block once with a cache, and gives the same report', () => {
    const sealCache = new Map();
    const reports = world.grid.receipts.map((bytes) =>
      verify({ receipt: bytes, files: [], trust, sealCache }),
    );
    expect(sealCache.size).toBe(2);
    expect(reports).toEqual(world.grid.receipts.map((bytes) => verify({ receipt: bytes, files: [], trust })));
  });

  it('knows a file of 0 bytes from no file', () => {
    const empty = { size: 0, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };
    expect(verify({ receipt, files: [empty], trust }).verdict).toBe('MISMATCH');
  });

  it('names the batch as the log does', () => {
    const report = verify({ receipt, files: [], trust });
    expect(report.batch?.root).toMatch(/^[0-9a-f]{64}$/);
    expect(toHex(receipt).includes(Buffer.from(report.batch!.root).toString('hex'))).toBe(true);
  });
});
