import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where content lies, below one folder: `files/ab/cdef...` by its SHA-256, packs by their time, `tmp` beside. */
export type Folders = { files: string; packs: string; temp: string };

export function foldersIn(root: string): Folders {
  return { files: join(root, 'files'), packs: join(root, 'files', 'packs'), temp: join(root, 'tmp') };
}

/** Path of content with a file of its own. `sha256`: 64 hex digits. */
export function contentPath(folders: Folders, sha256: string): string {
  return join(folders.files, sha256.slice(0, 2), sha256.slice(2));
}

/** A fresh pack's ID, 32 hex digits: its time in ms, then chance. */
export function newPackId(now: number): string {
  return now.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
}

/** Path of a pack. Those of three days lie together: few folders have to be made, and none grows without bound. */
export function packPath(folders: Folders, pack: string): string {
  return join(folders.packs, pack.slice(0, 5), pack.slice(5));
}

/** Makes the names in a folder durable. Windows has no such call, and none is needed there. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes folders durably, each once: a name in a folder that a crash takes away is gone with it. */
export function folderMaker(): (folder: string) => Promise<void> {
  const made = new Map<string, Promise<void>>();
  const make = async (folder: string): Promise<void> => {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (first !== undefined) await syncFolder(dirname(first));
    if (first !== undefined && first !== folder) await syncFolder(dirname(folder));
  };
  return (folder) => {
    const known = made.get(folder);
    if (known) return known;
    const making = make(folder);
    made.set(folder, making);
    // A failure is not remembered: the next one may find room again.
    making.catch(() => made.delete(folder));
    return making;
  };
}
