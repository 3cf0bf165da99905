import { caseRecordOf } from '../../core/bundle/completeness.ts';
import {
  type BundleContents,
  type BundledRecord,
  CONTENTS_FORMAT,
  CONTENTS_PATH,
  contentsBytes,
} from '../../core/bundle/contents.ts';
import type { RecordAnswer } from '../api.ts';
import { failure } from '../command-error.ts';
import { bytesOf } from '../held-files.ts';
import { bundleOfService } from '../pinned-trust.ts';
import { askForReceipt } from '../receipts.ts';
import { ask, type Service } from '../service.ts';
import { type BagWriter, writeBag } from './bag-writer.ts';
import { addEvidence } from './case-evidence.ts';
import { choiceOf, type Selection } from './choice.ts';
import { indexPage, type Listed } from './index-page.ts';
import { type RecordWriter, recordWriter } from './record-writer.ts';
import { ownStamps, relatedRecord, signaturesOf } from './related-records.ts';
import { type TimeStampWriter, timeStampWriter } from './time-stamp-files.ts';
import { writeZip } from './zip-writer.ts';

/** A case of the own service, written into a bundle: record after record, in memory that does not grow with it. */

const LINKS_PATH = 'data/trust-links.json';
const PATIENCE_MS = 60_000;

export type Exported = {
  readonly records: number;
  /** Records of other cases. */
  readonly related: number;
  /** Files with time stamps of batches. */
  readonly timeStamps: number;
  readonly files: number;
  readonly bytes: number;
  /** Names of shown files that the service does not hold. */
  readonly absent: readonly string[];
  /** IDs of records that are named by what was said, and of which the service has no receipt. */
  readonly unheld: readonly string[];
};

type Page = { readonly items: readonly RecordAnswer[]; readonly next: string | null };
type Entry = Pick<RecordAnswer, 'recordId' | 'position' | 'state'> & { readonly stored: readonly boolean[] };

/** The records of a case by position. @throws CommandError `case-empty`, `case-not-anchored`, the service's own */
async function recordsOf(service: Service, caseId: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams({
      case: caseId,
      limit: '100',
      ...(cursor ? { cursor } : {}),
    });
    const page: Page = await ask<Page>(service, { method: 'GET', path: `records?${query}` });
    for (const { recordId, position, state, files } of page.items) {
      entries.push({ recordId, position, state, stored: files.map((file) => file.stored) });
    }
    cursor = page.next;
  } while (cursor !== null);
  entries.sort((a, b) => a.position - b.position);
  if (entries.length === 0) throw failure('case-empty', { case: caseId });
  const open = entries.find(({ state }) => state !== 'anchored');
  if (open) throw failure('case-not-anchored', { position: open.position, state: open.state });
  return entries;
}

type Writers = { readonly writer: RecordWriter; readonly stamps: TimeStampWriter };
type Contents = { readonly bundled: BundledRecord[]; readonly listed: Listed[] };

/** The records of the case, by position. */
async function addRecords(
  service: Service,
  { writer, stamps }: Writers,
  entries: readonly Entry[],
  onRecord: (done: number) => void,
): Promise<Contents> {
  const contents: Contents = { bundled: [], listed: [] };
  const digits = Math.max(4, String(entries.at(-1)!.position).length);
  for (const [done, { recordId, position, stored }] of entries.entries()) {
    const answer = await askForReceipt(service, recordId, Date.now() + PATIENCE_MS);
    if (!answer.ready) throw failure('case-not-anchored', { position, state: answer.state });
    const source = {
      ...{ recordId, receipt: answer.bytes },
      holds: (index: number) => stored[index] ?? false,
      open: (index: number, from: number) => bytesOf(service, `records/${recordId}/files/${index}`, from),
      stamps: () => ownStamps(service, recordId),
    };
    stamps.note(source);
    const folder = String(position).padStart(digits, '0');
    const place = { receipt: `${folder}-${recordId.slice(0, 16)}`, folder };
    const { bundled, files } = await writer.add(source, place);
    contents.bundled.push(bundled);
    contents.listed.push({ recordId, position, files });
    onRecord(done + 1);
  }
  return contents;
}

/** Records of other cases that the statements name, as far as there are receipts of them. */
async function addRelated(
  service: Service,
  { writer, stamps }: Writers,
  named: readonly string[],
): Promise<Contents & { unheld: string[] }> {
  const contents: Contents = { bundled: [], listed: [] };
  const unheld: string[] = [];
  for (const recordId of [...new Set(named)].sort()) {
    const source = await relatedRecord(service, recordId);
    if (!source) {
      unheld.push(recordId);
      continue;
    }
    stamps.note(source);
    const place = `related-${recordId.slice(0, 16)}`;
    const { bundled, files } = await writer.add(source, { receipt: place, folder: place });
    contents.bundled.push(bundled);
    contents.listed.push({ recordId, position: null, files });
  }
  return { ...contents, unheld };
}

/** @throws CommandError those of the service, of the disk, and `case-…` of language/case.ts; then nothing was written */
export async function exportCase(
  service: Service,
  caseId: string,
  out: string,
  selection: Selection & { readonly related: boolean; readonly timeStamps: boolean },
  onRecord: (done: number, all: number) => void,
): Promise<Exported> {
  const entries = await recordsOf(service, caseId);
  const first = await askForReceipt(service, entries[0]!.recordId, Date.now() + PATIENCE_MS);
  if (!first.ready) throw failure('case-not-anchored', { position: 1, state: first.state });
  const { agency, commitment } = caseRecordOf(first.bytes);
  const choice = choiceOf(selection);
  const zip = await writeZip(out);
  try {
    const bag: BagWriter = writeBag(zip, `jianzheng-case-${commitment.slice(0, 16)}`);
    const writer = recordWriter(bag, choice);
    const writers = { writer, stamps: timeStampWriter() };
    const inCase = await addRecords(service, writers, entries, (done) => onRecord(done, entries.length));
    const ids = new Set(inCase.bundled.map(({ recordId }) => recordId));
    const { paths: evidence, named } = await addEvidence(service, bag, commitment, [...ids]);
    const signed = selection.related ? await signaturesOf(service, [...ids]) : [];
    const others = selection.related ? [...named, ...signed].filter((recordId) => !ids.has(recordId)) : [];
    const related = await addRelated(service, writers, others);
    choice.finish();
    const timeStamps = selection.timeStamps ? await writers.stamps.add(bag) : [];
    // For whoever pinned an older bundle: links to later sets. Nobody takes a root from here.
    await bag.add(LINKS_PATH, await bundleOfService(service));
    const contents: BundleContents = {
      format: CONTENTS_FORMAT,
      records: inCase.bundled,
      related: related.bundled,
      evidence,
      links: LINKS_PATH,
      ...(timeStamps.length > 0 ? { timeStamps } : {}),
    };
    await bag.add(CONTENTS_PATH, contentsBytes(contents));
    await bag.finish(
      { 'index.html': await indexPage([...inCase.listed, ...related.listed]) },
      { 'Source-Organization': agency, 'External-Identifier': commitment, 'Bag-Software-Agent': 'Jianzheng' },
    );
    await zip.finish();
    const { bundled } = related;
    return {
      ...{ records: entries.length, related: bundled.length, unheld: related.unheld },
      timeStamps: timeStamps.length,
      ...writer.written(),
    };
  } catch (error) {
    await zip.abandon();
    throw error;
  }
}
