import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileDigests } from '../core/digests.ts';
import type { UploadAnswer } from './api.ts';
import { CommandError, failure } from './command-error.ts';
import { hashFile } from './digests.ts';
import type { LocalFile } from './local-files.ts';
import type { Progress } from './progress.ts';
import { type Patience, withPatience } from './retry.ts';
import {
  type Answer,
  ConnectionError,
  problemOf,
  type Request,
  readBody,
  type Service,
  send,
} from './service.ts';
import type { Unfinished } from './unfinished.ts';

/** Large files go up in pieces (tus 1.0), so that a broken connection costs little of what was sent. */

/** From this size on: what is smaller is sent again as fast as its offset is asked for. */
export const LARGE_BYTES = 8 * 1024 * 1024;
/** Proxies that keep a request before they pass it on must not have to keep all of a file. */
const PIECE_BYTES = 256 * 1024 * 1024;
const TUS = { 'tus-resumable': '1.0.0' };

export type Sending = {
  readonly service: Service;
  readonly unfinished: Unfinished;
  readonly progress: Progress;
  /** How long to try when nothing gets through, ms. */
  readonly patienceMs: number;
  readonly onPause: NonNullable<Patience['onPause']>;
};

/** A file that is there as a whole, and its digests as they were found here. */
export type Uploaded = { readonly id: string; readonly digests: FileDigests };

/** @param request one that may be made twice */
function ask(sending: Sending, request: Request, reached = false): Promise<Answer> {
  const { service, patienceMs, onPause } = sending;
  return withPatience(service, { deadline: Date.now() + patienceMs, onPause, reached }, () =>
    send(service, { ...request, headers: { ...TUS, ...request.headers } }),
  );
}

/** What the service has of an upload; undefined where it has none of that ID. */
async function stateOf(sending: Sending, id: string, reached = false): Promise<UploadAnswer | undefined> {
  const answer = await ask(sending, { method: 'GET', path: `uploads/${id}` }, reached);
  if (answer.status !== 200) {
    const problem = await problemOf(sending.service, answer);
    if (problem.code === 'upload-not-found') return undefined;
    throw problem;
  }
  return JSON.parse((await readBody(sending.service, answer)).toString('utf8')) as UploadAnswer;
}

async function begin(sending: Sending, file: LocalFile): Promise<string> {
  const { service } = sending;
  const metadata = `filename ${Buffer.from(file.name).toString('base64')}`;
  const headers = { 'upload-length': String(file.size), 'upload-metadata': metadata };
  // Made twice, the one that nobody knows of goes by itself.
  const answer = await ask(sending, { method: 'POST', path: 'uploads', headers });
  if (answer.status !== 201) throw await problemOf(service, answer);
  await readBody(service, answer);
  const id = /([0-9a-f]{32})$/.exec(answer.headers.location ?? '')?.[1];
  if (id === undefined) throw failure('answer-unexpected', { status: answer.status });
  return id;
}

