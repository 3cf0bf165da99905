import type { Store } from './store.ts';

/** The first answer under a key of one actor. `fingerprint` is of the content, 64 hex digits. */
export type FirstAnswer = { fingerprint: string; status: number; response: string };

/** Long enough for any client that repeats, short enough to stay small. Keys are forgotten after it. */
const KEPT_MS = 14 * 24 * 3600 * 1000;

export function findAnswer(store: Store, actor: string, key: string): FirstAnswer | undefined {
  return store.one<FirstAnswer>(
    'SELECT fingerprint, status, response FROM idempotency WHERE actor = ? AND key = ?',
    actor,
    key,
  );
}

/**
 * To be called in the transaction that does what the answer says: after a crash both are there, or neither. Forgets what
 * is too old by the way.
 */
export function keepAnswer(store: Store, actor: string, key: string, answer: FirstAnswer, now: number): void {
  store.run('DELETE FROM idempotency WHERE created_at < ?', now - KEPT_MS);
  store.run(
    'INSERT INTO idempotency (actor, key, fingerprint, status, response, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    actor,
    key,
    answer.fingerprint,
    answer.status,
    answer.response,
    now,
  );
}
