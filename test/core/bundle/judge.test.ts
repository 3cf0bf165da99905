import { describe, expect, it } from 'vitest';
import { type BundleContents, type BundledRecord, CONTENTS_FORMAT } from '../../../core/bundle/contents.ts';
import { type BundleRead, judgeBundle } from '../../../core/bundle/judge.ts';
import type { FileDigests } from '../../../core/digests.ts';
import { digestsOf, type PaperRecord } from '../../support/ledger-fixture.ts';
import { paperWorld } from '../../support/paper-world.ts';

const world = paperWorld('production');
const { latest, founding } = world.bundles;

type Item = { record: PaperRecord; receipt: Uint8Array; files?: readonly FileDigests[] };
const itemOf = (of: 'grid' | 'police' | 'later', index = 0): Item => {
  const record = world[of].records[index]!;
  return { record, receipt: world[of].receipts[index]!, files: record.files.map(digestsOf) };
};
const grid = itemOf('grid');
const police = itemOf('police');

function bundle(records: readonly Item[], related: readonly Item[], links?: Uint8Array): BundleRead {
  const receipts = new Map<string, Uint8Array>();
  const files = new Map<string, FileDigests>();
  const bundled = ({ record: { recordId }, receipt, files: came = [] }: Item): BundledRecord => {
    const at = `data/receipts/${receipts.size}.json`;
    receipts.set(at, receipt);
    return {
      recordId,
      receipt: at,
      files: came.map((file, index) => {
        const path = `data/files/${receipts.size}/${index}`;
        files.set(path, file);
        return { index, path };
      }),
    };
  };
  const contents: BundleContents = {
    format: CONTENTS_FORMAT,
    records: records.map(bundled),
    related: related.map(bundled),
    evidence: [],
    links: null,
  };
  return { base: 'case', contents, receipts, files, evidence: new Map(), ...(links ? { links } : {}) };
}
const verdict = (...parts: Parameters<typeof bundle>) => judgeBundle(bundle(...parts), latest).verdict;

describe('records of other cases in a bundle', () => {
  it('lower nothing where their receipts hold, with files or without', () => {
    expect(verdict([grid], [police])).toBe('VERIFIED');
    expect(verdict([grid], [{ ...police, files: [] }])).toBe('VERIFIED');
    // The same, asked of a record of the case, is no verdict on it.
    expect(verdict([{ ...grid, files: [] }], [])).toBe('UNDETERMINED');
  });

  it('are a mismatch with another file, and invalid where a receipt fails or is called by another ID', () => {
    const [file] = police.files!;
    expect(verdict([grid], [{ ...police, files: [{ ...file!, sha256: '0'.repeat(64) }] }])).toBe('MISMATCH');
    const broken = police.receipt.slice();
    const at = new TextDecoder().decode(broken).indexOf('"record":') + 40;
    broken[at] = broken[at]! ^ 1;
    expect(verdict([grid], [{ ...police, receipt: broken }])).toBe('INVALID');
    expect(verdict([grid], [{ ...police, record: world.grid.records[1]! }])).toBe('INVALID');
  });

  it('are asked for no more of their own cases', () => {
    const { cases } = judgeBundle(bundle([grid], [police]), latest);
    expect(cases.map(({ agency }) => agency)).toEqual(['grid']);
  });

  it('count in the case of the bundle all the same: called related, a second branch is none the less one', () => {
    const branch = itemOf('grid', 1);
    expect(verdict([grid], [branch])).toBe('UNDETERMINED');
    expect(judgeBundle(bundle([grid], [branch]), latest).cases[0]!.findings).toContainEqual(
      expect.objectContaining({ code: 'branch' }),
    );
  });
});

describe('links in a bundle', () => {
  it('let an older pinned trust bundle judge newer records, and say where that led', () => {
    const later = itemOf('later');
    expect(judgeBundle(bundle([later], []), founding).verdict).toBe('UNDETERMINED');
    const judged = judgeBundle(bundle([later], [], latest), founding);
    expect(judged).toMatchObject({ verdict: 'VERIFIED', links: { added: 1 } });
  });
});
