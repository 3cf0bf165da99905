import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JianzhengError } from '../core/errors.ts';

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
 * @throws JianzhengError `data-in-use`, Error of SQLite where the file cannot be written
 */
export function lockData(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'service.lock'), { timeout: 0 });
  try {
    // A rollback journal and an exclusive transaction: a plain file lock, held until the file is closed.
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw cause;
    throw new JianzhengError('data-in-use', `Another service uses ${folder}`, { cause, details: { folder } });
  }
  return () => database.close();
}
