import { caseRecordOf } from '../../core/bundle/completeness.ts';
import {
  type BundledRecord,
  CONTENTS_FORMAT,
  CONTENTS_PATH,
  contentsBytes,
} from '../../core/bundle/contents.ts';
import { payloadName } from '../../core/bundle/entry-names.ts';
import { type Slot, withDisclosures } from '../../core/bundle/selection.ts';
import { openDisclosures } from '../../core/opened-record.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { readRecord } from '../../core/record.ts';
import type { RecordAnswer } from '../api.ts';
import { failure } from '../command-error.ts';
import { bytesOf } from '../held-files.ts';
import { bundleOfService } from '../pinned-trust.ts';
import { receiptAtHand } from '../receipt-files.ts';
import { askForReceipt } from '../receipts.ts';
import { ask, problemOf, readBody, type Service, send } from '../service.ts';
import { type BagWriter, writeBag } from './bag-writer.ts';
import { indexPage, type Listed } from './index-page.ts';
import { steadyBytes } from './steady-bytes.ts';
import { writeZip } from './zip-writer.ts';

/** A case of the own service, written into a bundle: record after record, in memory that does not grow with it. */

/** Statements about one record: more than anybody makes of it. */
const STATEMENTS = 500;
const LINKS_PATH = 'data/trust-links.json';
const PATIENCE_MS = 60_000;

/** What of the receipts is shown on; `undefined` stands for all of it. */
export type Selection = {
  readonly claims?: readonly string[] | undefined;
  /** By name in the record, with or without its folders, or by SHA-256. */
  readonly files?: readonly string[] | undefined;
  readonly hideCase?: boolean | undefined;
};

export type Exported = {
  readonly records: number;
  readonly files: number;
  readonly bytes: number;
  /** Names of shown files that the service does not hold. */
  readonly absent: readonly string[];
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

/** Whether a slot is shown, noting which of the wishes were met. */
function chooser({ claims, files, hideCase }: Selection) {
  const left = { claims: new Set(claims), files: new Set(files) };
  return {
    wanted(slot: Slot): boolean {
      if (slot.slot === 'case') return !hideCase;
      // Without it nobody could tell what is missing of the case.
      if (slot.slot === 'link') return true;
      if (slot.slot === 'claim') {
        left.claims.delete(slot.name);
        return claims?.includes(slot.name) ?? true;
      }
      const names = [slot.file.name, slot.file.name.split('/').at(-1)!, slot.file.sha256];
      for (const name of names) left.files.delete(name);
      return files?.some((file) => names.includes(file)) ?? true;
    },
    /** What nobody has must not pass for left out. @throws CommandError `case-claim-unknown`, `case-file-unknown` */
    finish(): void {
      for (const name of left.claims) throw failure('case-claim-unknown', { name });
      for (const name of left.files) throw failure('case-file-unknown', { name });
    },
  };
}

/**
 * What agencies said on the chain of the case and its records, hand-offs and their answers among it, each as a file.
 * @returns their paths
 */
async function addEvidence(
  service: Service,
  bag: BagWriter,
  commitment: string,
  records: readonly BundledRecord[],
): Promise<string[]> {
  const ids = new Set<string>();
  for (const query of [
    `commitment=${commitment}`,
    ...records.map(({ recordId }) => `recordId=${recordId}`),
  ]) {
    const path = `statements?${query}&limit=${STATEMENTS}`;
    const { items } = await ask<{ items: { id: string }[] }>(service, { method: 'GET', path });
    for (const { id } of items) ids.add(id);
  }
  const paths: string[] = [];
  for (const id of ids) {
    const answer = await send(service, { method: 'GET', path: `statements/${id}` });
    if (answer.status !== 200) throw await problemOf(service, answer);
    const path = `data/evidence/${id}.json`;
    await bag.add(path, await readBody(service, answer));
    paths.push(path);
  }
  return paths.sort();
}

/** @throws CommandError those of the service, of the disk, and `case-…` of language/case.ts; then nothing was written */
export async function exportCase(
  service: Service,
  caseId: string,
  out: string,
  selection: Selection,
  onRecord: (done: number, all: number) => void,
): Promise<Exported> {
  const entries = await recordsOf(service, caseId);
  const digits = Math.max(4, String(entries.at(-1)!.position).length);
  const first = await askForReceipt(service, entries[0]!.recordId, Date.now() + PATIENCE_MS);
  if (!first.ready) throw failure('case-not-anchored', { position: 1, state: first.state });
  const { agency, commitment } = caseRecordOf(first.bytes);
  const choice = chooser(selection);
  const zip = await writeZip(out);
  try {
    const bag = writeBag(zip, `jianzheng-case-${commitment.slice(0, 16)}`);
    const records: BundledRecord[] = [];
    const listed: Listed[] = [];
    const absent: string[] = [];
    /** Path by digest: what several records show is stored once. */
    const paths = new Map<string, string>();
    let bytes = 0;
    for (const [done, { recordId, position, stored }] of entries.entries()) {
      const answer = await askForReceipt(service, recordId, Date.now() + PATIENCE_MS);
      if (!answer.ready) throw failure('case-not-anchored', { position, state: answer.state });
      receiptAtHand(answer.bytes, recordId);
      const receipt = withDisclosures(answer.bytes, choice.wanted);
      const parts = parseReceipt(receipt);
      const shown = openDisclosures(readRecord(parts.record), parts.disclosures).files;
      const place = String(position).padStart(digits, '0');
      const receiptPath = `data/receipts/${place}-${recordId.slice(0, 16)}.json`;
      await bag.add(receiptPath, receipt);
      const files: { index: number; path: string }[] = [];
      const named: { name: string; path: string | null }[] = [];
      for (const [index, file] of shown.entries()) {
        if (!file) continue;
        let path = paths.get(file.sha256);
        if (path === undefined && stored[index]) {
          path = payloadName(place, index, file.name);
          const source = steadyBytes(() => bytesOf(service, `records/${recordId}/files/${index}`));
          const sha256 = await bag.stream(path, file.size, source);
          if (sha256 !== file.sha256)
            throw failure('case-file-differs', { name: file.name, record: recordId });
          paths.set(sha256, path);
          bytes += file.size;
        }
        if (path === undefined) absent.push(file.name);
        else files.push({ index, path });
        named.push({ name: file.name, path: path ?? null });
      }
      records.push({ recordId, receipt: receiptPath, files });
      listed.push({ recordId, position, files: named });
      onRecord(done + 1, entries.length);
    }
    choice.finish();
    // For whoever pinned an older bundle: links to later sets. Nobody takes a root from here.
    await bag.add(LINKS_PATH, await bundleOfService(service));
    const evidence = await addEvidence(service, bag, commitment, records);
    const contents = { format: CONTENTS_FORMAT, records, evidence, links: LINKS_PATH } as const;
    await bag.add(CONTENTS_PATH, contentsBytes(contents));
    await bag.finish(
      { 'index.html': await indexPage(listed) },
      { 'Source-Organization': agency, 'External-Identifier': commitment, 'Bag-Software-Agent': 'Jianzheng' },
    );
    await zip.finish();
    return { records: records.length, files: paths.size, bytes, absent };
  } catch (error) {
    await zip.abandon();
    throw error;
  }
}
