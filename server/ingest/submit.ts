import { createHash, randomBytes } from 'node:crypto';
import { toHex } from '../../core/bytes.ts';
import { canonicalText } from '../../core/canonical.ts';
import type { FileEntry } from '../../core/file-entry.ts';
import { claimProblems } from '../../core/kind-check.ts';
import { buildRecord, caseCommitment, type Link } from '../../core/record.ts';
import { faultPoint } from '../faults.ts';
import { Refusal } from '../refusal.ts';
import { type FileRow, insertFile } from '../store/files.ts';
import { findAnswer, keepAnswer } from '../store/idempotency.ts';
import {
  findRecord,
  insertCase,
  insertRecord,
  insertRecordFile,
  nextLink,
  type RecordRow,
} from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { takeUpload } from '../store/uploads.ts';

/**
 * The second commit point: the record's row. Its place in the case, the record and the row are made inside one
 * transaction of one writer, so a case stays one branch however many submit to it at once. Everything that can be
 * refused is refused by throwing in there, which undoes this submission alone.
 */

/** A file of a submission: its entry, and where we hold its bytes if we do. */
export type SubmittedFile = {
  entry: FileEntry;
  stored: boolean;
  row?: FileRow;
  heal?: boolean;
  /** The upload that it came as; the record takes it. */
  upload?: string;
};

/** `caseId` null: a case of its own under a fresh ID. */
export type Submission = {
  caseId: string | null;
  kind: string;
  claims: Readonly<Record<string, string>>;
  files: readonly SubmittedFile[];
};

export type Submitter = { agency: string; actor: string };

export type Answer = { status: number; response: string; replayed: boolean; made: number };

/** A call for random bytes costs more than the bytes, and a record needs one salt for each slot. */
function salts(): () => Uint8Array {
  let pool = new Uint8Array(0);
  return () => {
    if (pool.length === 0) pool = randomBytes(16 * 256);
    const salt = pool.slice(0, 16);
    pool = pool.subarray(16);
    return salt;
  };
}
const freshSalt = salts();

function freshCaseId(store: Store, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  for (;;) {
    const id = `U-${day}-${randomBytes(4).toString('hex')}`;
    if (!nextLink(store, id)) return id;
  }
}

/** What makes two submissions the same: what was asked for, not how it was transported. 64 hex digits. */
export function fingerprint(submissions: readonly Submission[]): string {
  const content = submissions.map(({ caseId, kind, claims, files }) => ({
    caseId,
    claims,
    files: files.map(({ entry }) => ({
      mediaType: entry.mediaType,
      name: entry.name,
      sha256: entry.sha256,
      size: entry.size,
      ...(entry.sm3 === undefined ? {} : { sm3: entry.sm3 }),
    })),
    kind,
  }));
  return createHash('sha256').update(canonicalText(content)).digest('hex');
}

/** Closed on the chain, or about to be: once the wish is there, count and head are what will be said. */
function isClosed(store: Store, caseId: string): boolean {
  return (
    store.one(
      `SELECT 1 FROM cases c WHERE c.id = ? AND (
         EXISTS (SELECT 1 FROM chain_statements s WHERE s.commitment = c.commitment AND s.kind = 'closed')
         OR EXISTS (SELECT 1 FROM acts a WHERE a.method = 'closeCase' AND a.state <> 'refused'
                    AND instr(a.data, c.commitment) > 0))`,
      caseId,
    ) !== undefined
  );
}

function placeIn(store: Store, caseId: string, now: number): { salt: Uint8Array; link: Link } {
  const known = nextLink(store, caseId);
  if (known && isClosed(store, caseId)) throw new Refusal('case-closed', 'The case was closed on the chain');
  if (known) return known;
  const salt = freshSalt();
  insertCase(store, { id: caseId, salt, commitment: toHex(caseCommitment(caseId, salt)) }, now);
  return { salt, link: { position: 1, previous: null } };
}

/** What the kind demands is asked of new records only: a repeated request gives its first answer, whatever is asked now. */
function checkClaims({ kind, claims }: Submission, index: number | undefined): void {
  const problems = claimProblems(kind, claims);
  if (problems.length === 0) return;
  const place = index === undefined ? '' : `records.${index}.`;
  throw new Refusal('record-incomplete', 'The kind of record demands more', {
    details: {
      kind,
      claims: problems,
      errors: problems.map(({ claim, reason }) => ({ path: `${place}claims.${claim}`, reason })),
    },
  });
}

function makeRecord(store: Store, by: Submitter, submission: Submission, now: number): string {
  const head = store.one<{ number: number; hash: string }>(
    'SELECT number, hash FROM headers ORDER BY number DESC LIMIT 1',
  );
  if (!head) throw new Refusal('chain-not-ready', 'No sealed header is known yet');
  const caseId = submission.caseId ?? freshCaseId(store, now);
  const { salt, link } = placeIn(store, caseId, now);
  const built = buildRecord({
    agency: by.agency,
    kind: submission.kind,
    caseId,
    caseSalt: salt,
    link,
    claims: submission.claims,
    files: submission.files.map(({ entry }) => entry),
    notBefore: head,
    salt: freshSalt,
  });
  const seq = insertRecord(
    store,
    {
      caseId,
      position: link.position,
      kind: submission.kind,
      notBefore: head.number,
      submittedBy: by.actor,
    },
    built,
    now,
  );
  for (const [position, { entry, stored, row, heal, upload }] of submission.files.entries()) {
    if (upload !== undefined && !takeUpload(store, upload, built.recordId, now)) {
      throw new Refusal('upload-used', 'Another record has taken the upload');
    }
    if (row) insertFile(store, row, now, heal ?? false);
    insertRecordFile(store, {
      record: seq,
      position,
      name: entry.name,
      media_type: entry.mediaType,
      size: entry.size,
      sha256: entry.sha256,
      sm3: entry.sm3 ?? null,
      stored: stored ? 1 : 0,
    });
  }
  return built.recordId;
}

/**
 * Makes the records of one request, all or none; durable when it resolves.
 * @param key the Idempotency-Key, if any. The same key with the same content gives the first answer again
 * @param answer writes the answer from the rows; it becomes part of the transaction
 * @throws Refusal `chain-not-ready`, `idempotency-conflict`, `record-incomplete`, `upload-used`; FormatError where the
 *   content breaks the record's format
 */
export async function submit(
  store: Store,
  by: Submitter,
  submissions: readonly Submission[],
  key: string | undefined,
  answer: (rows: readonly RecordRow[]) => string,
): Promise<Answer> {
  const print = key === undefined ? '' : fingerprint(submissions);
  const result = await store.enqueue((): Answer => {
    const first = key === undefined ? undefined : findAnswer(store, by.actor, key);
    if (first && first.fingerprint !== print) {
      throw new Refusal('idempotency-conflict', 'The key was used for other content');
    }
    if (first) return { status: first.status, response: first.response, replayed: true, made: 0 };
    const now = Date.now();
    for (const [index, submission] of submissions.entries()) {
      checkClaims(submission, submissions.length === 1 ? undefined : index);
    }
    const rows = submissions.map((submission) => findRecord(store, makeRecord(store, by, submission, now))!);
    const response = answer(rows);
    if (key !== undefined) {
      keepAnswer(store, by.actor, key, { fingerprint: print, status: 201, response }, now);
    }
    faultPoint('record-uncommitted');
    return { status: 201, response, replayed: false, made: rows.length };
  });
  faultPoint('record-durable');
  return result;
}
