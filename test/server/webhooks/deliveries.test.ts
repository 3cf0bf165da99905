import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endAlerts, openAlerts, raiseAlert } from '../../../server/store/alerts.ts';
import { listDeliveries, tell } from '../../../server/store/outbox.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import { findWebhook, listWebhooks, removeWebhook, resumeWebhook } from '../../../server/store/webhooks.ts';
import { waits } from '../../../server/waits.ts';
import { keepDelivering } from '../../../server/webhooks/deliveries.ts';
import { secretText } from '../../../server/webhooks/signature.ts';
import { openWebhooks, type Webhooks } from '../../../server/webhooks/webhooks.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';

/** Real receivers on loopback; only the clock is ours, so that days pass in a moment. */

const HOUR_MS = 3600_000;
let folder: string;
let store: Store;
let receiver: Receiver;
/** Added to the clock. */
let later = 0;
let running: { stop(): Promise<void>; wake(): void } | undefined;
let hooks: Webhooks;
const log = { info() {}, warn() {}, error() {} };
const now = () => Date.now() + later;

function start(): void {
  const stopped = new AbortController();
  // Receivers hold the time of a delivery against theirs, which is the machine's.
  hooks = openWebhooks({
    store,
    agency: 'grid',
    networks: ['loopback'],
    now: Date.now,
    stopped: stopped.signal,
  });
  const { pause, wake } = waits(stopped.signal);
  const ended = keepDelivering({
    ...{ store, webhooks: hooks, agency: 'grid', nearSeconds: 86_400, log, now },
    ...{ pause, wake, stopped: stopped.signal },
  });
  running = {
    wake,
    async stop() {
      running = undefined;
      stopped.abort();
      await ended;
    },
  };
}

