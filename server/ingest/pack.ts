import type { TempFile } from './part.ts';

/**
 * The small parts of one request, one after the other in one file: one name, one sync, whatever their number. Where
 * each lies is for the database to know.
 */
export type Pack = {
  /** Adds bytes. @returns where they start in the pack, in bytes */
  append(bytes: Uint8Array): Promise<number>;
  /** Makes the pack durable and closes it. @returns its temporary path; undefined when nothing was added */
  finish(): Promise<string | undefined>;
  /** Closes and removes it. */
  discard(): Promise<void>;
};

/** What is gathered before it is written: bounds the memory of a request with many small parts. */
const GATHER_BYTES = 1024 * 1024;

export function newPack(
  openTemp: () => Promise<TempFile>,
  removeTemp: (path: string) => Promise<void>,
): Pack {
  let file: TempFile | undefined;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let end = 0;
  let closed = false;

  async function write(): Promise<void> {
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
      if (gathered.length === 0 && !file) return undefined;
      await write();
      await file?.handle.sync();
      await close();
      return file?.path;
    },
    async discard() {
      await close();
      if (file) await removeTemp(file.path);
    },
  };
}
