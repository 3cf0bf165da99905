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

/** Fills the buffer as far as the file goes. */
async function fillBuffer(file: FileHandle, buffer: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

async function* readOpen(file: FileHandle, withSm3: boolean): AsyncGenerator<Uint8Array, FileDigests> {
  // One byte more than the file has, so that the first read of a small file is known to be its last.
  const blockSize = Math.min(BLOCK, Math.max(SMALLEST_BLOCK, (await file.stat()).size + 1));
  const sha256 = createHash('sha256');
  let sm3: Sm3Job | undefined;
  let spare: ArrayBuffer | undefined;
  let size = 0;
  try {
    for (;;) {
      const block = spare ?? new ArrayBuffer(blockSize);
      const length = await fillBuffer(file, new Uint8Array(block));
      const bytes = new Uint8Array(block, 0, length);
      const last = length < blockSize;
      size += length;
      sha256.update(bytes);
      if (length > 0) yield bytes;
      if (!withSm3) {
        if (last) return { size, sha256: sha256.digest('hex') };
        spare = block;
      } else if (last && !sm3) {
        // A file of one block is done sooner here than it is sent to a worker.
        return { size, sha256: sha256.digest('hex'), sm3: createHash('sm3').update(bytes).digest('hex') };
      } else {
        sm3 ??= startSm3();
        spare = await sm3.update(block, length);
        if (last) return { size, sha256: sha256.digest('hex'), sm3: await sm3.digest() };
      }
    }
  } finally {
    sm3?.close();
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