beforeEach(async () => {
  later = 0;
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-webhooks-'));
  store = openStore(folder);
  receiver = await startReceiver();
  start();
});
afterEach(async () => {
  await running?.stop();
  await store.drained();
  store.close();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

function add(url = receiver.url): string {
  const { id, secret } = hooks.add(url, []);
  receiver.secret = secretText(secret);
  return id;
}
const note = (key: string) =>
  store.transaction(() =>
    tell(store, { key, type: 'opinion.given', at: 1_790_000_000_000, data: { key } }, now()),
  );
const deliveries = (webhook: string) => listDeliveries(store, { webhook, limit: 100 }).reverse();
const settled = (webhook: string, count: number, state = 'delivered') =>
  until(`${count} ${state}`, async () => {
    const found = deliveries(webhook).filter((delivery) => delivery.state === state);
    return found.length === count && found;
  });
const pass = (ms: number) => {
  later += ms;
  running?.wake();
};

test('each notice comes once, signed, with an ID of its own; the same thing noted again is not told again', async () => {
  const id = add();
  for (const key of ['a', 'b', 'c', 'a']) note(key);
  await settled(id, 3);
  expect(receiver.received.map(({ body }) => body.data.key).sort()).toEqual(['a', 'b', 'c']);
  expect(receiver.received[0]?.body).toEqual({
    ...{ type: 'opinion.given', timestamp: '2026-09-21T14:13:20.000Z', agency: 'grid' },
    data: { key: expect.any(String) },
  });
  expect(new Set(receiver.received.map((each) => each.id)).size).toBe(3);
  expect(receiver.forged).toEqual([]);
});

test('nothing is noted where nobody wants it, nor for whoever does not want it', async () => {
  note('early');
  expect(store.one('SELECT 1 FROM notices')).toBeUndefined();
  hooks.add(receiver.url, ['alert.raised']);
  note('other');
  expect(store.one('SELECT 1 FROM notices')).toBeUndefined();
});

test('what a transaction does not keep is not told', () => {
  add();
  expect(() =>
    store.transaction(() => {
      tell(store, { key: 'lost', type: 'opinion.given', at: 1, data: {} }, now());
      throw new Error('undone');
    }),
  ).toThrow('undone');
  expect(store.one('SELECT 1 FROM notices')).toBeUndefined();
});

test('what is in blocks before a webhook was added is not told', () => {
  store.run(`INSERT INTO headers (number, hash, rlp, time, stored_at) VALUES (7, '0x', x'00', 1, 1)`);
  const id = add();
  const said = (block: number) =>
    store.transaction(() =>
      tell(store, { key: `in ${block}`, type: 'opinion.given', at: 1, data: {}, block }, now()),
    );
  said(7);
  said(8);
  expect(deliveries(id).map(({ key }) => key)).toEqual(['in 8']);
});

test.each([
  ['an error', 500, 'refused'],
  ['a redirect', 302, 'redirected'],
] as const)(
  '%s is tried again later under the same ID, and no redirect is followed',
  async (_name, status, error) => {
    const elsewhere = await startReceiver();
    receiver.answer = (response) => response.writeHead(status, { location: elsewhere.url }).end();
    const id = add();
    note('a');
    const [failed] = await until(
      'an attempt',
      async () => deliveries(id).filter(({ attempts }) => attempts === 1).length === 1 && deliveries(id),
    );
    expect(failed).toMatchObject({ state: 'open', status, error });
    expect(failed!.nextAt - failed!.lastAt!).toBeGreaterThanOrEqual(3_750);
    expect(failed!.nextAt - failed!.lastAt!).toBeLessThanOrEqual(6_250);
    receiver.answer = (response) => response.writeHead(200).end('thanks');
    pass(10_000);
    await settled(id, 1);
    expect(receiver.received.map((each) => each.id)).toEqual([
      receiver.received[0]!.id,
      receiver.received[0]!.id,
    ]);
    expect(elsewhere.received).toEqual([]);
    expect(findWebhook(store, id)).toMatchObject({ failures: 0, failingSince: null });
    await elsewhere.close();
  },
);

test('a busy receiver is left alone for as long as it asks, and no longer than six hours', async () => {
  for (const [asked, least, most] of [
    ['600', 600_000, 601_000],
    ['9999999', 6 * HOUR_MS, 6 * HOUR_MS + 1000],
    ['soon', 3_750, 6_250],
  ] as const) {
    receiver.answer = (response) => response.writeHead(503, { 'retry-after': asked }).end();
    const id = add();
    note(`busy ${asked}`);
    const [tried] = await until('an attempt', async () => {
      const found = deliveries(id);
      return found[0]?.attempts === 1 && found;
    });
    for (const nextAt of [tried!.nextAt, findWebhook(store, id)!.nextAt]) {
      expect(nextAt - tried!.lastAt!, asked).toBeGreaterThanOrEqual(least);
      expect(nextAt - tried!.lastAt!, asked).toBeLessThanOrEqual(most);
    }
    store.transaction(() => removeWebhook(store, id, now()));
  }
});

test('a huge answer is not read to its end, and counts by its status', async () => {
  let sent = 0;
  let closed = false;
  receiver.answer = (response) => {
    response.on('close', () => {
      closed = true;
    });
    response.writeHead(200);
    const more = () => {
      while (!closed && response.write(Buffer.alloc(65_536))) sent += 65_536;
    };
    response.on('drain', more);
    more();
  };
  const id = add();
  note('a');
  await settled(id, 1);
  await until('its end', async () => closed);
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('an answer that does not come is waited for while others are told, and a stop does not count against it', async () => {
  const silent = await startReceiver();
  silent.answer = () => undefined;
  const slow = add(silent.url);
  const id = add();
  note('a');
  await settled(id, 1);
  await silent.next('opinion.given');
  await running?.stop();
  expect(deliveries(slow)).toMatchObject([{ state: 'open', attempts: 0 }]);
  silent.answer = (response) => response.writeHead(204).end();
  start();
  await settled(slow, 1);
  expect(new Set(silent.received.map((each) => each.id)).size).toBe(1);
  await silent.close();
});

test('a notice that is refused again and again does not hold up the others', async () => {
  receiver.answer = (response) => {
    const bad = receiver.received.at(-1)?.body.data.key === 'bad';
    response.writeHead(bad ? 400 : 204).end();
  };
  const id = add();
  note('bad');
  for (let n = 0; n < 20; n++) note(`good ${n}`);
  for (let n = 0; n < 6 && deliveries(id).filter(({ state }) => state === 'delivered').length < 20; n++) {
    pass(6_500);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await until('the others', async () => {
    pass(1_000);
    return deliveries(id).filter(({ state }) => state === 'delivered').length === 20;
  });
});

test('a receiver that takes nothing for days is paused with an alert, keeps what it missed, and gets it when resumed', async () => {
  receiver.answer = (response) => response.writeHead(503).end();
  const id = add();
  for (let n = 0; n < 30; n++) note(`${n}`);
  await until('the pause', async () => {
    // At most one attempt in a while, however many wait.
    const before = receiver.received.length;
    pass(2 * HOUR_MS);
    await until(
      'an attempt',
      async () => receiver.received.length > before || findWebhook(store, id)?.pausedAt != null,
    );
    return findWebhook(store, id)?.pausedAt != null;
  });
  expect(openAlerts(store)).toMatchObject([
    { code: 'webhook-paused', subject: id, details: { status: 503, error: 'refused' } },
  ]);
  expect(receiver.received.length).toBeLessThan(60);
  expect(
    deliveries(id).filter(({ state }) => state === 'open' || state === 'given-up').length,
  ).toBeGreaterThanOrEqual(30);
  const asked = receiver.received.length;
  note('while paused');
  pass(24 * HOUR_MS);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(receiver.received.length).toBe(asked);

  receiver.answer = (response) => response.writeHead(204).end();
  store.transaction(() => resumeWebhook(store, id, now()));
  running?.wake();
  await until('all of it', async () => deliveries(id).every(({ state }) => state === 'delivered'));
  const told = new Set(receiver.received.slice(asked).map(({ body }) => body.data.key ?? body.data.code));
  expect(told).toEqual(
    new Set([...Array.from({ length: 30 }, (_, n) => `${n}`), 'while paused', 'webhook-paused']),
  );
  expect(openAlerts(store)).toEqual([]);
});

test('an address that says it is gone is paused at once', async () => {
  receiver.answer = (response) => response.writeHead(410).end();
  const id = add();
  note('a');
  await until('the pause', async () => findWebhook(store, id)?.pausedAt != null);
  expect(openAlerts(store)).toMatchObject([{ code: 'webhook-paused', subject: id }]);
});

test('a removed webhook is told nothing more, with its alert ended', async () => {
  receiver.answer = (response) => response.writeHead(410).end();
  const id = add();
  note('a');
  await until('the pause', async () => findWebhook(store, id)?.pausedAt != null);
  expect(store.transaction(() => removeWebhook(store, id, now()))).toBe(true);
  expect([listWebhooks(store), openAlerts(store)]).toEqual([[], []]);
  expect(store.one('SELECT 1 FROM webhook_deliveries')).toBeUndefined();
});

test('what is a month old is dropped, delivered or not', async () => {
  const id = add();
  note('a');
  await settled(id, 1);
  pass(31 * 24 * HOUR_MS);
  await until('the drop', async () => deliveries(id).length === 0);
  expect(store.one('SELECT 1 FROM notices')).toBeUndefined();
});

test('an alert is told once while it is open, by its code alone', async () => {
  add();
  const alert = { code: 'node-behind', subject: 'http://user:password@node', details: { url: 'x' } } as const;
  raiseAlert(store, alert, now());
  raiseAlert(store, alert, now());
  endAlerts(store, ['node-behind'], now());
  raiseAlert(store, alert, now() + 1000);
  await until('both', async () => receiver.received.length === 2);
  expect(receiver.received.map(({ body }) => [body.type, body.data])).toEqual(
    Array.from({ length: 2 }, () => ['alert.raised', { code: 'node-behind' }]),
  );
});
