import type { Notice } from '../../core/notices.ts';
import type { Store } from './store.ts';

/**
 * Notes what webhooks are to be told, inside the caller's transaction: the thing and its notice are durable together, or
 * neither is. A key that is known is passed over. Costs one read where there is no webhook.
 * @param notice with `block`: the number of the block that says it, where one does
 * @param now unix ms
 */
export function tell(store: Store, notice: Notice & { readonly block?: number }, now: number): void {
  const wanted = store
    .all<{ id: string; events: string; since: number }>(
      'SELECT id, events, since_block AS since FROM webhooks ORDER BY id',
    )
    .filter(({ events, since }) => {
      const names = JSON.parse(events) as string[];
      return (names.length === 0 || names.includes(notice.type)) && (notice.block ?? since + 1) > since;
    });
  if (wanted.length === 0) return;
  const { key, type, at, data } = notice;
  store.run(
    'INSERT INTO notices (key, type, at, told_at, data) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
    ...[key, type, at, now, JSON.stringify(data)],
  );
  for (const { id } of wanted) {
    store.run(
      `INSERT INTO webhook_deliveries (webhook, notice, next_at)
         SELECT ?, seq, ? FROM notices WHERE key = ? ON CONFLICT DO NOTHING`,
      ...[id, now, key],
    );
  }
}

/** Whether anybody wants to be told. */
export function anyWebhook(store: Store): boolean {
  return store.one('SELECT 1 FROM webhooks LIMIT 1') !== undefined;
}

/** Deliveries that are to be made yet. */
export function countWaiting(store: Store): number {
  const sql = `SELECT count(*) AS count FROM webhook_deliveries WHERE state = 'open'`;
  return store.one<{ count: number }>(sql)?.count ?? 0;
}

/** Drops what was noted before that time, delivered or not. Inside the caller's transaction. */
export function dropNotices(store: Store, before: number): void {
  store.run('DELETE FROM notices WHERE told_at < ?', before);
}

export type DeliveryState = 'open' | 'delivered' | 'given-up';
export type DeliveryRow = {
  readonly seq: number;
  readonly key: string;
  readonly type: string;
  readonly at: number;
  readonly data: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAt: number;
  readonly lastAt: number | null;
  readonly status: number | null;
  readonly error: string | null;
};

const DELIVERIES = `SELECT seq, key, type, at, data, state, attempts, next_at AS nextAt, last_at AS lastAt, status, error
  FROM webhook_deliveries JOIN notices ON notices.seq = webhook_deliveries.notice`;

/** Those whose time has come, the one that has waited longest first. */
export function dueDeliveries(store: Store, webhook: string, now: number, limit: number): DeliveryRow[] {
  return store.all<DeliveryRow>(
    `${DELIVERIES} WHERE webhook = ? AND state = 'open' AND next_at <= ? ORDER BY next_at, notice LIMIT ?`,
    ...[webhook, now, limit],
  );
}

/** Newest first. */
export function listDeliveries(store: Store, { webhook, state, below, limit }: DeliveryQuery): DeliveryRow[] {
  return store.all<DeliveryRow>(
    `${DELIVERIES} WHERE webhook = ? AND state = coalesce(?, state) AND notice < ? ORDER BY notice DESC LIMIT ?`,
    ...[webhook, state ?? null, below ?? Number.MAX_SAFE_INTEGER, limit],
  );
}
type DeliveryQuery = {
  readonly webhook: string;
  readonly state?: DeliveryState | undefined;
  readonly below?: number | undefined;
  readonly limit: number;
};

/** Notes what came of an attempt. Inside the caller's transaction. */
export function noteAttempt(
  store: Store,
  webhook: string,
  delivery: Pick<DeliveryRow, 'seq' | 'state' | 'attempts' | 'nextAt' | 'lastAt' | 'status' | 'error'>,
): void {
  const { seq, state, attempts, nextAt, lastAt, status, error } = delivery;
  store.run(
    `UPDATE webhook_deliveries SET state = ?, attempts = ?, next_at = ?, last_at = ?, status = ?, error = ?
       WHERE webhook = ? AND notice = ?`,
    ...[state, attempts, nextAt, lastAt, status, error, webhook, seq],
  );
}