async function* blocksOf(file: LocalFile, start: number, end: number, onBytes: (bytes: number) => void) {
  let sent = 0;
  try {
    for await (const block of createReadStream(file.path, {
      start,
      end: end - 1,
      highWaterMark: 256 * 1024,
    })) {
      sent += (block as Buffer).length;
      yield block as Uint8Array;
      onBytes((block as Buffer).length);
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw failure('file-unreadable', { path: file.path, reason: error.message }, { cause: error });
  }
  if (sent < end - start) throw failure('file-changed', { path: file.path });
}

/** Whether what the service has begins as the file does: otherwise it is of another one, or the file was changed. */
async function isSame(file: LocalFile, { prefix, size }: UploadAnswer): Promise<boolean> {
  if (size !== file.size) return false;
  if (prefix === null || prefix.bytes === 0) return true;
  const hash = createHash('sha256');
  for await (const block of blocksOf(file, 0, prefix.bytes, () => undefined)) hash.update(block);
  return hash.digest('hex') === prefix.sha256;
}

/** What the service has of the file already; what is of another content is dropped, and begun anew. */
async function takeUp(sending: Sending, file: LocalFile, slot: string): Promise<UploadAnswer> {
  const known = sending.unfinished.uploadOf(slot);
  const found = known === undefined ? undefined : await stateOf(sending, known);
  if (found && (await isSame(file, found))) return found;
  if (found?.record === null) {
    await readBody(sending.service, await ask(sending, { method: 'DELETE', path: `uploads/${known}` }));
  }
  const id = await begin(sending, file);
  sending.unfinished.keep(slot, id);
  return { uploadId: id, size: file.size, offset: 0, prefix: null, record: null };
}

/** Sends one piece. @returns where the upload stands; undefined where that has to be asked */
async function sendPiece(
  { service }: Sending,
  file: LocalFile,
  { uploadId, offset }: UploadAnswer,
  onBytes: (bytes: number) => void,
): Promise<number | undefined> {
  const end = Math.min(file.size, offset + PIECE_BYTES);
  const answer = await send(service, {
    method: 'PATCH',
    path: `uploads/${uploadId}`,
    headers: { ...TUS, 'upload-offset': String(offset) },
    body: {
      contentType: 'application/offset+octet-stream',
      length: end - offset,
      stream: () => blocksOf(file, offset, end, onBytes),
    },
  });
  if (answer.status === 204) {
    await readBody(service, answer);
    return Number(answer.headers['upload-offset']);
  }
  const problem = await problemOf(service, answer);
  const passing = ['upload-offset-differs', 'upload-busy', 'service-stopping', 'upload-incomplete'];
  if (!passing.includes(problem.code) && answer.status !== 429 && answer.status !== 502) throw problem;
  return undefined;
}

async function sendAll(sending: Sending, file: LocalFile, slot: string): Promise<string> {
  let state = await takeUp(sending, file, slot);
  const { uploadId } = state;
  let shown = 0;
  const show = (offset: number) => {
    sending.progress.add(offset - shown);
    shown = offset;
  };
  let [best, since] = [state.offset, Date.now()];
  while (state.offset < file.size) {
    show(state.offset);
    let offset: number | undefined;
    try {
      offset = await sendPiece(sending, file, state, (bytes) => show(shown + bytes));
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      if (Date.now() - since > sending.patienceMs) throw error;
    }
    if (offset === undefined) {
      const found = await stateOf(sending, uploadId, true);
      if (!found) {
        sending.unfinished.keep(slot, undefined);
        throw failure('upload-lost', { path: file.path });
      }
      state = found;
      // As long as something gets through, it goes on.
      if (state.offset === best) {
        if (Date.now() - since > sending.patienceMs) throw failure('upload-stuck', { path: file.path });
        await sleep(500);
      }
    } else state = { ...state, offset };
    if (state.offset > best) [best, since] = [state.offset, Date.now()];
  }
  show(file.size);
  return uploadId;
}

/**
 * Gets a file to the service as a whole, whatever breaks on the way, and takes its digests beside it.
 * @param slot what the file is called among the unfinished: the same file may be submitted twice
 * @throws CommandError the service's own, `file-unreadable`, `file-changed`, `upload-lost`, `upload-stuck`; the last
 *   ConnectionError when nothing gets through for so long
 */
export async function upload(sending: Sending, file: LocalFile, slot: string): Promise<Uploaded> {
  const hashing = hashFile(file.path, { sm3: true });
  // Told below; whoever is still sending when it fails finds the same fault in the file.
  hashing.catch(() => undefined);
  const id = await sendAll(sending, file, slot);
  const digests = await hashing;
  if (digests.size !== file.size) throw failure('file-changed', { path: file.path });
  return { id, digests };
}

/** Whether a record cannot be made of what was uploaded: it has to be sent again. */
export const isLost = (error: unknown): boolean =>
  error instanceof CommandError && ['upload-not-found', 'upload-used', 'upload-differs'].includes(error.code);
