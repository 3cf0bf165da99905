import { fromBase64Url, toHex } from '../../core/bytes.ts';
import { openDisclosures } from '../../core/opened-record.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { readRecord } from '../../core/record.ts';
import { readSealedLog } from '../../core/sealed-log.ts';
import { type KeptReceipt, keptBytes, listKept } from '../store/kept-receipts.ts';
import type { Store } from '../store/store.ts';

/** The records of a case that are here: our own, or those of another agency whose receipts were handed to us. */

export type CaseRecord = {
  readonly recordId: string;
  readonly position: number | null;
  /** Of its first file. */
  readonly name: string | null;
  readonly held: 'own' | 'receipt';
  readonly block: number | null;
  /** Of that block, unix seconds. */
  readonly time: number | null;
};

/** `id`: as its agency calls it, null where that is not disclosed. `commitment`: 64 hex digits. */
export type CaseName = { readonly id: string | null; readonly agency: string; readonly commitment: string };

/** A case of ours by its name, its commitment or a record in it. */
export function ownCase(
  store: Store,
  agency: string,
  by: { case?: string | undefined; commitment?: string | undefined; recordId?: string | undefined },
): CaseName | undefined {
  const row = store.one<{ id: string; commitment: string }>(
    `SELECT id, commitment FROM cases
     WHERE id = ? OR commitment = ? OR id = (SELECT case_id FROM records WHERE records.id = ?)`,
    by.case ?? null,
    by.commitment ?? null,
    by.recordId ?? null,
  );
  return row && { ...row, agency };
}

/** @param limit at most so many, from the first on */
export function ownRecords(store: Store, caseId: string, limit: number): CaseRecord[] {
  return store
    .all<Omit<CaseRecord, 'held'>>(
      `SELECT records.id AS recordId, records.position, record_files.name,
         anchors.block_number AS block, anchors.block_time AS time
       FROM records LEFT JOIN anchors ON anchors.sequence = records.batch
         LEFT JOIN record_files ON record_files.record = records.seq AND record_files.position = 0
       WHERE records.case_id = ? ORDER BY records.position LIMIT ?`,
      caseId,
      limit,
    )
    .map((row) => ({ ...row, held: 'own' }));
}

type Kept = { readonly of: CaseName; readonly record: CaseRecord };

/** Nothing is verified here: a receipt was, before it was kept. */
function readKept(store: Store, { id, record: recordId }: KeptReceipt): Kept | undefined {
  const bytes = keptBytes(store, id);
  if (!bytes) return undefined;
  const receipt = parseReceipt(bytes);
  const record = readRecord(receipt.record);
  const opened = openDisclosures(record, receipt.disclosures);
  const { number, timestamp } = readSealedLog(receipt.anchor, 'receipt.anchor').header;
  return {
    of: {
      id: opened.case ?? null,
      agency: record.agency,
      commitment: toHex(fromBase64Url(record.case)),
    },
    record: {
      recordId,
      position: opened.link?.position ?? null,
      name: opened.files[0]?.name ?? null,
      held: 'receipt',
      block: Number(number),
      time: Number(timestamp),
    },
  };
}

/** The records of others' cases, out of the receipts that are kept; each receipt is read once. */
export function keptRecords(store: Store): {
  /** The case of a record whose receipt is kept. */
  caseOf(recordId: string): CaseName | undefined;
  /** In the order of the case; where several receipts of a record are kept, the one that shows its place. */
  inCase(
    agency: string,
    commitment: string,
    limit: number,
  ): { of: CaseName; records: CaseRecord[] } | undefined;
} {
  const known = new Map<string, Kept | undefined>();
  const readOnce = (row: KeptReceipt): Kept | undefined => {
    if (!known.has(row.id)) known.set(row.id, readKept(store, row));
    return known.get(row.id);
  };
  return {
    caseOf(recordId) {
      const [row] = listKept(store, { record: recordId, limit: 1 });
      return row && readOnce(row)?.of;
    },
    inCase(agency, commitment, limit) {
      const found = listKept(store, { agency, limit: Number.MAX_SAFE_INTEGER })
        .flatMap((row) => readOnce(row) ?? [])
        .filter(({ of }) => of.commitment === commitment);
      const records = new Map<string, CaseRecord>();
      for (const { record } of found) {
        if (records.get(record.recordId)?.position == null) records.set(record.recordId, record);
      }
      const inOrder = [...records.values()].sort(
        (a, b) => (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER),
      );
      const named = found.find(({ of }) => of.id !== null) ?? found[0];
      return named && { of: named.of, records: inOrder.slice(0, limit) };
    },
  };
}
