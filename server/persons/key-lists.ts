import { buffer } from 'node:stream/consumers';
import { FormatError } from '../../core/errors.ts';
import {
  KEY_LIST_KIND,
  type KeyList,
  MAX_KEY_LIST_BYTES,
  parseKeyList,
} from '../../core/persons/key-list.ts';
import type { AnchoredFile } from '../../core/persons/verify.ts';
import type { Services } from '../http/services.ts';
import { filesOfRecord, findRecord, type RecordRow } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** The agency's own key lists: files of records of ours, as people handed them in. Whether one holds is looked at anew. */

type Keeping = Pick<Services, 'store' | 'content' | 'receipts'>;

/** The only file of a record of ours, where we hold it and it is no longer than a key list may be. */
async function onlyFile(
  { store, content }: Keeping,
  row: RecordRow,
): Promise<{ readonly file: Uint8Array; readonly sm3: string | undefined } | undefined> {
  const [entry, second] = filesOfRecord(store, row.seq);
  if (!entry || second || entry.size > MAX_KEY_LIST_BYTES || !(await content.holds(entry.sha256, entry.size)))
    return undefined;
  const bytes = content.read(entry.sha256);
  return bytes && { file: new Uint8Array(await buffer(bytes)), sm3: entry.sm3 ?? undefined };
}

/** A record's file with its receipt; undefined while it has none, or where the file is not here. */
export async function anchoredFile(keeping: Keeping, recordId: string): Promise<AnchoredFile | undefined> {
  const row = findRecord(keeping.store, recordId);
  if (row?.state !== 'anchored') return undefined;
  const found = await onlyFile(keeping, row);
  const receipt = await keeping.receipts.receiptFor(recordId);
  return found && receipt.kind === 'receipt' ? { ...found, receipt: receipt.bytes } : undefined;
}

/** Records never change, and thousands of keys take seconds to read: what was read stays at hand, so many of them. */
const MOST_READ = 200;
const read = new WeakMap<Store, Map<string, KeyList | null>>();

/** @returns null where the bytes are no key list */
function parse(file: Uint8Array): KeyList | null {
  try {
    return parseKeyList(file);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return null;
  }
}

/** The list in a record of ours, anchored or not; undefined where the record holds none. */
export async function keyListIn(
  keeping: Keeping,
  recordId: string,
): Promise<{ readonly list: KeyList; readonly row: RecordRow } | undefined> {
  const { store } = keeping;
  const row = findRecord(store, recordId);
  if (row?.kind !== KEY_LIST_KIND) return undefined;
  const lists = read.get(store) ?? new Map<string, KeyList | null>();
  read.set(store, lists);
  let list = lists.get(recordId);
  if (list === undefined) {
    const found = await onlyFile(keeping, row);
    if (!found) return undefined;
    list = parse(found.file);
    if (lists.size >= MOST_READ) lists.clear();
    lists.set(recordId, list);
  }
  return list === null ? undefined : { list, row };
}

/** Lists that are looked through for keys that have ended. */
export const MOST_LISTS = 100;

/** Record IDs of the newest records of ours that are called key lists, newest first. */
export function keyListRecords(store: Store, limit: number): string[] {
  return store
    .all<{ id: string }>(
      'SELECT id FROM records WHERE kind = ? ORDER BY seq DESC LIMIT ?',
      KEY_LIST_KIND,
      limit,
    )
    .map(({ id }) => id);
}
