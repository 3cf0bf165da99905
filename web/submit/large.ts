import { ApiProblem, type Problem } from '../api.ts';
import { api } from '../app/session.ts';
import { type Desk, type Row, touch } from './desk.ts';
import { isLarge, unfinished } from './unfinished.ts';
import { RETRIES, wait } from './waiting.ts';

/** Large files on their way: one after the other, each until the service has all of it, whatever the network does. */

/** Uploads that this page has looked at: later on only its own bytes were added. */
const known = new Set<string>();

/** What another try may change. A full disk is for people to look after. */
const isPassing = ({ status }: Problem): boolean =>
  status === 0 || [409, 423, 429].includes(status) || (status >= 500 && status !== 507);

/** Has what sends large files come early: it could not be loaded any more when the network is gone. */
export function prepareLarge(): void {
  loadPieces().catch(() => undefined);
}

async function loadPieces() {
  try {
    return await import('./pieces.ts');
  } catch {
    throw new ApiProblem(api.problemOf(0, ''));
  }
}

/** A file that was changed or removed since it was chosen cannot be read, and then no network helps. */
async function isReadable(row: Row): Promise<boolean> {
  try {
    await row.file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    row.refused = 'unreadable';
    return false;
  }
}

async function sendOnce(row: Row, heard: () => void, signal: AbortSignal): Promise<string> {
  const pieces = await loadPieces();
  let id = unfinished.uploadOf(row);
  if (id !== undefined && !known.has(id)) {
    try {
      if (!(await pieces.isSame(api, { file: row.file, id, onProgress: heard, signal }))) {
        // Another file of the same name: what came of it is not spliced to this one.
        await pieces.removeUpload(api, id);
        id = undefined;
      }
    } catch (error) {
      if (!(error instanceof ApiProblem && error.problem.status === 404)) throw error;
      id = undefined;
    }
    unfinished.keepUpload(row, id);
    if (id !== undefined) known.add(id);
  }
  return pieces.sendPieces(api, {
    file: row.file,
    name: row.name,
    id,
    onId(given) {
      known.add(given);
      unfinished.keepUpload(row, given);
    },
    onProgress(bytes) {
      row.sent = bytes;
      heard();
      touch();
    },
    signal,
  });
}

/** Longer than a service takes to make a piece durable. A line that died in silence would hold us up for a quarter of an hour. */
const SILENT_MS = 60_000;

/** Sends until nothing gets through any more: the browser says so, or nothing was heard for long. */
async function sendWhileHeard(row: Row, stopped: AbortSignal): Promise<string> {
  const attempt = new AbortController();
  const giveUp = () => attempt.abort();
  stopped.addEventListener('abort', giveUp);
  addEventListener('offline', giveUp);
  let last = Date.now();
  const heard = () => {
    last = Date.now();
  };
  const watch = setInterval(() => {
    if (Date.now() - last > SILENT_MS) giveUp();
  }, 1000);
  try {
    return await sendOnce(row, heard, attempt.signal);
  } catch (error) {
    if (attempt.signal.aborted && !stopped.aborted) throw new ApiProblem(api.problemOf(0, ''));
    throw error;
  } finally {
    clearInterval(watch);
    removeEventListener('offline', giveUp);
    stopped.removeEventListener('abort', giveUp);
  }
}

async function sendWhole(desk: Desk, row: Row, signal: AbortSignal): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const before = row.sent;
    try {
      const id = await sendWhileHeard(row, signal);
      row.sent = row.file.size;
      touch();
      return id;
    } catch (error) {
      const passing = error instanceof ApiProblem && isPassing(error.problem);
      if (!passing || signal.aborted || !(await isReadable(row))) throw error;
      // As long as something gets through, it goes on at once.
      if (row.sent > before) tries = -1;
      await wait(desk, row.sent > before ? 1 : (RETRIES[tries] ?? RETRIES.at(-1)!), signal);
      if (signal.aborted) throw new DOMException('Stopped', 'AbortError');
    }
  }
}

/**
 * Gets the large ones of the rows to the service.
 * @returns their uploads
 * @throws ApiProblem where waiting does not help; AbortError when it was stopped
 */
export async function sendLarge(
  desk: Desk,
  rows: readonly Row[],
  signal: AbortSignal,
): Promise<Map<Row, string>> {
  const uploads = new Map<Row, string>();
  for (const row of rows.filter(isLarge)) uploads.set(row, await sendWhole(desk, row, signal));
  return uploads;
}

/** A record could not be made of the uploads: they are sent again the next time. */
export function dropUploads(rows: readonly Row[]): void {
  for (const row of rows.filter(isLarge)) {
    const id = unfinished.uploadOf(row);
    unfinished.keepUpload(row, undefined);
    row.sent = 0;
    if (id !== undefined)
      void loadPieces().then(
        ({ removeUpload }) => removeUpload(api, id),
        () => undefined,
      );
  }
}

/**
 * Whether something unfinished is there from before the page was opened, and is of whoever is signed in now: to others
 * its uploads do not exist.
 */
export async function hasEarlier(): Promise<boolean> {
  const kept = unfinished.get();
  if (!kept) return false;
  for (const id of Object.values(kept.uploads)) {
    try {
      await api.ask({ path: `uploads/${id}` });
      return true;
    } catch (error) {
      // Cut off from the service, nothing is known; without the right to ask, it is somebody else's.
      if (!(error instanceof ApiProblem) || error.problem.status !== 404) return false;
    }
  }
  return false;
}

/** Gives it up, here and there. */
export function discardEarlier(): void {
  const ids = Object.values(unfinished.get()?.uploads ?? {});
  unfinished.forget();
  void loadPieces().then(
    ({ removeUpload }) => Promise.all(ids.map((id) => removeUpload(api, id))),
    () => undefined,
  );
}
