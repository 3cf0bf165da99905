import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { DATABASES } from './databases.ts';

/**
 * A copy of a data folder, taken while the service runs, in the form of a data folder. Run again into the same place
 * it takes over what is new.
 *
 * The order is what makes it whole. The service's database comes first, the chain after it: a chain that is ahead of
 * the service is a state that recovery knows, one that is behind would contradict what the service has verified.
 * Content comes last: it was durable before its rows and is never changed, so all that the rows name is there.
 */
export type BackedUp = {
  /** Files copied now, and those that were there already. */
  readonly copied: number;
  readonly kept: number;
  readonly bytes: number;
};

/**
 * Says something about the process that runs, or belongs to it: worth nothing to another one. Files on their way change
 * while they are copied; their senders begin them again.
 */
const OF_THE_PROCESS =
  /(^|\/)(service\/tmp|service\/uploads|service\/local\.json|chain\/rpc\.json|[^/]+\.lock|[^/]+-(wal|shm|journal))$/;

async function syncPath(target: string): Promise<void> {
  await using handle = await open(target, 'r+');
  await handle.sync();
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** Nothing is ever half there under its own name. */
async function place(target: string, write: (temporary: string) => Promise<unknown>): Promise<void> {
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${target}.new`;
  await rm(temporary, { force: true });
  await write(temporary);
  await syncPath(temporary);
  await rename(temporary, target);
  await syncFolder(folder);
}

async function copyDatabase(source: string, target: string): Promise<void> {
  const database = new DatabaseSync(source, { readOnly: true, timeout: 10_000 });
  try {
    await place(target, (temporary) => backup(database, temporary));
  } finally {
    database.close();
  }
}

/** Paths of all files below a folder, relative to it, with `/`. */
async function* filesIn(folder: string, below = ''): AsyncGenerator<string> {
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (OF_THE_PROCESS.test(name)) continue;
    if (entry.isDirectory()) yield* filesIn(folder, name);
    else if (entry.isFile()) yield name;
  }
}

export async function backUp(
  data: string,
  target: string,
  onFile: (name: string) => void = () => undefined,
): Promise<BackedUp> {
  let [copied, kept, bytes] = [0, 0, 0];
  await mkdir(target, { recursive: true, mode: 0o700 });
  const done = async (name: string) => {
    copied += 1;
    bytes += (await stat(path.join(target, name))).size;
    onFile(name);
  };
  for (const name of DATABASES.filter((name) => existsSync(path.join(data, name)))) {
    await copyDatabase(path.join(data, name), path.join(target, name));
    await done(name);
  }
  for await (const name of filesIn(data)) {
    if (DATABASES.includes(name)) continue;
    const from = path.join(data, name);
    const to = path.join(target, name);
    // Content is named by its digest; the rest is small and copied each time.
    if (name.startsWith('service/files/') && existsSync(to)) {
      kept += 1;
      continue;
    }
    try {
      await place(to, (temporary) => copyFile(from, temporary, constants.COPYFILE_FICLONE));
    } catch (error) {
      // Content that no record refers to may be taken away while we look.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(from)) throw error;
      continue;
    }
    await done(name);
  }
  return { copied, kept, bytes };
}
