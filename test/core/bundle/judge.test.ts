import { describe, expect, it } from 'vitest';
import { type BundleContents, type BundledRecord, CONTENTS_FORMAT } from '../../../core/bundle/contents.ts';
import { type BundleRead, judgeBundle } from '../../../core/bundle/judge.ts';
import { toHex } from '../../../core/bytes.ts';
import { type FileDigests, sha256 } from '../../../core/digests.ts';
import { digestsOf, type PaperRecord } from '../../support/ledger-fixture.ts';
import { paperWorld } from '../../support/paper-world.ts';
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

const world = paperWorld('production');
const { latest, founding } = world.bundles;

type Item = {
  record: Pick<PaperRecord, 'recordId'>;
  receipt: Uint8Array;
  files?: readonly FileDigests[];
  /** Of its only file. */
  content?: Uint8Array;
};
type SignedItem = Item & { files: readonly [FileDigests] };
const itemOf = (of: 'grid' | 'police' | 'later', index = 0): Item => {
  const record = world[of].records[index]!;
  return { record, receipt: world[of].receipts[index]!, files: record.files.map(digestsOf) };
};
const grid = itemOf('grid');
const police = itemOf('police');

/** A record of one file, with its content where that is read too. */
function anchored({ recordId, file, receipt }: AnchoredRecord, content = false): SignedItem {
  const digests = { size: file.length, sha256: toHex(sha256(file)) };
  return { record: { recordId }, receipt, files: [digests], ...(content ? { content: file } : {}) };
}

function bundle(records: readonly Item[], related: readonly Item[], links?: Uint8Array): BundleRead {
  const receipts = new Map<string, Uint8Array>();
  const files = new Map<string, FileDigests>();
  const signatureFiles = new Map<string, Uint8Array>();
  const bundled = ({ record: { recordId }, receipt, files: came = [], content }: Item): BundledRecord => {
    const at = `data/receipts/${receipts.size}.json`;
    receipts.set(at, receipt);
    return {
      recordId,
      receipt: at,
      files: came.map((file, index) => {
        const path = `data/files/${receipts.size}/${index}`;
        files.set(path, file);
        if (content) signatureFiles.set(path, content);
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
  return {
    ...{
      base: 'case',
      contents,
      receipts,
      files,
      evidence: new Map(),
      signatureFiles,
      timeStamps: new Map(),
    },
    ...(links ? { links } : {}),
  };
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

describe('what persons signed, in a bundle', () => {
  const persons = { 'p-1': { keys: [fileKey('first')], roles: ['collectors'] } };
  const list = anchorList(world, listOf(persons));
  const data = anchorFile(world, new TextEncoder().encode('1,2,3'), { kind: 'power-use' });
  const by = (record: string, name = 'first') =>
    anchorSignature(world, signed(statementFor(world, list.recordId, record), name));
  const good = by(data.recordId);

  it('is told beside the record that it names, with who is missing, and lowers no verdict', () => {
    const read = bundle([anchored(data)], [anchored(good, true), anchored(list, true)]);
    const judged = judgeBundle(read, latest);
    expect(judged.records[0]!.signed).toMatchObject({
      signatures: [{ verdict: 'SIGNED', person: 'p-1', keyList: list.recordId }],
      roles: [
        { role: 'collectors', demanded: 2, signed: ['grid p-1'] },
        { role: 'reviewer', demanded: 1, signed: [] },
      ],
    });
    expect([judged.records[0]!.report.verdict, judged.unused]).toEqual([
      'VERIFIED',
      { strays: [], fileless: [] },
    ]);
    expect(judged.related.map((record) => record.signed)).toEqual([undefined, undefined]);
    const forged = by(data.recordId, 'stranger');
    const mixed = judgeBundle(
      bundle(
        [anchored(data)],
        [forged, list].map((each) => anchored(each, true)),
      ),
      latest,
    );
    expect(mixed.records[0]!.signed!.signatures).toMatchObject([{ verdict: 'INVALID' }]);
    expect(mixed.records[0]!.report.verdict).toBe('VERIFIED');
    expect(mixed.verdict).toBe(judged.verdict);
  });

  it('that did not come along, or is of a record elsewhere, is named and not judged', () => {
    const ofOther = anchored(by('ab'.repeat(32)), true);
    const read = bundle([anchored(data)], [anchored(good), ofOther, anchored(list, true)]);
    const { records, unused } = judgeBundle(read, latest);
    expect(records[0]!.signed).toMatchObject({ signatures: [], roles: [{ signed: [] }, { signed: [] }] });
    expect(unused).toEqual({ strays: ['ab'.repeat(32)], fileless: [read.contents.related[0]!.receipt] });
  });

  it('may lie beside the bundle as well', () => {
    const given = { countersignatures: [good], keyLists: [list] };
    const { records, unused } = judgeBundle(bundle([anchored(data)], []), latest, [], new Map(), given);
    expect(records[0]!.signed).toMatchObject({ signatures: [{ verdict: 'SIGNED' }] });
    expect(unused).toEqual({ strays: [], fileless: [] });
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
