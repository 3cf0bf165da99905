import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { faultPoint } from '../faults.ts';
import { writeAll } from '../ingest/part.ts';
import type { Prefix } from '../store/uploads.ts';
import type { UploadHashing } from './hashing.ts';

/**
 * One stretch of an upload: to the disk, made durable there, noted, and only then told to the sender. While a long one
 * comes in, what is there already is made durable and noted now and then, so that a crash costs little of it.
 */

/** Bytes between two notes of a stretch that goes on. */
const NOTE_BYTES = 32 * 1024 * 1024;
/** What is gathered while a write runs. */
const GATHER_BYTES = 1024 * 1024;

export type Receiving = {
  readonly id: string;
  readonly path: string;
  /** How much of the file counts, bytes; what lies behind it is cut off. */
  readonly from: number;
  readonly hashing: UploadHashing;
  /** Makes it durable that so many bytes were received. */
  note(received: number, prefix: Prefix | undefined): Promise<void>;
};

/** Notes on the way, one at a time; a failure is kept for the end. */
function notes({ id, hashing, note }: Receiving, file: Pick<FileHandle, 'datasync'>, from: number) {
  let noted = from;
  let running: Promise<void> | undefined;
  let failure: unknown;
  return {
    at(end: number): void {
      if (running || end - noted < NOTE_BYTES) return;
      noted = end;
      const prefix = hashing.prefix(id);
      running = file
        .datasync()
        .then(() => note(end, prefix))
        .catch((cause: unknown) => {
          failure ??= cause;
        })
        .finally(() => {
          running = undefined;
        });
    },
    async settled(): Promise<void> {
      await running;
      if (failure !== undefined) throw failure;
    },
  };
}

async function take(receiving: Receiving, file: FileHandle, stream: Readable): Promise<number> {
  const { id, path, from, hashing } = receiving;
  const noting = notes(receiving, file, from);
  let written = from;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let busy = false;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const [buffers, at] = [gathered, written];
    const end = at + gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    await Promise.all([writeAll(file, buffers, at), hashing.take(id, at, buffers)]);
    written = end;
    hashing.written(id, path, end);
    noting.at(end);
    busy = false;
  }
  function start(): void {
    busy = true;
    writing = write();
    // Heard below, at the next chunk or at the end.
    writing.catch(() => undefined);
  }

  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      gathered.push(chunk);
      gatheredBytes += chunk.length;
      if (busy && gatheredBytes >= GATHER_BYTES) await writing;
      if (!busy) start();
    }
  } finally {
    // The file is closed by whoever opened it, and must not be while something is written.
    await Promise.allSettled([writing]);
    await noting.settled();
  }
  await writing;
  if (gatheredBytes > 0) await write();
  await noting.settled();
  if (written === from) return written;
  await file.datasync();
  faultPoint('upload-written');
  await receiving.note(written, hashing.prefix(id));
  faultPoint('upload-noted');
  return written;
}

/**
 * Takes a stretch to its end. What had come when the stream ended is received, whether the sender meant to end or not.
 * @returns how much there is now, bytes; durable
 * @throws whatever the disk failed with; what was noted by then stays
 */
export async function receiveStretch(receiving: Receiving, stream: Readable): Promise<number> {
  const file = await open(receiving.path, 'r+');
  try {
    const { size } = await file.stat();
    if (size > receiving.from) await file.truncate(receiving.from);
    return await take(receiving, file, stream);
  } catch (cause) {
    // The hash may have seen what the disk has not.
    receiving.hashing.forget(receiving.id);
    throw cause;
  } finally {
    await file.close();
  }
}
