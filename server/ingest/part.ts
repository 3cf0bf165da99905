import { createHash, type Hash, hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Sm3Pool, Sm3Stream } from './sm3.ts';

/**
 * One part of an upload, in one pass: to disk, through SHA-256 and SM3, counted. The sink takes what has come in while
 * it was writing as one `writev`, and hashes it while the write runs, so a fast sender costs few system calls and memory
 * stays bounded by the high-water mark whatever the size of the file.
 */

/** Parts below this are kept in memory for a pack: a file of its own would cost each more than its bytes. */
export const SMALL_BYTES = 64 * 1024;
const HIGH_WATER_BYTES = 1024 * 1024;

export type TempFile = { handle: Pick<FileHandle, 'writev' | 'sync' | 'close'>; path: string };

export type ReceivedPart = {
  /** Bytes. */
  size: number;
  /** 64 hex digits each. */
  sha256: string;
  sm3: string;
  /** A small part's bytes, or a file that is written, closed and, where `flush` asked for it, durable. */
  held: { kind: 'memory'; bytes: Uint8Array } | { kind: 'file'; path: string };
};

export type PartRoom = {
  sm3: Sm3Pool;
  /** Makes a new, empty temporary file. */
  openTemp(): Promise<TempFile>;
  removeTemp(path: string): Promise<void>;
  /** Whether these bytes have to be made durable: not where we hold them already, nor where nothing is kept. */
  flush(sha256: string, size: number): Promise<boolean>;
};

async function writeAll(handle: TempFile['handle'], buffers: readonly Uint8Array[]): Promise<void> {
  let rest: Uint8Array[] = [...buffers];
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest);
    // A write may end early, near the end of a disk for instance: the next one then says why.
    while (rest[0] && bytesWritten >= rest[0].length) {
      bytesWritten -= rest[0].length;
      rest = rest.slice(1);
    }
    if (rest[0] && bytesWritten > 0) rest[0] = rest[0].subarray(bytesWritten);
  }
}

type Large = { file: TempFile; sha256: Hash; sm3: Sm3Stream };

async function abandon(large: Large, room: PartRoom): Promise<void> {
  large.sm3.abandon();
  // close() waits for a write that is under way: a descriptor closed under it could be another file's by then.
  await large.file.handle.close();
  await room.removeTemp(large.file.path);
}

async function finish(large: Large, size: number, room: PartRoom): Promise<ReceivedPart> {
  const sha256 = large.sha256.digest('hex');
  const flush = async () => {
    if (await room.flush(sha256, size)) await large.file.handle.sync();
  };
  const [sm3] = await Promise.all([large.sm3.digest(), flush()]);
  await large.file.handle.close();
  return { size, sha256, sm3, held: { kind: 'file', path: large.file.path } };
}

/**
 * Receives a part to its end. When it rejects, the temporary file is gone and its descriptor closed.
 * @throws whatever the source or the disk failed with
 */
export async function receivePart(source: Readable, room: PartRoom): Promise<ReceivedPart> {
  let size = 0;
  let head: Uint8Array[] = [];
  let large: Large | undefined;
  let taking: Promise<void> = Promise.resolve();

  async function take(arrived: readonly Uint8Array[]): Promise<void> {
    for (const buffer of arrived) size += buffer.length;
    let buffers = arrived;
    if (!large) {
      head.push(...arrived);
      if (size < SMALL_BYTES) return;
      const file = await room.openTemp();
      large = { file, sha256: createHash('sha256'), sm3: room.sm3.open() };
      buffers = head;
      head = [];
    }
    const { file, sha256, sm3 } = large;
    const written = writeAll(file.handle, buffers);
    for (const buffer of buffers) sha256.update(buffer);
    await Promise.all([written, sm3.push(buffers)]);
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
    await pipeline(source, sink);
    if (large) return await finish(large, size, room);
    const bytes = Buffer.concat(head);
    return {
      size,
      sha256: hash('sha256', bytes),
      sm3: hash('sm3', bytes),
      held: { kind: 'memory', bytes },
    };
  } catch (cause) {
    // The file may still be opening: only after that is it known what there is to remove.
    await taking.catch(() => undefined);
    if (large) await abandon(large, room);
    throw cause;
  }
}
