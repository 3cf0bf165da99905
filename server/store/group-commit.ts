import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * Many submissions, one transaction: a commit with full sync costs the same for one row as for a thousand, so what
 * has queued up while the last commit ran shares the next. Jobs run one after the other, in the order they came in, so
 * a job that reads a case's head and adds to it needs no lock of its own.
 */

type Job = { run: () => unknown; resolve: (value: unknown) => void; reject: (cause: unknown) => void };

export type GroupCommit = {
  /** Runs `job` inside the next shared transaction; resolves when that is durable. A job that throws undoes only itself. */
  enqueue<Value>(job: () => Value): Promise<Value>;
  /** Resolves when everything that was enqueued is settled. */
  drained(): Promise<void>;
};

/** Most jobs in one transaction: bounds how long the others wait. */
const MAX_JOBS = 512;

type Statements = Readonly<Record<'begin' | 'commit' | 'save' | 'release' | 'undo', StatementSync>>;

function runJobs(db: DatabaseSync, sql: Statements, jobs: readonly Job[]): void {
  const done: { job: Job; value: unknown }[] = [];
  const failed: { job: Job; cause: unknown }[] = [];
  sql.begin.run();
  try {
    for (const job of jobs) {
      sql.save.run();
      try {
        done.push({ job, value: job.run() });
        sql.release.run();
      } catch (cause) {
        // A full disk may have rolled everything back already: then no savepoint is left, and all of them fail.
        if (!db.isTransaction) throw cause;
        sql.undo.run();
        sql.release.run();
        failed.push({ job, cause });
      }
    }
    sql.commit.run();
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK');
    for (const job of jobs) job.reject(cause);
    return;
  }
  // Only now is anything durable, so only now is anyone told.
  for (const { job, value } of done) job.resolve(value);
  for (const { job, cause } of failed) job.reject(cause);
}

/** A writer over an open database that nothing else begins transactions on while a job runs. */
export function groupCommit(db: DatabaseSync): GroupCommit {
  const sql: Statements = {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    save: db.prepare('SAVEPOINT job'),
    release: db.prepare('RELEASE job'),
    undo: db.prepare('ROLLBACK TO job'),
  };
  const queue: Job[] = [];
  const waiting: (() => void)[] = [];
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    const jobs = queue.splice(0, MAX_JOBS);
    try {
      runJobs(db, sql, jobs);
    } catch (cause) {
      for (const job of jobs) job.reject(cause);
    }
    if (queue.length > 0) schedule();
    else for (const resolve of waiting.splice(0)) resolve();
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    // After the poll phase: every request that has arrived by now is in the queue.
    setImmediate(flush);
  }

  return {
    enqueue<Value>(run: () => Value): Promise<Value> {
      return new Promise<Value>((resolve, reject) => {
        queue.push({ run, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      });
    },
    async drained() {
      if (queue.length > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
