import type { Store } from './store.ts';

/** Who did what, and who looked at what. Rows are only ever added. */

export type AccessRow = {
  readonly seq: number;
  /** Unix ms. */
  readonly at: number;
  /** `account:ID`, `token:ID`, `session:...`, `local:NAME`, `service`, or `anonymous`. */
  readonly actor: string;
  /** One of ACTIONS in server/access-log/actions.ts. */
  readonly action: string;
  /** What it was done to, such as a record ID. */
  readonly subject: string | null;
};

/** A part of the log that has become a record. */
export type AccessDay = {
  /** The UTC day that was over, `2026-01-31`. */
  readonly through: string;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly sha256: string;
  readonly record: string;
};

const COLUMNS = 'seq, at, actor, action, subject';

/** Adds an entry, inside the caller's transaction or in one of its own. */
export function insertAccess(
  store: Store,
  at: number,
  actor: string,
  action: string,
  subject: string | null = null,
): void {
  store.run(
    'INSERT INTO access_log (at, actor, action, subject) VALUES (?, ?, ?, ?)',
    at,
    actor,
    action,
    subject,
  );
}

/** The rows of a span, one by one: a day may hold more than fits into memory. */
export function accessBetween(store: Store, first: number, last: number): IterableIterator<AccessRow> {
  return store.each<AccessRow>(
    `SELECT ${COLUMNS} FROM access_log WHERE seq BETWEEN ? AND ? ORDER BY seq`,
    first,
    last,
  );
}

export type AccessQuery = {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly beforeSeq?: number | undefined;
  readonly limit: number;
};

/** Newest first, with the record that holds the entry's day once there is one. */
export function listAccess(
  store: Store,
  { actor, action, subject, beforeSeq, limit }: AccessQuery,
): (AccessRow & { record: string | null })[] {
  const wanted = { actor, action, subject };
  const conditions = Object.entries(wanted).filter(([, value]) => value !== undefined) as [string, string][];
  const where = [
    ...conditions.map(([name]) => `${name} = ?`),
    ...(beforeSeq === undefined ? [] : ['seq < ?']),
  ];
  return store.all(
    `SELECT ${COLUMNS}, (SELECT record FROM access_days WHERE last_seq >= seq ORDER BY last_seq LIMIT 1) AS record
     FROM access_log ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY seq DESC LIMIT ?`,
    ...conditions.map(([, value]) => value),
    ...(beforeSeq === undefined ? [] : [beforeSeq]),
    limit,
  );
}

export function lastAccessDay(store: Store): AccessDay | undefined {
  return store.one<AccessDay>('SELECT * FROM access_days ORDER BY last_seq DESC LIMIT 1');
}

export function insertAccessDay(store: Store, day: AccessDay): void {
  const { through, first_seq, last_seq, sha256, record } = day;
  store.run(
    'INSERT INTO access_days (through, first_seq, last_seq, sha256, record) VALUES (?, ?, ?, ?, ?)',
    through,
    first_seq,
    last_seq,
    sha256,
    record,
  );
}

/** The span of rows that no day holds yet and that came before `end` (unix ms). A clock that was set back leaves no gap. */
export function openSpan(
  store: Store,
  end: number,
): { first: number; last: number; lastAt: number } | undefined {
  const before = lastAccessDay(store)?.last_seq ?? 0;
  const last = store.one<{ seq: number; at: number }>(
    'SELECT seq, at FROM access_log WHERE seq > ? AND at < ? ORDER BY seq DESC LIMIT 1',
    before,
    end,
  );
  return last && { first: before + 1, last: last.seq, lastAt: last.at };
}
