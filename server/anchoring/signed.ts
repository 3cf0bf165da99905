import type { Store } from '../store/store.ts';

/**
 * Signed transactions. A row is written before its transaction is sent, and never changed but for the time of sending:
 * what was signed may be in someone's hands for ever.
 */
export type Signed = {
  readonly hash: string;
  readonly sequence: number;
  readonly key: string;
  readonly nonce: number;
  readonly raw: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
};

const COLUMNS = 'hash, sequence, key, nonce, raw, created_at AS createdAt';

/** Of this key for this sequence, the newest nonce first. */
export function signedFor(store: Store, sequence: number, key: string): Signed[] {
  return store.all<Signed>(
    `SELECT ${COLUMNS} FROM transactions WHERE sequence = ? AND key = ? ORDER BY nonce DESC`,
    sequence,
    key,
  );
}

/** What this key has signed with this nonce, for whichever sequence. */
export function signedWith(store: Store, key: string, nonce: number): Signed | undefined {
  return store.one<Signed>(`SELECT ${COLUMNS} FROM transactions WHERE key = ? AND nonce = ?`, key, nonce);
}

/** Durable on return. A second transaction with the same key and nonce is refused by the table. */
export function keepSigned(store: Store, { hash, sequence, key, nonce, raw, createdAt }: Signed): void {
  store.transaction(() =>
    store.run(
      'INSERT INTO transactions (hash, sequence, key, nonce, raw, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      hash,
      sequence,
      key,
      nonce,
      raw,
      createdAt,
    ),
  );
}

/** Notes when it was first sent. */
export function markSent(store: Store, hash: string, now: number): void {
  store.run('UPDATE transactions SET sent_at = ? WHERE hash = ? AND sent_at IS NULL', now, hash);
}
