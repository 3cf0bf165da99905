import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JianzhengError } from '../core/errors.ts';
import { fileFailure } from './file-failure.ts';
import { makeFolder } from './make-folder.ts';

/** SQLite's code for a lock that another process holds; a full disk or a damaged file has others. */
const SQLITE_BUSY = 5;

function isBusy(cause: unknown): boolean {
  return ((cause as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;
}

/**
 * One service on a data folder, and with it one writer for the agency. SQLite holds a lock of the operating system on
 * this file, which goes with the process, however that ends: nothing stale is left behind by a power cut.
 *
 * @returns a function that gives the lock back
 * @throws JianzhengError `data-in-use`, `folder-unusable`, `file-unusable`, `storage-full`
 */
export function lockData(folder: string): () => void {
  makeFolder(folder);
  const path = join(folder, 'service.lock');
  let database: DatabaseSync | undefined;
  try {
    const opened = new DatabaseSync(path, { timeout: 0 });
    database = opened;
    // A rollback journal and an exclusive transaction: a plain file lock, held until the file is closed.
    opened.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    return () => opened.close();
  } catch (cause) {
    database?.close();
    if (isBusy(cause)) {
      throw new JianzhengError('data-in-use', `Another service uses ${folder}`, {
        cause,
        details: { folder },
      });
    }
    throw fileFailure(path, cause, 'file-unusable');
  }
}
