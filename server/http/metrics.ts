import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { followedTo } from '../store/chain-view.ts';
import { countWaiting } from '../store/outbox.ts';
import type { Services } from './services.ts';

/** What the service counts, in Prometheus' text form. Routes and codes only: no names, no IDs. */
export type Metrics = {
  readonly contentType: string;
  /** All of them as they are now. */
  text(): Promise<string>;
  readonly records: Counter;
  readonly uploadBytes: Counter;
  readonly verifications: Counter<'verdict'>;
  observeRequest(route: string, status: number, ms: number): void;
};

/** One registry for each service: several run in one process in tests. */
export function createMetrics(services: Services): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'jianzheng_http_request_seconds',
    help: 'Duration of requests',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
    registers,
  });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `jianzheng_${name}`, help, labelNames, registers });
  const queue = gauge('records_waiting', 'Records without a proved anchor, by state', ['state']);
  const oldest = gauge('oldest_waiting_seconds', 'How long the oldest record without an anchor has waited');
  const head = gauge('chain_head', 'Number of the last verified block');
  const reachable = gauge('chain_reachable', 'Whether the chain answers');
  const free = gauge('disk_free_bytes', 'Free bytes where the service keeps its files');
  const followed = new Gauge({
    name: 'jianzheng_chain_followed',
    help: 'Number of the block up to which the chain was followed',
    registers,
    collect() {
      followed.set(followedTo(services.store)?.number ?? 0);
      following.set(services.followTrouble() === undefined ? 1 : 0);
    },
  });
  const following = gauge('chain_following', 'Whether following the chain goes on');
  const alerts = gauge('alerts', 'Open alerts, by code', ['code']);
  const anchors = new Gauge({
    name: 'jianzheng_anchors',
    help: 'Batches with a proved anchor',
    registers,
    collect() {
      anchors.set(services.store.one<{ count: number }>('SELECT count(*) AS count FROM anchors')?.count ?? 0);
    },
  });
  const notices = new Gauge({
    name: 'jianzheng_webhook_notices_waiting',
    help: 'Notices that no webhook has taken yet, those of paused ones included',
    registers,
    collect() {
      notices.set(countWaiting(services.store));
    },
  });
  async function text(): Promise<string> {
    const { queue: now, chain, disk, alerts: open = [] } = await services.status();
    queue.set({ state: 'received' }, now.received);
    queue.set({ state: 'batched' }, now.batched);
    oldest.set((now.oldestMs ?? 0) / 1000);
    head.set(chain.head ?? 0);
    reachable.set(chain.reachable ? 1 : 0);
    free.set(disk.freeBytes);
    alerts.reset();
    for (const { code } of open) alerts.inc({ code });
    return registry.metrics();
  }
  return {
    contentType: registry.contentType,
    text,
    records: new Counter({ name: 'jianzheng_records_total', help: 'Records made', registers }),
    uploadBytes: new Counter({
      name: 'jianzheng_upload_bytes_total',
      help: 'Bytes of files received',
      registers,
    }),
    verifications: new Counter({
      name: 'jianzheng_verifications_total',
      help: 'Verifications by verdict',
      labelNames: ['verdict'],
      registers,
    }),
    observeRequest(route, status, ms) {
      requests.observe({ route, status: String(status) }, ms / 1000);
    },
  };
}
