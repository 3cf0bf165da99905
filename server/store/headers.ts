import type { Store } from './store.ts';

/** A header whose seals were checked. `hash` is 0x-hex, `rlp` the bytes with seals, `time` unix seconds. */
export type StoredHeader = { number: number; hash: string; rlp: Uint8Array; time: number };

/**
 * Whether this store knows blocks of its chain, or has sent it anything. Then that chain exists somewhere, and must
 * never be founded a second time: its validator's key would have sealed two histories.
 */
export function knowsChain(store: Store): boolean {
  return (
    store.one(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM headers) OR EXISTS (SELECT 1 FROM anchors)
         OR EXISTS (SELECT 1 FROM transactions WHERE sent_at IS NOT NULL)`,
    ) !== undefined
  );
}

/** The last verified header, or undefined before any is known. */
export function latestHeader(store: Store): StoredHeader | undefined {
  return store.one<StoredHeader>('SELECT number, hash, rlp, time FROM headers ORDER BY number DESC LIMIT 1');
}

/** The header of a number, or undefined. */
export function headerAt(store: Store, number: number): StoredHeader | undefined {
  return store.one<StoredHeader>('SELECT number, hash, rlp, time FROM headers WHERE number = ?', number);
}

/** Number and hash of those from `first` to `last`. */
export function headersBetween(
  store: Store,
  first: number,
  last: number,
): Pick<StoredHeader, 'number' | 'hash'>[] {
  return store.all('SELECT number, hash FROM headers WHERE number BETWEEN ? AND ?', first, last);
}

/**
 * Keeps a verified header. Older ones that no record names are dropped: with a block a second they would outgrow
 * everything else.
 */
export function keepHeader(store: Store, header: StoredHeader, now: number): void {
  store.run(
    'INSERT INTO headers (number, hash, rlp, time, stored_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING',
    header.number,
    header.hash,
    header.rlp,
    header.time,
    now,
  );
  store.run(
    `DELETE FROM headers WHERE number < ? AND number >= ? AND NOT EXISTS
       (SELECT 1 FROM records WHERE records.not_before = headers.number)`,
    header.number,
    header.number - 64,
  );
}
