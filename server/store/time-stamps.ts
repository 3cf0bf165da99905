import type { Store } from './store.ts';

/** The time stamps of our own batches. Times in unix ms. */

/** A batch that a token is wanted for: its first, or a renewal of the last. */
export type Unstamped = {
  readonly sequence: number;
  /** 64 hex digits. */
  readonly root: string;
  readonly tokens: readonly Uint8Array[];
  /** End of the certificate of the last token; null without any. */
  readonly until: number | null;
};

/** In their order; empty where there is none. */
export function tokensOfBatch(store: Store, sequence: number): Uint8Array[] {
  return store
    .all<{ token: Uint8Array }>('SELECT token FROM time_stamps WHERE sequence = ? ORDER BY place', sequence)
    .map(({ token }) => token);
}

export function countTokens(store: Store, sequence: number): number {
  return (
    store.one<{ count: number }>('SELECT count(*) AS count FROM time_stamps WHERE sequence = ?', sequence)
      ?.count ?? 0
  );
}

/** How many anchored batches have no token. */
export function countUnstamped(store: Store): number {
  const row = store.one<{ count: number }>(
    `SELECT (SELECT count(*) FROM anchors) - (SELECT count(*) FROM time_stamps WHERE place = 0) AS count`,
  );
  return row?.count ?? 0;
}

/** The first anchored batch after another that has no token. */
export function firstUnstamped(store: Store, after: number): Unstamped | undefined {
  const row = store.one<{ sequence: number; root: string }>(
    `SELECT sequence, (SELECT root FROM batches WHERE batches.sequence = anchors.sequence) AS root
       FROM anchors WHERE sequence > ? AND NOT EXISTS
         (SELECT 1 FROM time_stamps WHERE time_stamps.sequence = anchors.sequence)
       ORDER BY sequence LIMIT 1`,
    after,
  );
  return row && { ...row, tokens: [], until: null };
}

/** The last anchored batch; 0 before the first. */
export function lastAnchored(store: Store): number {
  return store.one<{ last: number | null }>('SELECT max(sequence) AS last FROM anchors')?.last ?? 0;
}

/**
 * The next batch, by sequence, whose last token's certificate ends in a span of time, and that has fewer tokens than
 * may be kept.
 */
export function nextEnding(
  store: Store,
  { after, from, to, most }: { after: number; from: number; to: number; most: number },
): Unstamped | undefined {
  const row = store.one<{ sequence: number; root: string; until: number }>(
    `SELECT last.sequence, batches.root, last.until FROM time_stamps AS last
       JOIN batches ON batches.sequence = last.sequence
       WHERE last.sequence > ? AND last.until >= ? AND last.until < ? AND last.place < ? AND NOT EXISTS
         (SELECT 1 FROM time_stamps AS next WHERE next.sequence = last.sequence AND next.place > last.place)
       ORDER BY last.sequence LIMIT 1`,
    after,
    from,
    to,
    most - 1,
  );
  return row && { ...row, tokens: tokensOfBatch(store, row.sequence) };
}

export function keepTimeStamp(
  store: Store,
  stamp: { sequence: number; place: number; token: Uint8Array; until: number },
  now: number,
): void {
  store.run(
    'INSERT INTO time_stamps (sequence, place, token, until, stored_at) VALUES (?, ?, ?, ?, ?)',
    stamp.sequence,
    stamp.place,
    stamp.token,
    stamp.until,
    now,
  );
}
