import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ChainError } from '../errors.ts';

const SQLITE_BUSY = 5;

/**
 * One process per folder. SQLite holds an operating system lock on this file, and the system drops it with the
 * process, however that ends: no stale lock file ever stands in the way of a restart. It is a file of its own so
 * that readers (an export, a backup) can open the store while the chain runs.
 *
 * @returns a function that gives the lock back
 * @throws ChainError `data-locked`
 */
export function lockFolder(folder: string): () => void {
  const database = new DatabaseSync(join(folder, 'chain.lock'), { timeout: 0 });
  try {
    // A rollback journal and an exclusive transaction: SQLite's plain file lock, held until we let go.
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    // A full disk or a damaged file is nobody's lock: told as what it is, and not tried again at once.
    if (((cause as { errcode?: number }).errcode ?? 0) % 256 !== SQLITE_BUSY) throw cause;
    throw new ChainError('data-locked', { folder }, cause);
  }
  return () => database.close();
}
