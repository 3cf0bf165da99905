import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { failure } from './command-error.ts';

/** Files that are durable on return: made once and never written over, but for one that is replaced as a whole. */

/** Makes what was named or removed in a folder durable. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes a file of a new name. @throws CommandError `out-exists`, `out-unwritable` */
export function writeNew(target: string, bytes: Uint8Array | string, mode = 0o600): void {
  let file: number;
  try {
    file = openSync(target, 'wx', mode);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST'
      ? failure('out-exists', { path: target })
      : unwritable(target, error);
  }
  try {
    const content = Buffer.from(bytes as Uint8Array);
    for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(path.dirname(path.resolve(target)));
}

function unwritable(target: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return failure('out-unwritable', { path: target, reason }, { cause: error });
}

/**
 * Gives an existing file new bytes: written beside it and renamed into place, so that whatever happens there is the
 * old content or the new. Its mode stays, and a link to it stays one.
 * @throws CommandError `out-unwritable`
 */
export function replaceFile(target: string, bytes: Uint8Array): void {
  let beside: string | undefined;
  try {
    const file = realpathSync(target);
    beside = `${file}.new-${process.pid}`;
    writeNew(beside, bytes, statSync(file).mode & 0o777);
    renameSync(beside, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    if (beside !== undefined) rmSync(beside, { force: true });
    throw error instanceof Error && 'exit' in error ? error : unwritable(target, error);
  }
}

/**
 * Makes a folder with all its files, or nothing: they are written beside it, and one rename gives them their place.
 * @param files content by name relative to the folder, `/` between folders
 * @throws CommandError `out-exists`, `out-unwritable`
 */
export function writeNewFolder(target: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  const folder = path.resolve(target);
  if (existsSync(folder)) throw failure('out-exists', { path: target });
  const beside = `${folder}.new-${process.pid}`;
  try {
    mkdirSync(beside, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(beside, ...name.split('/'));
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeNew(file, content);
    }
    renameSync(beside, folder);
    syncFolder(path.dirname(folder));
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error instanceof Error && 'exit' in error ? error : unwritable(target, error);
  }
}
