import type { TempFile } from './part.ts';
import type { Sm3Pool } from './sm3.ts';

/**
 * The small parts of one request, one after the other in one file: one name, one sync, whatever their number. Where
 * each lies is for the database to know.
 */
export type Pack = {
  /** Adds bytes. Not to be called again before it resolves. @returns where they start in the pack, in bytes */
  append(bytes: Uint8Array): Promise<number>;
  /** Writes what is left. @returns its temporary path; undefined when nothing was added */
  finish(): Promise<string | undefined>;
  /** Makes the pack's bytes durable, and closes it. */
  sync(): Promise<void>;
  /** SM3 of what was appended, in its order; after `finish`. */
  digests(): Promise<string[]>;
  /** Closes and removes it. */
  discard(): Promise<void>;
};

/**
 * What is gathered before it is written and hashed: bounds the memory of a request with many small parts, and lets the
 * disk and the other thread work while the rest of it comes in.
 */
const GATHER_BYTES = 128 * 1024;

export function newPack(
  openTemp: () => Promise<TempFile>,
  removeTemp: (path: string) => Promise<void>,
  sm3: Pick<Sm3Pool, 'batch'>,
): Pack {
  let file: TempFile | undefined;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let end = 0;
  let closed = false;
  const hashing: Promise<string[]>[] = [];

  async function write(): Promise<void> {
    const digests = sm3.batch(gathered);
    // Asked for later; a failure is reported then.
    digests.catch(() => undefined);
    hashing.push(digests);
    file ??= await openTemp();
    let rest = Buffer.concat(gathered, gatheredBytes);
    gathered = [];
    gatheredBytes = 0;
    while (rest.length > 0) rest = rest.subarray((await file.handle.writev([rest])).bytesWritten);
  }

  async function close(): Promise<void> {
    if (closed || !file) return;
    closed = true;
    await file.handle.close();
  }

  return {
    async append(bytes) {
      const start = end;
      end += bytes.length;
      gathered.push(bytes);
      gatheredBytes += bytes.length;
      if (gatheredBytes >= GATHER_BYTES) await write();
      return start;
    },
    async finish() {
      if (gathered.length > 0) await write();
      return file?.path;
    },
    async sync() {
      await file?.handle.sync();
      await close();
    },
    async digests() {
      return (await Promise.all(hashing)).flat();
    },
    async discard() {
      await close();
      if (file) await removeTemp(file.path);
    },
  };
}
