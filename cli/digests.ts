import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { FileDigests } from '../core/digests.ts';
import { failure } from './command-error.ts';
import { type Sm3Job, startSm3 } from './sm3.ts';

/** Digests of files, each read once, in memory that does not grow with them. */

/** Blocks of this size make the messages to a worker cost nothing beside the hashing. */
const BLOCK = 1024 * 1024;
const SMALLEST_BLOCK = 4096;

type Block = { readonly buffer: ArrayBuffer; readonly length: number };

/** Fills the buffer as far as the file goes. */
async function fill(file: FileHandle, buffer: ArrayBuffer): Promise<Block> {
  const bytes = new Uint8Array(buffer);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return { buffer, length };
}

/** Blocks of a file, the next one read while the last is worked on. `last` is shorter than the others, maybe empty. */
async function* readAhead(file: FileHandle, spare: ArrayBuffer[]): AsyncGenerator<Block & { last: boolean }> {
  // One byte more than the file has, so that the first read of a small file is known to be its last.
  const size = Math.min(BLOCK, Math.max(SMALLEST_BLOCK, (await file.stat()).size + 1));
  const next = () => {
    const reading = fill(file, spare.pop() ?? new ArrayBuffer(size));
    // Whoever stops early never looks at it.
    reading.catch(() => undefined);
    return reading;
  };
  for (let reading = next(); ; ) {
    const block = await reading;
    const last = block.length < size;
    if (!last) reading = next();
    yield { ...block, last };
    if (last) return;
  }
}

async function* readOpen(file: FileHandle, withSm3: boolean): AsyncGenerator<Uint8Array, FileDigests> {
  const sha256 = createHash('sha256');
  const spare: ArrayBuffer[] = [];
  let inWorker: Sm3Job | undefined;
  let sm3: string | undefined;
  let size = 0;
  try {
    for await (const { buffer, length, last } of readAhead(file, spare)) {
      const bytes = new Uint8Array(buffer, 0, length);
      size += length;
      sha256.update(bytes);
      if (length > 0) yield bytes;
      if (!withSm3) spare.push(buffer);
      else if (last && !inWorker) {
        // A file of one block is done sooner here than it is sent to a worker.
        sm3 = createHash('sm3').update(bytes).digest('hex');
      } else {
        inWorker ??= startSm3();
        spare.push(...(await inWorker.update(buffer, length)));
        if (last) sm3 = await inWorker.digest();
      }
    }
    return { size, sha256: sha256.digest('hex'), ...(sm3 === undefined ? {} : { sm3 }) };
  } finally {
    inWorker?.close();
  }
}

/**
 * Reads a file and returns its digests at the end. A block is valid only until the next one is asked for.
 * @throws CommandError `file-unreadable`
 */
export async function* readHashing(
  path: string,
  options: { readonly sm3: boolean },
): AsyncGenerator<Uint8Array, FileDigests> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    return yield* readOpen(file, options.sm3);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw failure('file-unreadable', { path, reason: error.message }, { cause: error });
    }
    throw error;
  } finally {
    await file?.close();
  }
}

export type HashOptions = {
  /** Whether SM3 is wanted too: it takes seven times as long as SHA-256. */
  readonly sm3: boolean;
  /** Told how many more bytes were read. */
  readonly onBytes?: (bytes: number) => void;
};

/** Hashes a file. @throws CommandError `file-unreadable` */
export async function hashFile(path: string, options: HashOptions): Promise<FileDigests> {
  const blocks = readHashing(path, options);
  for (;;) {
    const { done, value } = await blocks.next();
    if (done) return value;
    options.onBytes?.(value.length);
  }
}

/** Hashes files, several at a time, and hands out the digests in the order of the files. */
export async function* hashFiles<Item extends { readonly path: string }>(
  items: readonly Item[],
  options: HashOptions,
): AsyncGenerator<{ item: Item; digests: FileDigests }> {
  const ahead: { item: Item; digests: Promise<FileDigests> }[] = [];
  const width = Math.min(4, availableParallelism());
  let next = 0;
  const startMore = () => {
    while (ahead.length < width && next < items.length) {
      const item = items[next++]!;
      const digests = hashFile(item.path, options);
      // Its failure is reported in its turn; until then it is not unhandled.
      digests.catch(() => undefined);
      ahead.push({ item, digests });
    }
  };
  for (startMore(); ahead.length > 0; startMore()) {
    const { item, digests } = ahead.shift()!;
    yield { item, digests: await digests };
  }
}
