import { createHash, type Hash, hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type EarlyFlush, earlyFlush } from './early-flush.ts';
import type { Sm3Pool, Sm3Stream } from './sm3.ts';

/**
 * One part of an upload, in one pass: to disk, through SHA-256 and SM3, counted. The sink takes what has come in while
 * it was writing as one `writev`, and hashes it while the write runs, so a fast sender costs few system calls and memory
 * stays bounded by the high-water mark whatever the size of the file.
 */

/** Parts below this are kept in memory for a pack: a file of its own would cost each more than its bytes. */
export const SMALL_BYTES = 64 * 1024;
const HIGH_WATER_BYTES = 1024 * 1024;

export type TempFile = { handle: Pick<FileHandle, 'writev' | 'datasync' | 'sync' | 'close'>; path: string };

export type ReceivedPart = {
  /** Bytes. */
  size: number;
  /** 64 hex digits. */
  sha256: string;
  /**
   * A small part's bytes, whose SM3 is computed with that of others; or a file that is written, closed and, where
   * `flush` asked for it, durable.
   */
  held: { kind: 'memory'; bytes: Uint8Array } | { kind: 'file'; path: string; sm3: string };
};

export type PartRoom = {
  sm3: Sm3Pool;
  /** Makes a new, empty temporary file. */
  openTemp(): Promise<TempFile>;
  removeTemp(path: string): Promise<void>;
  /** Whether these bytes have to be made durable: not where we hold them already, nor where nothing is kept. */
  flush(sha256: string, size: number): Promise<boolean>;
};

/** Writes all of it, from `position` on where one is given. */
export async function writeAll(
  handle: Pick<FileHandle, 'writev'>,
  buffers: readonly Uint8Array[],
  position?: number,
): Promise<void> {
  let rest: Uint8Array[] = [...buffers];
  let at = position;
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest, at);
    if (at !== undefined) at += bytesWritten;
    // A write may end early, near the end of a disk for instance: the next one then says why.
    while (rest[0] && bytesWritten >= rest[0].length) {
      bytesWritten -= rest[0].length;
      rest = rest.slice(1);
    }
    if (rest[0] && bytesWritten > 0) rest[0] = rest[0].subarray(bytesWritten);
  }
}

type Large = { file: TempFile; sha256: Hash; sm3: Sm3Stream; early: EarlyFlush };

async function abandon(large: Large, room: PartRoom): Promise<void> {
  large.sm3.abandon();
  // close() waits for a write that is under way: a descriptor closed under it could be another file's by then.
  await large.file.handle.close();
  await room.removeTemp(large.file.path);
}

async function finish(large: Large, size: number, room: PartRoom): Promise<ReceivedPart> {
  const sha256 = large.sha256.digest('hex');
  const flush = async () => {
    await large.early.settled();
    if (await room.flush(sha256, size)) await large.file.handle.sync();
  };
  const [sm3] = await Promise.all([large.sm3.digest(), flush()]);
  await large.file.handle.close();
  return { size, sha256, held: { kind: 'file', path: large.file.path, sm3 } };
}

/** What comes before the part is large, or all of it. A stream of its own would cost a small part more than its bytes. */
function readHead(source: Readable): Promise<{ head: Uint8Array[]; size: number; ended: boolean }> {
  return new Promise((resolve, reject) => {
    const head: Uint8Array[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      source.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      act();
    };
    const onData = (chunk: Uint8Array) => {
      head.push(chunk);
      size += chunk.length;
      if (size < SMALL_BYTES) return;
      source.pause();
      settle(() => resolve({ head, size, ended: false }));
    };
    const onEnd = () => settle(() => resolve({ head, size, ended: true }));
    const onError = (cause: Error) => settle(() => reject(cause));
    const onClose = () => settle(() => reject(new Error('Unexpected end of form')));
    source.on('data', onData).once('end', onEnd).once('error', onError).once('close', onClose);
  });
}

async function receiveLarge(
  source: Readable,
  head: readonly Uint8Array[],
  room: PartRoom,
): Promise<ReceivedPart> {
  // Whoever cuts the source off while the file is being opened is heard by the pipeline below, not as an uncaught error.
  const ignore = () => undefined;
  source.on('error', ignore);
  const file = await room.openTemp();
  const large: Large = {
    file,
    sha256: createHash('sha256'),
    sm3: room.sm3.open(),
    early: earlyFlush(file.handle),
  };
  let size = 0;
  let taking: Promise<void> = Promise.resolve();

  async function take(buffers: readonly Uint8Array[]): Promise<void> {
    const before = size;
    const written = writeAll(large.file.handle, buffers);
    for (const buffer of buffers) {
      size += buffer.length;
      large.sha256.update(buffer);
    }
    await Promise.all([written, large.sm3.push(buffers)]);
    large.early.written(size - before);
  }

  const hand = (buffers: readonly Uint8Array[], done: (cause?: Error | null) => void) => {
    taking = take(buffers);
    taking.then(() => done(), done);
  };
  const sink = new Writable({
    highWaterMark: HIGH_WATER_BYTES,
    write: (chunk: Uint8Array, _encoding, done) => hand([chunk], done),
    writev: (chunks, done) =>
      hand(
        chunks.map(({ chunk }) => chunk as Uint8Array),
        done,
      ),
  });
  try {
    for (const chunk of head) sink.write(chunk);
    await pipeline(source, sink);
    return await finish(large, size, room);
  } catch (cause) {
    await taking.catch(ignore);
    await abandon(large, room);
    throw cause;
  } finally {
    source.off('error', ignore);
  }
}

/**
 * Receives a part to its end. When it rejects, the temporary file is gone and its descriptor closed.
 * @throws whatever the source or the disk failed with
 */
export async function receivePart(source: Readable, room: PartRoom): Promise<ReceivedPart> {
  const { head, size, ended } = await readHead(source);
  if (!ended) {
    try {
      return await receiveLarge(source, head, room);
    } catch (cause) {
      // Nobody reads on: whoever feeds the source must not wait for it.
      source.destroy();
      throw cause;
    }
  }
  const bytes = Buffer.concat(head, size);
  return { size, sha256: hash('sha256', bytes), held: { kind: 'memory', bytes } };
}
