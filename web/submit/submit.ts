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
  type Portion,
  touch,
} from './desk.ts';
import { multipart } from './multipart.ts';
import { sendUpload } from './send.ts';

/** How long to wait, in seconds, before each further try by itself. After the last one people decide. */
const RETRIES = [2, 5, 10, 20];

let stopping: AbortController | undefined;

/** Bytes sent in all, as bytes sent of each file. */
function spread(portion: Portion, offsets: readonly number[], loaded: number): void {
  for (const [index, row] of portion.rows.entries()) {
    row.sent = Math.max(0, Math.min(row.file.size, loaded - (offsets[index] ?? 0)));
  }
}

/** An answer that another try may well change: none at all, too many requests, a service or chain that is starting. */
const isPassing = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500;

async function wait(desk: Desk, seconds: number, signal: AbortSignal): Promise<void> {
  for (let left = seconds; left > 0 && !signal.aborted; left -= 1) {
    desk.retryIn = left;
    touch();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  desk.retryIn = undefined;
  touch();
}

/** A file that was changed or removed since it was chosen makes the browser break off as if the network had failed. */
async function findUnreadable(portion: Portion): Promise<boolean> {
  let found = false;
  for (const row of portion.rows) {
    try {
      await row.file.slice(0, 1).arrayBuffer();
    } catch {
      row.refused = 'unreadable';
      found = true;
    }
  }
  return found;
}

async function make(desk: Desk, portion: Portion, caseId: string, signal: AbortSignal): Promise<void> {
  const told = claimsToSend(desk.form);
  const fields = {
    case: caseId,
    kind: desk.form.kind,
    claims: Object.keys(told).length === 0 ? '' : JSON.stringify(told),
  };
  const body = multipart(fields, portion.rows);
  portion.state = 'sending';
  delete portion.problem;
  for (let tries = 0; ; tries += 1) {
    try {
      const { value } = await sendUpload<RecordView>(api, 'records', body, {
        idempotencyKey: portion.key,
        onProgress: (bytes) => {
          spread(portion, body.offsets, bytes);
          touch();
        },
        signal,
      });
      portion.record = value;
      spread(portion, body.offsets, body.body.size);
      portion.state = 'made';
      return;
    } catch (error) {
      spread(portion, body.offsets, 0);
      const problem = error instanceof ApiProblem ? error.problem : undefined;
      const seconds = RETRIES[tries];
      if (problem && isPassing(problem) && seconds !== undefined && !signal.aborted) {
        if (!(await findUnreadable(portion))) {
          await wait(desk, seconds, signal);
          if (!signal.aborted) continue;
        }
      }
      portion.state = 'failed';
      if (problem) portion.problem = problem;
      throw error;
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
  clearDesk();
});
