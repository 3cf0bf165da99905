import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { InvariantError } from '../../core/errors.ts';
import { type FileRow, findFile } from '../store/files.ts';
import type { Store } from '../store/store.ts';
import { contentPath, type Folders, folderMaker, foldersIn, packPath, syncFolder } from './folders.ts';
import type { TempFile } from './part.ts';
import { serialByKey } from './serial.ts';

/**
 * The content that we hold. Never overwritten, stored once, durable before its row is.
 *
 * Publishing gives a durable temporary file its final name beside the temporary one. The temporary name goes only when
 * the row that refers to the content is durable. So whatever a crash leaves behind still has a name in `tmp`, and the
 * next start looks at nothing else: with a row the content stays, without one it goes.
 */
export type Content = {
  openTemp(): Promise<TempFile>;
  /**
   * A temporary file of the bytes of another one, durable where those are; a second name for them where the file system
   * has links, so that whatever becomes of the one, the other is still there.
   */
  tempFrom(path: string): Promise<string>;
  /** Removes a temporary file, if it is there. */
  removeTemp(path: string): Promise<void>;
  /** The row of bytes that we hold already; undefined where they are not there, whatever a row says. */
  holds(sha256: string, size: number): Promise<FileRow | undefined>;
  /** Gives a durable temporary file the name of its content; durable on return. */
  publishFile(temp: string, sha256: string, size: number): Promise<void>;
  /**
   * Gives a temporary file a pack's name while `sync` makes its bytes durable; both are on return. `pack` is fresh, so
   * a crash in between leaves a name that nothing refers to; under the name of content it would stand in the way.
   */
  publishPack(temp: string, pack: string, sync: () => Promise<void>): Promise<void>;
  /** After the rows are durable, or will not be: drops the temporary name, and content that no row refers to. */
  settleFile(sha256: string): Promise<void>;
  settlePack(pack: string): Promise<void>;
  /** Content as a stream from byte `from` on, from its own file or its pack; undefined where we do not hold it. */
  read(sha256: string, from?: number): Readable | undefined;
  /** Settles what an earlier run left behind. @returns how many names it found */
  recover(): Promise<number>;
  readonly folders: Folders;
};

const PACK = '.pack';

function hasCode(cause: unknown, ...codes: string[]): boolean {
  return cause instanceof Error && codes.includes((cause as NodeJS.ErrnoException).code ?? '');
}

async function removeIfThere(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** A second name for a file, never over another one. Where the file system has no links, the file moves. */
async function nameNew(from: string, to: string): Promise<'made' | 'exists'> {
  try {
    await link(from, to);
    return 'made';
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return 'exists';
    if (!hasCode(cause, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'UNKNOWN')) throw cause;
  }
  // One process writes here and a name is taken by one upload at a time, so nothing slips in between.
  if (await stat(to).catch(() => null)) return 'exists';
  await rename(from, to);
  return 'made';
}

/** Content below `root`. @param openFile replaced in tests, to fail as a full disk does */
export function openContent(root: string, store: Store, openFile: typeof open = open): Content {
  const folders = foldersIn(root);
  const makeFolder = folderMaker();
  /** How many uploads are between publishing and their row, by SHA-256: the last one to fail removes the content. */
  const underWay = new Map<string, number>();
  /** Publishing and settling the same content take turns: or one would remove what the other has just found there. */
  const serially = serialByKey();
  const tempOf = (name: string) => join(folders.temp, name);

  async function giveName(from: string, to: string): Promise<'made' | 'exists'> {
    await makeFolder(dirname(to));
    const outcome = await nameNew(from, to);
    await syncFolder(dirname(to));
    return outcome;
  }

  async function settleContent(sha256: string): Promise<void> {
    const others = (underWay.get(sha256) ?? 1) - 1;
    if (others > 0) {
      underWay.set(sha256, others);
      return;
    }
    underWay.delete(sha256);
    if (!findFile(store, sha256)) await removeIfThere(contentPath(folders, sha256));
    await removeIfThere(tempOf(sha256));
  }

  async function publishContent(temp: string, sha256: string, size: number): Promise<void> {
    underWay.set(sha256, (underWay.get(sha256) ?? 0) + 1);
    // Under this name a crash lets the next start know what it belongs to. Two uploads of the same bytes share it.
    await rename(temp, tempOf(sha256));
    const path = contentPath(folders, sha256);
    if ((await giveName(tempOf(sha256), path)) === 'made') return;
    const there = await stat(path);
    if (there.size !== size) {
      throw new InvariantError('Content under its digest has another size than its bytes', {
        details: { sha256, expected: size, found: there.size },
      });
    }
  }

  const settleFile = (sha256: string) => serially(sha256, () => settleContent(sha256));

  async function settlePack(pack: string): Promise<void> {
    const used = store.one('SELECT 1 FROM files WHERE pack = ? LIMIT 1', pack);
    if (!used) await removeIfThere(packPath(folders, pack));
    await removeIfThere(tempOf(pack + PACK));
  }

  return {
    folders,
    async openTemp() {
      await makeFolder(folders.temp);
      const path = tempOf(`${randomBytes(12).toString('hex')}.part`);
      return { handle: await openFile(path, 'wx', 0o600), path };
    },
    async tempFrom(path) {
      await makeFolder(folders.temp);
      const temp = tempOf(`${randomBytes(12).toString('hex')}.part`);
      try {
        await link(path, temp);
      } catch (cause) {
        if (!hasCode(cause, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'UNKNOWN')) throw cause;
        await copyFile(path, temp);
        const copy = await openFile(temp, 'r+');
        await copy.sync().finally(() => copy.close());
      }
      return temp;
    },
    removeTemp: removeIfThere,
    async holds(sha256, size) {
      const row = findFile(store, sha256);
      if (!row) return undefined;
      // A row without its bytes is a loss that an upload of the same bytes can heal; the audit tells of it.
      const path = row.pack === null ? contentPath(folders, sha256) : packPath(folders, row.pack);
      const there = await stat(path).catch(() => null);
      if (!there) return undefined;
      const whole = row.pack === null ? there.size === size : there.size >= row.start! + row.size;
      return whole ? row : undefined;
    },
    publishFile: (temp, sha256, size) => serially(sha256, () => publishContent(temp, sha256, size)),
    async publishPack(temp, pack, sync) {
      await rename(temp, tempOf(pack + PACK));
      await Promise.all([giveName(tempOf(pack + PACK), packPath(folders, pack)), sync()]);
    },
    settleFile,
    settlePack,
    read(sha256, from = 0) {
      const row = findFile(store, sha256);
      if (!row) return undefined;
      if (row.pack === null) return createReadStream(contentPath(folders, sha256), { start: from });
      const start = row.start!;
      // An empty range has no last byte to name.
      if (from >= row.size) return Readable.from([]);
      return createReadStream(packPath(folders, row.pack), {
        start: start + from,
        end: start + row.size - 1,
      });
    },
    async recover() {
      await makeFolder(folders.temp);
      await makeFolder(folders.packs);
      const left = await readdir(folders.temp);
      for (const name of left) {
        if (/^[0-9a-f]{64}$/.test(name)) await settleFile(name);
        else if (name.endsWith(PACK)) await settlePack(basename(name, PACK));
        else await unlink(tempOf(name));
      }
      return left.length;
    },
  };
}
