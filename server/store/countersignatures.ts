import type { Store } from './store.ts';

/** What persons signed. `record`: the record that holds it; `body`: canonical JSON. */
export type CountersignatureRow = { readonly record: string; readonly body: string };

/** Inside the caller's transaction. */
export function insertCountersignature(store: Store, signedRecord: string, row: CountersignatureRow): void {
  store.run(
    'INSERT INTO countersignatures (record, signed_record, body) VALUES (?, ?, ?)',
    row.record,
    signedRecord,
    row.body,
  );
}

/** The record that holds these very bytes already, or undefined. */
export function findCountersignature(store: Store, signedRecord: string, body: string): string | undefined {
  return store.one<{ record: string }>(
    'SELECT record FROM countersignatures WHERE signed_record = ? AND body = ?',
    signedRecord,
    body,
  )?.record;
}

/** Those on a record, in the order in which they came. */
export function countersignaturesOf(store: Store, signedRecord: string): CountersignatureRow[] {
  return store.all<CountersignatureRow>(
    `SELECT record, body FROM countersignatures JOIN records ON records.id = countersignatures.record
     WHERE signed_record = ? ORDER BY records.seq`,
    signedRecord,
  );
}
