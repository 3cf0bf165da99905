import type { BuiltRecord, Link } from '../../core/record.ts';
import type { Store } from './store.ts';

/** received: durable here. batched: in a batch. anchored: the batch's anchor is proved and stored. */
export type RecordState = 'received' | 'batched' | 'anchored';

/** A record as it is stored. Times in unix ms; `id` and digests are 64 hex digits. */
export type RecordRow = {
  seq: number;
  id: string;
  case_id: string;
  position: number;
  kind: string;
  canonical: Uint8Array;
  disclosures: string;
  not_before: number;
  received_at: number;
  submitted_by: string;
  batch: number | null;
  leaf_index: number | null;
  state: RecordState;
};

export type RecordFileRow = {
  record: number;
  position: number;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  sm3: string | null;
  stored: number;
};

const RECORD_COLUMNS = `records.seq, records.id, records.case_id, records.position, records.kind, records.canonical,
  records.disclosures, records.not_before, records.received_at, records.submitted_by, records.batch,
  records.leaf_index,
  CASE WHEN records.batch IS NULL THEN 'received' WHEN anchors.sequence IS NULL THEN 'batched' ELSE 'anchored' END
    AS state`;
const FROM_RECORDS = 'FROM records LEFT JOIN anchors ON anchors.sequence = records.batch';

/** The case's salt (16 bytes) and the place of its next record. To be called where the record is inserted, too. */
export function nextLink(store: Store, caseId: string): { salt: Uint8Array; link: Link } | undefined {
  const row = store.one<{ salt: Uint8Array; count: number; head: string | null }>(
    'SELECT salt, count, head FROM cases WHERE id = ?',
    caseId,
  );
  return row && { salt: row.salt, link: { position: row.count + 1, previous: row.head } };
}

/** Adds a case without records. `commitment`: 64 hex digits. */
export function insertCase(
  store: Store,
  row: { id: string; salt: Uint8Array; commitment: string },
  now: number,
): void {
  store.run(
    'INSERT INTO cases (id, salt, commitment, count, head, last_at) VALUES (?, ?, ?, 0, NULL, ?)',
    row.id,
    row.salt,
    row.commitment,
    now,
  );
}

/** Adds a record to its case, as the case's new head. @returns its place in the order of arrival */
export function insertRecord(
  store: Store,
  row: { caseId: string; position: number; kind: string; notBefore: number; submittedBy: string },
  built: BuiltRecord,
  now: number,
): number {
  const { lastId } = store.run(
    `INSERT INTO records (id, case_id, position, kind, canonical, disclosures, not_before, received_at, submitted_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    built.recordId,
    row.caseId,
    row.position,
    row.kind,
    built.bytes,
    JSON.stringify(built.disclosures),
    row.notBefore,
    now,
    row.submittedBy,
  );
  store.run(
    'UPDATE cases SET count = ?, head = ?, last_at = ? WHERE id = ?',
    row.position,
    built.recordId,
    now,
    row.caseId,
  );
  return lastId;
}

/** Adds a file to a record's list. */
export function insertRecordFile(store: Store, row: RecordFileRow): void {
  store.run(
    `INSERT INTO record_files (record, position, name, media_type, size, sha256, sm3, stored)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.record,
    row.position,
    row.name,
    row.media_type,
    row.size,
    row.sha256,
    row.sm3,
    row.stored,
  );
}

/** The record under an ID, or undefined. */
export function findRecord(store: Store, id: string): RecordRow | undefined {
  return store.one<RecordRow>(`SELECT ${RECORD_COLUMNS} ${FROM_RECORDS} WHERE records.id = ?`, id);
}

/** The files of a record, in its order. */
export function filesOfRecord(store: Store, seq: number): RecordFileRow[] {
  return store.all<RecordFileRow>(
    `SELECT record, position, name, media_type, size, sha256, sm3, stored FROM record_files
     WHERE record = ? ORDER BY position`,
    seq,
  );
}

export type RecordFilter = {
  caseId?: string | undefined;
  state?: RecordState | undefined;
  kind?: string | undefined;
  sha256?: string | undefined;
  /** Only records that arrived before this one. */
  beforeSeq?: number | undefined;
  limit: number;
};

/** Records, the latest first. */
export function listRecords(store: Store, filter: RecordFilter): RecordRow[] {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const where = (condition: string, value?: string | number) => {
    conditions.push(condition);
    if (value !== undefined) values.push(value);
  };
  if (filter.caseId !== undefined) where('records.case_id = ?', filter.caseId);
  if (filter.kind !== undefined) where('records.kind = ?', filter.kind);
  if (filter.sha256 !== undefined) {
    where('records.seq IN (SELECT record FROM record_files WHERE sha256 = ?)', filter.sha256);
  }
  if (filter.beforeSeq !== undefined) where('records.seq < ?', filter.beforeSeq);
  if (filter.state === 'received') where('records.batch IS NULL');
  if (filter.state === 'batched') where('records.batch IS NOT NULL AND anchors.sequence IS NULL');
  if (filter.state === 'anchored') where('anchors.sequence IS NOT NULL');
  const all = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return store.all<RecordRow>(
    `SELECT ${RECORD_COLUMNS} ${FROM_RECORDS} ${all} ORDER BY records.seq DESC LIMIT ?`,
    ...values,
    filter.limit,
  );
}

export type CaseRow = { id: string; count: number; last_at: number };

/** Cases, the one with the latest record first. */
export function listCases(
  store: Store,
  page: { before?: { lastAt: number; id: string } | undefined; limit: number },
): CaseRow[] {
  const { before } = page;
  if (!before) {
    return store.all<CaseRow>(
      'SELECT id, count, last_at FROM cases ORDER BY last_at DESC, id DESC LIMIT ?',
      page.limit,
    );
  }
  return store.all<CaseRow>(
    'SELECT id, count, last_at FROM cases WHERE (last_at, id) < (?, ?) ORDER BY last_at DESC, id DESC LIMIT ?',
    before.lastAt,
    before.id,
    page.limit,
  );
}

export type AnchorRow = {
  sequence: number;
  block_number: number;
  block_hash: string;
  block_time: number;
  sealed_by: number;
};

/** The stored anchor of a batch, without its proof. */
export function findAnchor(store: Store, sequence: number): AnchorRow | undefined {
  return store.one<AnchorRow>(
    'SELECT sequence, block_number, block_hash, block_time, sealed_by FROM anchors WHERE sequence = ?',
    sequence,
  );
}
