import { fromHex, toHex } from '../../core/bytes.ts';
import { tree } from '../../core/merkle.ts';
import { faultPoint } from '../faults.ts';
import type { Store } from '../store/store.ts';

/**
 * Batches: which records stand under one root, in which order. A batch is made of the records that wait, in the order
 * of their arrival, so whoever has the records can find a batch's root again.
 */
export type Batch = {
  /** The agency's number in the ledger, from 1. */
  readonly sequence: number;
  /** 64 hex digits. */
  readonly root: string;
  readonly size: number;
};

/** The batch that has no proved anchor yet. There is one at most: the next is cut when it is anchored. */
export function openBatch(store: Store): Batch | undefined {
  return store.one<Batch>(
    `SELECT sequence, root, size FROM batches WHERE state <> 'anchored' AND state = 'open' ORDER BY sequence LIMIT 1`,
  );
}

/** The highest sequence that the store knows, foreign ones counted; 0 before the first. */
export function lastSequence(store: Store): number {
  return store.one<{ last: number | null }>('SELECT MAX(sequence) AS last FROM batches')?.last ?? 0;
}

export type Waiting = { readonly seq: number; readonly id: string };

/** The first records that are in no batch, in their order. */
export function waitingRecords(store: Store, limit: number): Waiting[] {
  return store.all<Waiting>('SELECT seq, id FROM records WHERE batch IS NULL ORDER BY seq LIMIT ?', limit);
}

/** The root over records in this order, 64 hex digits. */
export function rootOfRecords(records: readonly Waiting[]): string {
  return toHex(tree(records.map(({ id }) => fromHex(id))).root);
}

/** Puts records into a batch, inside the caller's transaction. */
export function insertBatch(
  store: Store,
  batch: Batch & { state: 'open' | 'anchored' },
  records: readonly Waiting[],
  now: number,
): void {
  const { sequence, root, size, state } = batch;
  store.run(
    'INSERT INTO batches (sequence, root, size, created_at, state) VALUES (?, ?, ?, ?, ?)',
    sequence,
    root,
    size,
    now,
    state,
  );
  for (const [index, { seq }] of records.entries()) {
    store.run('UPDATE records SET batch = ?, leaf_index = ? WHERE seq = ?', sequence, index, seq);
  }
}

export type CutRule = {
  /** Records in a batch, at most. */
  readonly maxSize: number;
  /** A batch is cut when its oldest record has waited this long. */
  readonly maxAgeMs: number;
};

function isDue(store: Store, rule: CutRule, now: number): boolean {
  const oldest = store.one<{ at: number }>(
    'SELECT received_at AS at FROM records WHERE batch IS NULL ORDER BY seq LIMIT 1',
  );
  if (!oldest) return false;
  // A clock that was set back must not keep a record waiting.
  if (now - oldest.at >= rule.maxAgeMs || now < oldest.at) return true;
  const full = store.one(
    'SELECT 1 FROM records WHERE batch IS NULL ORDER BY seq LIMIT 1 OFFSET ?',
    rule.maxSize - 1,
  );
  return full !== undefined;
}

/**
 * Cuts a batch when it is full or old enough. Durable on return: sequence, order and root together, or nothing.
 * Only to be called while no batch is open, or two batches would wait for one sequence.
 */
export function cutBatch(store: Store, rule: CutRule, now: number): Batch | undefined {
  if (!isDue(store, rule, now)) return undefined;
  return store.transaction(() => {
    const records = waitingRecords(store, rule.maxSize);
    const batch = { sequence: lastSequence(store) + 1, root: rootOfRecords(records), size: records.length };
    insertBatch(store, { ...batch, state: 'open' }, records, now);
    faultPoint('batch-uncommitted');
    return batch;
  });
}

export type Queue = {
  /** Records in no batch. */
  readonly received: number;
  /** Records in a batch without a proved anchor. */
  readonly batched: number;
  /** How long the oldest of both has waited, ms; null where none waits. */
  readonly oldestMs: number | null;
};

/** What waits, for the status page. */
export function queueState(store: Store, now: number): Queue {
  const received = store.one<{ n: number }>('SELECT COUNT(*) AS n FROM records WHERE batch IS NULL')?.n ?? 0;
  const batch = openBatch(store);
  const oldest = store.one<{ at: number }>(
    batch
      ? 'SELECT received_at AS at FROM records WHERE batch = ? ORDER BY leaf_index LIMIT 1'
      : 'SELECT received_at AS at FROM records WHERE batch IS NULL ORDER BY seq LIMIT 1',
    ...(batch ? [batch.sequence] : []),
  );
  return { received, batched: batch?.size ?? 0, oldestMs: oldest ? Math.max(0, now - oldest.at) : null };
}
