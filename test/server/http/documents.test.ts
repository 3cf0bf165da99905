import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../../../server/http/operations.ts';
import { type SmallService, STATUS, smallService } from '../small-service.ts';

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
});
afterAll(() => service.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, { headers });

test('the OpenAPI document describes every operation, with the schemas that validate', async () => {
  for (const path of ['/api/openapi.json', '/api/v1/openapi.json']) {
    const document = (await (await get(path)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; requestBody?: { content: object } }>>;
    };
    expect(document.openapi).toMatch(/^3\.1\./);
    const described = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation.operationId),
    );
    expect(described.sort()).toEqual(OPERATIONS.map((operation) => operation.id).sort());
    const create = document.paths['/api/v1/records']!.post!;
    expect(Object.keys(create.requestBody!.content)).toEqual(['multipart/form-data', 'application/json']);
    expect(JSON.stringify(document)).toContain('^[0-9a-f]{64}$');
  }
});

test('the documentation is a plain page of our own, in both languages', async () => {
  const en = await (await get('/api/docs')).text();
  const zh = await (await get('/api/docs', { 'accept-language': 'zh-CN' })).text();
  for (const page of [en, zh]) {
    expect(page).not.toMatch(/<script|(?:href|src|action)="https?:|style="/);
    for (const { path } of OPERATIONS) expect(page).toContain(path);
    expect(page).toContain('id="storage-full"');
  }
  expect(en).toContain('lang="en"');
  expect(zh).toContain('lang="zh-CN"');
  expect((await get('/api/docs.css')).headers.get('content-type')).toContain('text/css');
});

test('the trust bundle is served byte for byte', async () => {
  const bytes = new Uint8Array(await (await get('/api/v1/trust')).arrayBuffer());
  expect(Buffer.from(bytes).equals(Buffer.from(service.world.bundles.latest))).toBe(true);
});

test('a receipt is served byte for byte for ever, and until then 202 says when to ask again', async () => {
  const path = `/api/v1/records/${'a'.repeat(64)}/receipt`;
  const [receipt] = service.world.grid.receipts;
  service.rest.receiptFor = () => ({ kind: 'pending', state: 'batched' });
  const waiting = await service.ask(path);
  expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([202, '1']);
  expect(await waiting.json()).toEqual({ state: 'batched', detail: 'waits-for-anchor' });
  service.rest.receiptFor = () => ({ kind: 'receipt', bytes: receipt! });
  const there = await service.ask(path);
  expect(there.headers.get('content-type')).toMatch(/^application\/vnd\.jianzheng\.receipt\+json/);
  expect(there.headers.get('cache-control')).toContain('immutable');
  const etag = there.headers.get('etag')!;
  expect(Buffer.from(await there.arrayBuffer()).equals(Buffer.from(receipt!))).toBe(true);
  expect(
    (await service.ask(path, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })).status,
  ).toBe(304);
  service.rest.receiptFor = () => ({ kind: 'unknown' });
  expect((await service.ask(path)).status).toBe(404);
  expect((await service.ask('/api/v1/records/NO-ID/receipt')).status).toBe(404);
});

test('readiness tells a chain that is away from a store that cannot be written', async () => {
  const ready = async () => {
    // An answer is kept for a second.
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const response = await get('/readyz');
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  expect(await ready()).toMatchObject({ status: 200, body: { ready: true, acceptsRecords: true } });
  const away = { reachable: false, trouble: 'node-behind' };
  service.rest.status = async () => ({ ...STATUS, chain: { ...STATUS.chain, ...away } });
  expect(await ready()).toMatchObject({
    status: 503,
    body: {
      ready: false,
      acceptsRecords: true,
      reasons: ['node-behind'],
      chain: { reason: 'node-behind', next: expect.stringContaining('restore chain/') },
    },
  });
  service.rest.status = async () => STATUS;
  service.services.store.db.exec('PRAGMA query_only = ON');
  expect(await ready()).toMatchObject({
    status: 503,
    body: { acceptsRecords: false, reasons: ['store-not-writable'] },
  });
  service.services.store.db.exec('PRAGMA query_only = OFF');
  expect((await get('/healthz')).status).toBe(200);
});

test('metrics count records, bytes, what waits, and open alerts', async () => {
  const alert = { code: 'node-behind', at: 0, lastAt: 0 };
  const alerts = [
    { ...alert, subject: 'a' },
    { ...alert, subject: 'b' },
  ];
  service.rest.status = async () => ({ ...STATUS, alerts });
  const response = await get('/metrics', { authorization: `Bearer ${service.token('auditor')}` });
  const text = await response.text();
  for (const name of ['records_total', 'upload_bytes_total', 'records_waiting', 'chain_head', 'anchors']) {
    expect(text).toContain(`jianzheng_${name}`);
  }
  expect(text).toContain('jianzheng_alerts{code="node-behind"} 2');
  service.rest.status = async () => STATUS;
});

test('an audit is streamed line by line', async () => {
  const response = await fetch(`${service.url}/api/v1/audits`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.token('auditor')}` },
  });
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  const lines = (await response.text()).trim().split('\n');
  expect(lines.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual(['progress', 'result']);
});

test('the built page is asked for anew, and what it loads is kept for ever', async () => {
  const web = mkdtempSync(join(tmpdir(), 'jianzheng-web-'));
  mkdirSync(join(web, 'assets'));
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(web, 'assets', 'main-1234.js'), `export {};${' '.repeat(5000)}`);
  const built = await smallService({ config: { webFolder: web } });
  const page = await fetch(`${built.url}/`);
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  const asset = await fetch(`${built.url}/assets/main-1234.js`);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  // Compressed for slow lines; answers of the API are not, whatever is asked: their length would tell of secrets.
  expect(asset.headers.get('content-encoding')).toMatch(/^(br|gzip)$/);
  expect((await asset.text()).length).toBe(5010);
  const document = await fetch(`${built.url}/api/openapi.json`);
  expect(document.headers.get('content-encoding')).toBeNull();
  for (const path of ['/assets/none.js', '/..%2f..%2fetc/passwd', '/.git/config', '/assets']) {
    expect((await fetch(`${built.url}${path}`)).status).toBeGreaterThanOrEqual(400);
  }
  await built.close();
  rmSync(web, { recursive: true });
});

test('without a built page the service says how to get one', async () => {
  const response = await get('/');
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm start');
});
