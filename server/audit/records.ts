import { toHex, toHex0x } from '../../core/bytes.ts';
import { canonicalText } from '../../core/canonical.ts';
import { decodeHeader } from '../../core/header.ts';
import { openDisclosures } from '../../core/opened-record.ts';
import { blockHash } from '../../core/qbft.ts';
import { caseCommitment, parseRecord, recordId } from '../../core/record.ts';
import { findFile } from '../store/files.ts';
import { headerAt } from '../store/headers.ts';
import { filesOfRecord, type RecordFileRow, type RecordRow } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { finding, paged, reasonOf, type Step, type StepEvent } from './findings.ts';

type Row = Omit<RecordRow, 'state'>;

/** What the rows of a record's files say, in the form in which the record discloses them. */
function entryOf({ name, media_type, size, sha256, sm3 }: RecordFileRow) {
  return { mediaType: media_type, name, sha256, size, ...(sm3 === null ? {} : { sm3 }) };
}

function* checkLink(
  store: Store,
  row: Row,
  link: { position: number; previous: string | null },
): Iterable<StepEvent> {
  const before = store.one<{ id: string }>(
    'SELECT id FROM records WHERE case_id = ? AND position = ?',
    row.case_id,
    row.position - 1,
  );
  const expected = {
    position: row.position,
    previous: row.position === 1 ? null : (before?.id ?? 'missing'),
  };
  const found = { position: link.position, previous: link.previous };
  if (canonicalText(expected) !== canonicalText(found)) {
    yield finding('link-broken', row.id, canonicalText(expected), canonicalText(found));
  }
}

function* checkFiles(store: Store, row: Row, disclosed: readonly unknown[]): Iterable<StepEvent> {
  const rows = filesOfRecord(store, row.seq);
  const [expected, found] = [canonicalText(rows.map(entryOf)), canonicalText(disclosed)];
  if (expected !== found) yield finding('record-contents-differ', row.id, expected, found);
  for (const file of rows) {
    if (file.stored !== 1) continue;
    const kept = findFile(store, file.sha256);
    if (kept && kept.size === file.size && kept.sm3 === file.sm3) continue;
    yield finding(
      'file-missing',
      file.sha256,
      `${file.size} bytes, of record ${row.id}`,
      kept ? 'another' : 'no row',
    );
  }
}

function* checkHeader(
  store: Store,
  row: Row,
  notBefore: { number: number; hash: string },
): Iterable<StepEvent> {
  const stored = headerAt(store, row.not_before);
  const hash = stored ? toHex0x(blockHash(decodeHeader(stored.rlp))) : 'missing';
  if (notBefore.number !== row.not_before || notBefore.hash !== hash) {
    yield finding(
      'not-before-differs',
      row.id,
      `${notBefore.number} ${notBefore.hash}`,
      `${row.not_before} ${hash}`,
    );
  }
}

function* checkRecord(store: Store, agency: string, row: Row): Iterable<StepEvent> {
  const id = recordId(row.canonical);
  if (id !== row.id) yield finding('record-differs', row.id, row.id, id);
  const record = parseRecord(row.canonical);
  if (record.agency !== agency) yield finding('record-differs', row.id, agency, record.agency);
  if (record.kind !== row.kind) yield finding('record-contents-differ', row.id, row.kind, record.kind);
  const opened = openDisclosures(record, JSON.parse(row.disclosures) as string[]);
  if (opened.case !== row.case_id)
    yield finding('record-contents-differ', row.id, row.case_id, opened.case ?? 'hidden');
  const claims = Object.keys(record.claims).length;
  const shown = Object.keys(opened.claims).length;
  if (claims !== shown)
    yield finding('record-contents-differ', row.id, `${claims} claims`, `${shown} claims`);
  if (opened.link) yield* checkLink(store, row, opened.link);
  else yield finding('link-broken', row.id, 'a link', 'hidden');
  yield* checkFiles(store, row, opened.files);
  yield* checkHeader(store, row, record.notBefore);
}

/** Every record up to `lastSeq` against its ID, its disclosures, its case and its files. @returns how many */
export async function* auditRecords(store: Store, agency: string, lastSeq: number): Step {
  const total = store.one<{ n: number }>('SELECT COUNT(*) AS n FROM records WHERE seq <= ?', lastSeq)?.n ?? 0;
  let done = 0;
  const pages = paged<Row>((after) =>
    store.all<Row>(
      `SELECT seq, id, case_id, position, kind, canonical, disclosures, not_before, received_at, submitted_by, batch,
              leaf_index FROM records WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 50`,
      after?.seq ?? 0,
      lastSeq,
    ),
  );
  for await (const rows of pages) {
    for (const row of rows) {
      try {
        yield* checkRecord(store, agency, row);
      } catch (error) {
        yield finding('record-differs', row.id, 'a record', reasonOf(error));
      }
      done++;
    }
    yield { progress: { step: 'records', done, total } };
  }
  return done;
}

type CaseRow = { id: string; salt: Uint8Array; commitment: string; count: number; head: string | null };

/** Every case against its records: commitment, count, head. @returns how many */
export async function* auditCases(store: Store): Step {
  const total = store.one<{ n: number }>('SELECT COUNT(*) AS n FROM cases')?.n ?? 0;
  let done = 0;
  const pages = paged<CaseRow>((after) =>
    store.all<CaseRow>(
      'SELECT id, salt, commitment, count, head FROM cases WHERE id > ? ORDER BY id LIMIT 100',
      after?.id ?? '',
    ),
  );
  for await (const rows of pages) {
    for (const { id } of rows) {
      // Read again together with its records: the page is older, and records come in meanwhile.
      const row = store.one<CaseRow>('SELECT id, salt, commitment, count, head FROM cases WHERE id = ?', id);
      if (!row) continue;
      const last = store.one<{ id: string; position: number }>(
        'SELECT id, position FROM records WHERE case_id = ? ORDER BY position DESC LIMIT 1',
        row.id,
      );
      const count =
        store.one<{ n: number }>('SELECT COUNT(*) AS n FROM records WHERE case_id = ?', row.id)?.n ?? 0;
      const expected = `${toHex(caseCommitment(row.id, row.salt))}, ${count} records to ${last?.position ?? 0}, head ${last?.id ?? null}`;
      const found = `${row.commitment}, ${row.count} records to ${row.count}, head ${row.head}`;
      if (expected !== found) yield finding('case-differs', row.id, expected, found);
      done++;
    }
    yield { progress: { step: 'cases', done, total: Math.max(total, done) } };
  }
  return done;
}
