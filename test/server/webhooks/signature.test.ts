import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NOTICES } from '../../../core/notices.ts';
import { deliveryId, secretText, signedHeaders } from '../../../server/webhooks/signature.ts';

test('signatures are those of the Standard Webhooks libraries: the vector that their tests have', () => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const headers = signedHeaders(
    [secret],
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330,
    '{"test": 2432232314}',
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(secretText(secret)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
});

test('an ID is the same for the same notice and webhook, and another for anything else', () => {
  const id = deliveryId('aa', 'opinion.given 1-0-0');
  expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
  expect(deliveryId('aa', 'opinion.given 1-0-0')).toBe(id);
  expect(deliveryId('ab', 'opinion.given 1-0-0')).not.toBe(id);
  expect(deliveryId('aa', 'opinion.given 1-0-1')).not.toBe(id);
});

const documented = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');

test('docs/webhooks.md names every notice', () => {
  const named = [...documented.matchAll(/^\| (`[a-z_.`, ]+`) \|/gm)].flatMap(([, names]) =>
    [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(named).toEqual([...NOTICES, 'webhook.test'].sort((a, b) => named.indexOf(a) - named.indexOf(b)));
});

test('the example of docs/webhooks.md believes what is signed, and nothing else', async () => {
  const [, code = ''] = /```js\n(.*?)```/s.exec(documented) ?? [];
  const { isGenuine } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
  )) as {
    isGenuine: (headers: Record<string, string>, body: Buffer, secret: string) => boolean;
  };
  const secret = Buffer.alloc(32, 7);
  const body = JSON.stringify({ type: 'opinion.given', data: { a: '见证' } });
  const seconds = Math.floor(Date.now() / 1000);
  const headers = signedHeaders([secret], 'msg_1', seconds, body);
  const check = (over: object = {}, bytes = body, key = secret) =>
    isGenuine({ ...headers, ...over }, Buffer.from(bytes), secretText(key));
  expect(check()).toBe(true);
  expect(check({ 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` })).toBe(true);
  expect(check({}, `${body} `)).toBe(false);
  expect(check({ 'webhook-id': 'msg_2' })).toBe(false);
  expect(check({ 'webhook-signature': 'v1,' })).toBe(false);
  expect(check({}, body, Buffer.alloc(32, 8))).toBe(false);
  const both = signedHeaders([Buffer.alloc(32, 9), secret], 'msg_1', seconds, body);
  expect(check(both)).toBe(true);
  expect(check(both, body, Buffer.alloc(32, 9))).toBe(true);
  expect(check(both, body, Buffer.alloc(32, 8))).toBe(false);
  const old = signedHeaders([secret], 'msg_1', seconds - 3600, body);
  expect(isGenuine(old, Buffer.from(body), secretText(secret))).toBe(false);
});
