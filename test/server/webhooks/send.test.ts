import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { webhookAddresses } from '../../../server/webhooks/addresses.ts';
import { send } from '../../../server/webhooks/send.ts';
import { startReceiver } from '../../support/receiver.ts';

const addresses = webhookAddresses(['loopback']);
const post = (url: string | URL, ms = 30_000) =>
  send(new URL(url), { 'webhook-id': 'msg_1' }, '{}', { addresses, signal: AbortSignal.timeout(ms) });

test('a name is looked up and reached, many at once', async () => {
  const receiver = await startReceiver();
  const url = new URL(receiver.url);
  url.hostname = 'localhost';
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => post(url)));
  expect(outcomes).toEqual(Array.from({ length: 20 }, () => ({ status: 204, error: null })));
  expect(receiver.received).toHaveLength(20);
  await receiver.close();
});

test('nobody there, no such name, and no answer in time are told apart from a refusal', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => undefined;
  expect(await post(receiver.url, 200)).toEqual({ status: null, error: 'timeout' });
  await receiver.close();
  expect(await post(receiver.url)).toEqual({ status: null, error: 'unreachable' });
  expect(await post('https://nobody.invalid/')).toEqual({ status: null, error: 'unreachable' });
});

test('an answer that is no HTTP, or has endless headers, is none', async () => {
  const receiver = await startReceiver();
  receiver.answer = (response) => response.socket?.end('no HTTP at all\r\n\r\n');
  expect(await post(receiver.url)).toEqual({ status: null, error: 'unreachable' });
  receiver.answer = (response) =>
    response.socket?.end(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`);
  expect(await post(receiver.url)).toEqual({ status: null, error: 'unreachable' });
  await receiver.close();
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
describe.skipIf(!hasOpenssl)(`over TLS${hasOpenssl ? '' : ' (no openssl here)'}`, () => {
  test('a receiver is believed by a certificate that Node trusts, and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jianzheng-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...[
          '-subj',
          '/CN=localhost',
          '-addext',
          'subjectAltName=DNS:localhost',
          '-keyout',
          keyPath,
          '-out',
          certPath,
        ],
      ],
      { stdio: 'ignore' },
    );
    const [key, cert] = [readFileSync(keyPath, 'utf8'), readFileSync(certPath, 'utf8')];
    let asked = 0;
    const server = https.createServer({ key, cert }, (request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;

    expect(await post(`https://localhost:${port}/`)).toEqual({ status: null, error: 'unreachable' });
    expect(asked).toBe(0);
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, cert]);
    onTestFinished(() => tls.setDefaultCACertificates(before));
    expect(await post(`https://localhost:${port}/`)).toEqual({ status: 204, error: null });
    // The certificate is for the name, not for the address that it leads to.
    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({ status: null, error: 'unreachable' });
    expect(asked).toBe(1);
  });
});
