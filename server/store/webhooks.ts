import type { NoticeType } from '../../core/notices.ts';
import { endAlerts } from './alerts.ts';
import { followedTo } from './chain-view.ts';
import { latestHeader } from './headers.ts';
import type { Store } from './store.ts';

/** Addresses that are told, and how each fares. */
export type WebhookRow = {
  readonly id: string;
  readonly url: string;
  /** Empty: all. */
  readonly events: readonly NoticeType[];
  readonly secret: Uint8Array;
  /** The one before it, with which deliveries are signed as well until `oldUntil`, unix ms. */
  readonly oldSecret: Uint8Array | null;
  readonly oldUntil: number;
  readonly createdAt: number;
  /** In a row. */
  readonly failures: number;
  readonly failingSince: number | null;
  readonly nextAt: number;
  readonly pausedAt: number | null;
  /** Deliveries that wait. */
  readonly waiting: number;
};

const SELECT = `SELECT id, url, events, secret, old_secret AS oldSecret, old_until AS oldUntil, created_at AS createdAt, failures, failing_since AS failingSince,
  next_at AS nextAt, paused_at AS pausedAt,
  (SELECT count(*) FROM webhook_deliveries WHERE webhook = webhooks.id AND state = 'open') AS waiting FROM webhooks`;
type Raw = Omit<WebhookRow, 'events'> & { events: string };
const opened = (raw: Raw): WebhookRow => ({ ...raw, events: JSON.parse(raw.events) as NoticeType[] });

/** In the order in which they were added. */
export function listWebhooks(store: Store): WebhookRow[] {
  return store.all<Raw>(`${SELECT} ORDER BY created_at, id`).map(opened);
}

export function findWebhook(store: Store, id: string): WebhookRow | undefined {
  const raw = store.one<Raw>(`${SELECT} WHERE id = ?`, id);
  return raw && opened(raw);
}

/** Those to which something may be sent now. */
export function readyWebhooks(store: Store, now: number): WebhookRow[] {
  return store.all<Raw>(`${SELECT} WHERE paused_at IS NULL AND next_at <= ? ORDER BY id`, now).map(opened);
}

/** What is in blocks that are known now is not told. Inside the caller's transaction. */
export function insertWebhook(
  store: Store,
  { id, url, events, secret, createdAt }: Pick<WebhookRow, 'id' | 'url' | 'events' | 'secret' | 'createdAt'>,
): void {
  const since = Math.max(followedTo(store)?.number ?? 0, latestHeader(store)?.number ?? 0);
  store.run(
    'INSERT INTO webhooks (id, url, events, secret, since_block, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    ...[id, url, JSON.stringify(events), secret, since, createdAt],
  );
}

/**
 * Gives it another secret; the one that it had stays good until `oldUntil`, and any before that ends. Inside the
 * caller's transaction. @returns whether there is such a webhook
 */
export function replaceSecret(store: Store, id: string, secret: Uint8Array, oldUntil: number): boolean {
  const { changes } = store.run(
    'UPDATE webhooks SET old_secret = secret, old_until = ?, secret = ? WHERE id = ?',
    ...[oldUntil, secret, id],
  );
  return changes > 0;
}

/** With all that waits for it. Inside the caller's transaction. @returns whether there was one */
export function removeWebhook(store: Store, id: string, now: number): boolean {
  endAlerts(store, ['webhook-paused'], now, id);
  return store.run('DELETE FROM webhooks WHERE id = ?', id).changes > 0;
}

/** Takes up a paused one: what it has not got is due at once, what was given up included. Inside the caller's transaction. */
export function resumeWebhook(store: Store, id: string, now: number): boolean {
  endAlerts(store, ['webhook-paused'], now, id);
  store.run(
    `UPDATE webhook_deliveries SET state = 'open', attempts = 0, next_at = ? WHERE webhook = ? AND state <> 'delivered'`,
    ...[now, id],
  );
  const { changes } = store.run(
    'UPDATE webhooks SET failures = 0, failing_since = NULL, next_at = 0, paused_at = NULL WHERE id = ?',
    id,
  );
  return changes > 0;
}

/** Notes how it fares. Inside the caller's transaction. */
export function noteHealth(
  store: Store,
  id: string,
  {
    failures,
    failingSince,
    nextAt,
    pausedAt,
  }: Pick<WebhookRow, 'failures' | 'failingSince' | 'nextAt' | 'pausedAt'>,
): void {
  store.run(
    'UPDATE webhooks SET failures = ?, failing_since = ?, next_at = ?, paused_at = ? WHERE id = ?',
    ...[failures, failingSince, nextAt, pausedAt, id],
  );
}
