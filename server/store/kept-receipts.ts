import type { Store } from './store.ts';

/** A receipt that was handed to us. `id` is the SHA-256 of its bytes; times in unix ms. */
export type KeptReceipt = {
  seq: number;
  id: string;
  record: string;
  agency: string;
  kept_at: number;
  kept_by: string;
  /** JSON text. */
  acknowledgement: string;
};

const COLUMNS = 'seq, id, record, agency, kept_at, kept_by, acknowledgement';

export function findKept(store: Store, id: string): KeptReceipt | undefined {
  return store.one<KeptReceipt>(`SELECT ${COLUMNS} FROM kept_receipts WHERE id = ?`, id);
}

/** The very bytes that came. */
export function keptBytes(store: Store, id: string): Uint8Array | undefined {
  return store.one<{ bytes: Uint8Array }>('SELECT bytes FROM kept_receipts WHERE id = ?', id)?.bytes;
}

/** Places in the record of the files that came with a receipt, ascending. */
export function keptFiles(store: Store, seq: number): number[] {
  return store
    .all<{ position: number }>('SELECT position FROM kept_files WHERE receipt = ? ORDER BY position', seq)
    .map(({ position }) => position);
}

/** @returns its place in the order of arrival */
export function insertKept(store: Store, row: Omit<KeptReceipt, 'seq'>, bytes: Uint8Array): number {
  return store.run(
    `INSERT INTO kept_receipts (id, record, agency, bytes, kept_at, kept_by, acknowledgement)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.record,
    row.agency,
    bytes,
    row.kept_at,
    row.kept_by,
    row.acknowledgement,
  ).lastId;
}

/** Notes a file that came with a receipt. Its row in `files` is there already. */
export function insertKeptFile(store: Store, seq: number, position: number, sha256: string): void {
  store.run(
    'INSERT INTO kept_files (receipt, position, sha256) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    seq,
    position,
    sha256,
  );
}

/** What is answered once more files of a kept receipt have come. */
export function setAcknowledgement(store: Store, seq: number, acknowledgement: string): void {
  store.run('UPDATE kept_receipts SET acknowledgement = ? WHERE seq = ?', acknowledgement, seq);
}

/** Kept receipts, the latest first. */
export function listKept(
  store: Store,
  filter: {
    agency?: string | undefined;
    record?: string | undefined;
    beforeSeq?: number | undefined;
    limit: number;
  },
): KeptReceipt[] {
  const all: [condition: string, value: string | number | undefined][] = [
    ['agency = ?', filter.agency],
    ['record = ?', filter.record],
    ['seq < ?', filter.beforeSeq],
  ];
  const given = all.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]));
  const where = given.length === 0 ? '' : `WHERE ${given.map(({ condition }) => condition).join(' AND ')}`;
  return store.all<KeptReceipt>(
    `SELECT ${COLUMNS} FROM kept_receipts ${where} ORDER BY seq DESC LIMIT ?`,
    ...given.map(({ value }) => value),
    filter.limit,
  );
}
