import { ApiProblem, type Problem, type RecordView } from '../api.ts';
import { announce } from '../app/announce.ts';
import { words } from '../app/language.ts';
import { api, loadSession, session } from '../app/session.ts';
import { compareFile } from './compare.ts';
import {
  claimsToSend,
  clearDesk,
  cutPortions,
  type Desk,
  deskStore,
  hashed,
  isMade,
  type Portion,
  type Row,
  touch,
} from './desk.ts';
import { dropUploads, sendLarge } from './large.ts';
import { type Multipart, multipart } from './multipart.ts';
import { sendUpload } from './send.ts';
import { unfinished } from './unfinished.ts';
import { RETRIES, wait } from './waiting.ts';

/** Uploads that no record can be made of. */
const OF_NO_USE = new Set(['upload-not-found', 'upload-used', 'upload-differs', 'upload-unfinished']);

let stopping: AbortController | undefined;

/** Bytes sent in all, as bytes sent of each file. */
function spread(rows: readonly Row[], offsets: readonly number[], loaded: number): void {
  for (const [index, row] of rows.entries()) {
    row.sent = Math.max(0, Math.min(row.file.size, loaded - (offsets[index] ?? 0)));
  }
}

/** An answer that another try may well change: none at all, too many requests, a service or chain that is starting. */
const isPassing = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500;

/** A file that was changed or removed since it was chosen makes the browser break off as if the network had failed. */
async function findUnreadable(rows: readonly Row[]): Promise<boolean> {
  let found = false;
  for (const row of rows) {
    try {
      await row.file.slice(0, 1).arrayBuffer();
    } catch {
      row.refused = 'unreadable';
      found = true;
    }
  }
  return found;
}

/** Large files as the record's request names them. */
async function named(portion: Portion, uploads: ReadonlyMap<Row, string>): Promise<string> {
  const files = [];
  for (const [place, row] of portion.rows.entries()) {
    const upload = uploads.get(row);
    if (upload === undefined) continue;
    // Nothing is recorded but the bytes that this browser read.
    const sha256 = (await hashed(row))?.sha256;
    files.push({ upload, name: row.name, mediaType: row.file.type, place, ...(sha256 ? { sha256 } : {}) });
  }
  return files.length === 0 ? '' : JSON.stringify(files);
}

async function make(desk: Desk, portion: Portion, caseId: string, signal: AbortSignal): Promise<void> {
  const told = claimsToSend(desk.form);
  const fields = {
    case: caseId,
    kind: desk.form.kind,
    claims: Object.keys(told).length === 0 ? '' : JSON.stringify(told),
  };
  const idempotencyKey = unfinished.keyFor(portion.rows, fields, portion.key);
  portion.state = 'sending';
  delete portion.problem;
  try {
    const uploads = await sendLarge(desk, portion.rows, signal);
    const small = portion.rows.filter((row) => !uploads.has(row));
    const body = multipart({ ...fields, uploads: await named(portion, uploads) }, small);
    portion.record = await request(desk, small, body, idempotencyKey, signal);
    portion.state = 'made';
    unfinished.made(portion.rows, portion.record.case);
  } catch (error) {
    portion.state = 'failed';
    if (error instanceof ApiProblem) {
      portion.problem = error.problem;
      if (OF_NO_USE.has(error.problem.code)) dropUploads(portion.rows);
    }
    throw error;
  }
}

/** Asks for the record, again where that may help. @throws ApiProblem; AbortError when it was stopped */
async function request(
  desk: Desk,
  rows: readonly Row[],
  body: Multipart,
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<RecordView> {
  for (let tries = 0; ; tries += 1) {
    try {
      const { value } = await sendUpload<RecordView>(api, 'records', body, {
        idempotencyKey,
        onProgress: (bytes) => {
          spread(rows, body.offsets, bytes);
          touch();
        },
        signal,
      });
      spread(rows, body.offsets, body.body.size);
      return value;
    } catch (error) {
      spread(rows, body.offsets, 0);
      const seconds = RETRIES[tries];
      const passing = error instanceof ApiProblem && isPassing(error.problem);
      if (!passing || seconds === undefined || signal.aborted || (await findUnreadable(rows))) throw error;
      await wait(desk, seconds, signal);
      if (signal.aborted) throw error;
    }
  }
}

/** Holds what the service recorded against what this browser read. */
async function compare(portion: Portion): Promise<void> {
  for (const [index, row] of portion.rows.entries()) {
    const digests = await hashed(row);
    row.difference = digests
      ? compareFile({ name: row.name, digests }, portion.record?.files[index])
      : 'missing';
  }
  touch();
}

/**
 * Sends what lies on the desk, record by record; called again, it goes on with what is not yet made. Without a case of
 * its own, the first record's case is that of all.
 */
export async function submit(): Promise<void> {
  const desk = deskStore.get();
  if (desk.stage === 'sending') return;
  if (desk.portions.length === 0) desk.rows = unfinished.inOrder(desk.rows);
  unfinished.begin(
    desk.rows.filter((row) => !isMade(row)),
    desk.form,
  );
  cutPortions();
  desk.stage = 'sending';
  touch();
  stopping = new AbortController();
  const { signal } = stopping;
  try {
    // A session that ended meanwhile, or was renewed in another tab, has another token.
    if (session.get().session.state !== 'signed-in') await loadSession();
    for (const portion of desk.portions) {
      if (portion.state !== 'made') {
        await make(desk, portion, desk.form.case.trim() || desk.portions[0]?.record?.case || '', signal);
      }
      void compare(portion);
    }
    desk.stage = 'made';
    announce(words().count('new.made', desk.portions.length));
  } catch (error) {
    desk.stage = 'stopped';
    const problem = error instanceof ApiProblem ? error.problem : undefined;
    if (!problem && !(error instanceof DOMException)) throw error;
  } finally {
    touch();
  }
}

/** Stops sending. What was made stays made; the rest can be sent again. */
export function stop(): void {
  stopping?.abort();
}

// Whoever signs out leaves nothing on the desk for the next one. A session that ended by itself is another matter.
session.subscribe(() => {
  const { session: current, ended } = session.get();
  if (current.state !== 'anonymous' || ended) return;
  stop();
  unfinished.forget();
  clearDesk();
});
