import type { Store } from './store.ts';

/** What other agencies answered when they were asked for the records of their batches. Times in unix ms. */

export type WithheldBatch = {
  readonly sequence: number;
  /** refused: an answer without the records; wrong: records that are not those of the anchored root. */
  readonly outcome: 'refused' | 'wrong';
  /** A code: of the other service's problem, or of what was wrong. */
  readonly reason: string;
  readonly since: number;
  readonly asked_at: number;
};

export type AskedPeer = {
  /** Each batch up to this one was asked for. */
  readonly asked_to: number;
  readonly answered_at: number | null;
  readonly unreachable_since: number | null;
  readonly reason: string | null;
};

const NEVER_ASKED: AskedPeer = { asked_to: 0, answered_at: null, unreachable_since: null, reason: null };

export function askedPeer(store: Store, agency: string): AskedPeer {
  return (
    store.one<AskedPeer>(
      'SELECT asked_to, answered_at, unreachable_since, reason FROM asked_peers WHERE agency = ?',
      agency,
    ) ?? NEVER_ASKED
  );
}

/** Batches that did not come, the lowest first. */
export function withheldBatches(store: Store, agency: string, limit: number): WithheldBatch[] {
  return store.all<WithheldBatch>(
    `SELECT sequence, outcome, reason, since, asked_at FROM withheld_batches WHERE agency = ?
       ORDER BY sequence LIMIT ?`,
    agency,
    limit,
  );
}

/** The batch that did not come and was asked for longest ago, if that is before a time. */
export function withheldBefore(store: Store, agency: string, before: number): number | undefined {
  return store.one<{ sequence: number }>(
    'SELECT sequence FROM withheld_batches WHERE agency = ? AND asked_at <= ? ORDER BY asked_at LIMIT 1',
    agency,
    before,
  )?.sequence;
}

export function isWithheld(store: Store, agency: string, sequence: number): boolean {
  return (
    store.one('SELECT 1 FROM withheld_batches WHERE agency = ? AND sequence = ?', agency, sequence) !==
    undefined
  );
}

/**
 * The lowest batch that may be called withheld: its records were wrong, or refused again this long after the first
 * time; and how many of them there are.
 */
export function withheldFor(
  store: Store,
  agency: string,
  ms: number,
): (WithheldBatch & { readonly batches: number }) | undefined {
  return store.one<WithheldBatch & { batches: number }>(
    `SELECT sequence, outcome, reason, since, asked_at, count(*) OVER () AS batches FROM withheld_batches
       WHERE agency = ? AND (outcome = 'wrong' OR asked_at - since >= ?) ORDER BY sequence LIMIT 1`,
    agency,
    ms,
  );
}

function noteAnswer(store: Store, agency: string, sequence: number, now: number): void {
  store.run(
    `INSERT INTO asked_peers (agency, asked_to, answered_at) VALUES (?, ?, ?) ON CONFLICT (agency) DO UPDATE
       SET asked_to = max(asked_to, excluded.asked_to), answered_at = excluded.answered_at,
         unreachable_since = NULL, reason = NULL`,
    agency,
    sequence,
    now,
  );
}

export function noteHandedOut(store: Store, agency: string, sequence: number, now: number): void {
  store.transaction(() => {
    noteAnswer(store, agency, sequence, now);
    store.run('DELETE FROM withheld_batches WHERE agency = ? AND sequence = ?', agency, sequence);
  });
}

export function noteWithheld(
  store: Store,
  agency: string,
  batch: Pick<WithheldBatch, 'sequence' | 'outcome' | 'reason'>,
  now: number,
): void {
  store.transaction(() => {
    noteAnswer(store, agency, batch.sequence, now);
    store.run(
      `INSERT INTO withheld_batches (agency, sequence, outcome, reason, since, asked_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (agency, sequence) DO UPDATE
         SET outcome = excluded.outcome, reason = excluded.reason, asked_at = excluded.asked_at`,
      agency,
      batch.sequence,
      batch.outcome,
      batch.reason,
      now,
      now,
    );
  });
}

/** No answer, which says nothing of any batch. */
export function noteUnreachable(store: Store, agency: string, reason: string, now: number): void {
  store.run(
    `INSERT INTO asked_peers (agency, asked_to, unreachable_since, reason) VALUES (?, 0, ?, ?)
       ON CONFLICT (agency) DO UPDATE
       SET unreachable_since = coalesce(unreachable_since, excluded.unreachable_since), reason = excluded.reason`,
    agency,
    now,
    reason,
  );
}
