import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { fileFailure } from '../file-failure.ts';
import { makeFolder } from '../make-folder.ts';
import { type GroupCommit, groupCommit } from './group-commit.ts';
import { migrate } from './schema.ts';

/**
 * The service's database. Durable on return: WAL with full sync, so a commit is on disk before anyone is answered.
 * One process writes; others may read, for instance to make a backup.
 */
export type Store = {
  readonly db: DatabaseSync;
  /** The row, or undefined. Statements are prepared once for each text. */
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  /** Rows one by one, for results that must not be in memory at once. */
  each<Row>(sql: string, ...values: SQLInputValue[]): IterableIterator<Row>;
  /** Runs a statement without a result; gives the row ID and the number of rows changed. */
  run(sql: string, ...values: SQLInputValue[]): { lastId: number; changes: number };
  /** Runs `work` in a transaction of its own, durable on return; undone when it throws. Not inside another one. */
  transaction<Value>(work: () => Value): Value;
  /** Runs `job` inside the next shared transaction. */
  readonly enqueue: GroupCommit['enqueue'];
  readonly drained: GroupCommit['drained'];
  close(): void;
};

function transactionOn(db: DatabaseSync) {
  return <Value>(work: () => Value): Value => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      db.exec('COMMIT');
      return value;
    } catch (cause) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw cause;
    }
  };
}

function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { enableForeignKeyConstraints: true });
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    // A checkpoint syncs twice more and holds everyone up: at 16 MiB of log, not at 4.
    db.exec('PRAGMA wal_autocheckpoint = 4000;');
    migrate(db, path);
    return db;
  } catch (cause) {
    db?.close();
    throw fileFailure(path, cause, 'store-damaged');
  }
}

/**
 * Opens the store in a folder, creating both where missing, and brings it to the newest version.
 * @throws JianzhengError `folder-unusable`, `file-unusable`, `store-damaged`, `store-version`, `storage-full`
 */
export function openStore(folder: string): Store {
  makeFolder(folder);
  const db = openDatabase(join(folder, 'store.sqlite'));
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const made = db.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  const commits = groupCommit(db);
  return {
    db,
    one: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    // Of its own each time: a statement that is being walked cannot be run again meanwhile.
    each: <Row>(sql: string, ...values: SQLInputValue[]) =>
      db.prepare(sql).iterate(...values) as IterableIterator<Row>,
    run(sql, ...values) {
      const { lastInsertRowid, changes } = prepared(sql).run(...values);
      return { lastId: Number(lastInsertRowid), changes: Number(changes) };
    },
    transaction: transactionOn(db),
    enqueue: commits.enqueue,
    drained: commits.drained,
    close() {
      db.close();
    },
  };
}
