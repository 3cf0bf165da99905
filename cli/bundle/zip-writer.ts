import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { type PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { failure } from '../command-error.ts';
import { syncFolder } from '../private-files.ts';

/**
 * A zip written entry by entry, in memory that does not grow with it. It is written beside its place under another name
 * and moved there when it is whole and durable: whatever stops us, no half of a zip ever has its name.
 */
export type ZipWriter = {
  /** Stores bytes. @returns their SHA-256 */
  add(name: string, bytes: Uint8Array): Promise<string>;
  /** Stores what comes, which must be `size` bytes. @returns their SHA-256 @throws whatever the source throws */
  stream(name: string, size: number, source: AsyncIterable<Uint8Array>): Promise<string>;
  /** Makes it durable and gives it its name. @throws CommandError `out-exists`, `out-unwritable` */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
};

// Stored, not deflated: media do not shrink, and a browser reads a stored file out of the zip as it is. The date is
// always the same, and read by its local fields, so the same entries give the same bytes in every time zone.
const OPTIONS = {
  compress: false,
  mtime: new Date(1980, 0, 1),
  mode: 0o100644,
  forceDosTimestamp: true,
} as const;

const besideOf = (target: string, pid: number) => `${target}.new-${pid}`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What processes that were killed left behind. */
function clearAbandoned(target: string): void {
  const folder = path.dirname(target);
  const start = `${path.basename(target)}.new-`;
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(path.join(folder, name), { force: true });
  }
}

function unwritable(target: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return failure('out-unwritable', { path: target, reason }, { cause: error });
}

/** @throws CommandError `out-exists`, `out-unwritable` */
export async function writeZip(out: string): Promise<ZipWriter> {
  const target = path.resolve(out);
  if (existsSync(target)) throw failure('out-exists', { path: out });
  clearAbandoned(target);
  const beside = besideOf(target, process.pid);
  const file = await open(beside, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(out, error);
  });
  const zip = new ZipFile();
  const packed = zip.outputStream as PassThrough;
  let failed: unknown;
  const written = pipeline(packed, createWriteStream('', { fd: file.fd, autoClose: false })).catch(
    (error: unknown) => {
      failed ??= error;
    },
  );
  zip.on('error', (error: Error) => packed.destroy(error));

  /** Waits until the disk has taken what was made so far. @throws CommandError `out-unwritable` */
  async function settle(): Promise<void> {
    if (failed === undefined && packed.writableNeedDrain)
      await Promise.race([once(packed, 'drain'), written]);
    if (failed !== undefined) throw unwritable(out, failed);
  }

  return {
    async add(name, bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      zip.addBuffer(buffer, name, OPTIONS);
      await settle();
      return createHash('sha256').update(bytes).digest('hex');
    },
    async stream(name, size, source) {
      const sha256 = createHash('sha256');
      const through = async function* () {
        for await (const piece of source) {
          sha256.update(piece);
          yield piece;
        }
      };
      const readable = Readable.from(through(), { objectMode: false, highWaterMark: 256 * 1024 });
      // Not from its stream: what goes wrong there must not be taken for a fault of the disk.
      const read = new Promise<void>((resolve, reject) => {
        readable.once('end', resolve);
        readable.once('error', reject);
      });
      zip.addReadStreamLazy(name, { ...OPTIONS, size }, (hand) => hand(null, readable));
      await Promise.race([read, written]);
      await settle();
      return sha256.digest('hex');
    },
    async finish() {
      zip.end();
      await written;
      await settle();
      try {
        await file.sync();
        await file.close();
        if (existsSync(target)) throw failure('out-exists', { path: out });
        await rename(beside, target);
        syncFolder(path.dirname(target));
      } catch (error) {
        rmSync(beside, { force: true });
        throw error instanceof Error && 'exit' in error ? error : unwritable(out, error);
      }
    },
    async abandon() {
      packed.destroy();
      await written;
      await file.close().catch(() => undefined);
      rmSync(beside, { force: true });
    },
  };
}
