import { afterAll, beforeAll, expect, test } from 'vitest';
import { tell } from '../../../server/store/outbox.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
let receiver: Receiver;
beforeAll(async () => {
  [service, receiver] = await Promise.all([smallService(), startReceiver()]);
});
afterAll(async () => {
  await service.close();
  await receiver.close();
});

type Answer = Record<string, unknown> & { id: string; secret: string };
async function call(method: string, path: string, body?: object) {
  const response = await service.ask(`/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${service.token('operator')}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, answer: (text === '' ? {} : JSON.parse(text)) as Answer };
}
const listed = async () => (await call('GET', 'webhooks')).answer.items as Answer[];

test('a webhook is added with a secret that is shown once, tried, and removed', async () => {
  const { status, answer } = await call('POST', 'webhooks', { url: receiver.url, events: ['opinion.given'] });
  expect(status).toBe(201);
  expect(answer).toMatchObject({ url: receiver.url, events: ['opinion.given'], paused: null, waiting: 0 });
  expect(Buffer.from(answer.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  const { secret, ...shown } = answer;
  expect(await listed()).toEqual([shown]);
  expect(service.log.join('')).not.toContain(secret);

  receiver.secret = secret;
  const tried = await call('POST', `webhooks/${answer.id}/test`);
  expect(tried.answer).toEqual({ delivered: true, status: 204, error: null });
  expect(receiver.received[0]?.body).toMatchObject({ type: 'webhook.test', agency: 'grid', data: {} });
  receiver.answer = (response) => response.writeHead(404).end();
  const refused = await call('POST', `webhooks/${answer.id}/test`);
  expect(refused.answer).toEqual({ delivered: false, status: 404, error: 'refused' });
  expect(receiver.forged).toEqual([]);
  expect(receiver.misshapen).toEqual([]);

  expect((await call('DELETE', `webhooks/${answer.id}`)).status).toBe(204);
  expect(await listed()).toEqual([]);
});

test('another secret signs beside the old one for a while, or at once in its stead', async () => {
  const { answer } = await call('POST', 'webhooks', { url: receiver.url });
  const path = `webhooks/${answer.id}/secret`;
  receiver.answer = (response) => response.writeHead(204).end();
  const tryWith = async (secret: string) => {
    receiver.secret = secret;
    const before = receiver.forged.length;
    await call('POST', `webhooks/${answer.id}/test`);
    return receiver.forged.length === before;
  };
  const second = await call('POST', path, {});
  expect(second.status).toBe(200);
  const until = Date.parse(String(second.answer.oldSecretUntil)) - Date.now();
  expect(until / 3600_000).toBeCloseTo(24, 1);
  expect(await tryWith(second.answer.secret)).toBe(true);
  expect(await tryWith(answer.secret)).toBe(true);
  const [shown] = await listed();
  expect(shown).toMatchObject({ id: answer.id, oldSecretUntil: second.answer.oldSecretUntil });
  expect(JSON.stringify(shown)).not.toContain('whsec_');

  // Leaked: neither it nor the one before is good for anything.
  const third = await call('POST', path, { overlapHours: 0 });
  expect(third.answer.oldSecretUntil).toBeNull();
  expect(await tryWith(third.answer.secret)).toBe(true);
  expect(await tryWith(second.answer.secret)).toBe(false);
  expect(await tryWith(answer.secret)).toBe(false);
  expect(service.log.join('')).not.toContain(third.answer.secret);
  for (const body of [
    { overlapHours: -1 },
    { overlapHours: 169 },
    { overlapHours: 1.5 },
    { secret: 'own' },
  ]) {
    expect((await call('POST', path, body)).answer.code).toBe('request-invalid');
  }
  expect((await call('POST', 'webhooks/none/secret', {})).answer.code).toBe('webhook-not-found');
  receiver.secret = undefined;
  receiver.forged.length = 0;
  await call('DELETE', `webhooks/${answer.id}`);
});

test('what was sent and what waits is listed in pages, and a resumed webhook is due at once', async () => {
  const { id } = (await call('POST', 'webhooks', { url: receiver.url })).answer;
  const { store } = service.services;
  store.transaction(() => {
    for (const key of ['a', 'b', 'c']) tell(store, { key, type: 'opinion.given', at: 1000, data: {} }, 1000);
  });
  store.run(`UPDATE webhook_deliveries SET state = 'given-up', attempts = 17, error = 'timeout'
    WHERE notice = (SELECT seq FROM notices WHERE key = 'b')`);
  const first = (await call('GET', `webhooks/${id}/deliveries?limit=2`)).answer;
  const items = first.items as Answer[];
  expect(items.map(({ state }) => state)).toEqual(['open', 'given-up']);
  expect(items[1]).toEqual({
    ...{ id: expect.stringMatching(/^msg_[0-9a-f]{32}$/), type: 'opinion.given', state: 'given-up' },
    ...{ time: '1970-01-01T00:00:01.000Z', attempts: 17, nextAttempt: null, lastAttempt: null },
    ...{ status: null, error: 'timeout' },
  });
  const rest = (await call('GET', `webhooks/${id}/deliveries?limit=2&cursor=${String(first.next)}`)).answer;
  expect([(rest.items as unknown[]).length, rest.next]).toEqual([1, null]);
  expect((await listed())[0]).toMatchObject({ waiting: 2 });

  store.run('UPDATE webhooks SET paused_at = 1, failures = 9, failing_since = 1');
  expect((await listed())[0]).toMatchObject({ paused: '1970-01-01T00:00:00.001Z' });
  expect((await call('POST', `webhooks/${id}/resume`)).answer).toMatchObject({
    ...{ paused: null, failingSince: null, waiting: 3 },
  });
  await call('DELETE', `webhooks/${id}`);
});

test.each([
  'http://hooks.example/x',
  'https://10.0.0.1/x',
  'https://169.254.169.254/latest/meta-data',
  'https://[::ffff:10.0.0.1]/',
  'https://user:password@hooks.example/',
  'https://hooks.example/#part',
  'file:///etc/passwd',
  'not a URL',
])('%s is refused', async (url) => {
  const { status, answer } = await call('POST', 'webhooks', { url });
  expect([status, answer.code]).toEqual([422, 'webhook-address-refused']);
});

test('unknown and doubled events, unknown webhooks and too many of them are refused', async () => {
  const add = (body: object) => call('POST', 'webhooks', { url: receiver.url, ...body });
  expect((await add({ events: ['records.lost'] })).answer.code).toBe('request-invalid');
  expect((await add({ events: ['opinion.given', 'opinion.given'] })).answer.code).toBe('request-invalid');
  for (const [method, path] of [
    ['DELETE', 'webhooks/none'],
    ['POST', 'webhooks/none/test'],
    ['POST', 'webhooks/none/resume'],
    ['GET', 'webhooks/none/deliveries'],
  ] as const) {
    const { status, answer } = await call(method, path);
    expect([path, status, answer.code]).toEqual([path, 404, 'webhook-not-found']);
  }
  for (let n = 0; n < 50; n++) expect((await add({})).status).toBe(201);
  expect((await add({})).answer.code).toBe('too-many-webhooks');
});
