import type { Acknowledgement } from '../../core/acknowledgement.ts';
import type { Store } from './store.ts';

/** That another agency keeps a copy of a record of ours. `at`: unix seconds by its clock. */
export type CopyRow = { agency: string; receipt: string; at: number; acknowledgement: string };

/** Notes an acknowledgement. Of two for the same receipt the later one stays: files may have followed. */
export function noteCopy(store: Store, acknowledgement: Acknowledgement, now: number): void {
  const { recordId, agency, receiptSha256, at } = acknowledgement;
  store.run(
    `INSERT INTO copies (record, agency, receipt, at, acknowledgement, stored_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (record, agency, receipt) DO UPDATE
       SET at = excluded.at, acknowledgement = excluded.acknowledgement, stored_at = excluded.stored_at
       WHERE excluded.at > copies.at`,
    recordId,
    agency,
    receiptSha256,
    at,
    JSON.stringify(acknowledgement),
    now,
  );
}

/** Copies that others keep, the one noted last first. `stored_at`: unix ms. */
export function listCopies(
  store: Store,
  filter: {
    agency?: string | undefined;
    before?: readonly [storedAt: number, record: string, agency: string, receipt: string] | undefined;
    limit: number;
  },
): (CopyRow & { record: string; stored_at: number })[] {
  return store.all(
    `SELECT record, agency, receipt, at, acknowledgement, stored_at FROM copies
       WHERE agency = coalesce(?1, agency)
         AND (?2 IS NULL OR (stored_at, record, agency, receipt) < (?2, ?3, ?4, ?5))
       ORDER BY stored_at DESC, record DESC, agency DESC, receipt DESC LIMIT ?6`,
    filter.agency ?? null,
    filter.before?.[0] ?? null,
    filter.before?.[1] ?? null,
    filter.before?.[2] ?? null,
    filter.before?.[3] ?? null,
    filter.limit,
  );
}

/** Who keeps copies of a record, by agency. */
export function copiesOf(store: Store, record: string): CopyRow[] {
  return store.all<CopyRow>(
    'SELECT agency, receipt, at, acknowledgement FROM copies WHERE record = ? ORDER BY agency, at',
    record,
  );
}
