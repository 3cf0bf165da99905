import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BundleJudged } from '../../core/bundle/judge.ts';
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts';
import { removeData, type Service, startService } from '../support/service.ts';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';

/** A case comes out of a service over a line that breaks long before its file is through. */

const folder = temporaryFolder();
const SIZE = 12 * 1024 * 1024 + 7;
const CASE = 'A';
const bytes = randomBytes(SIZE);
let service: Service;
let proxy: CuttingProxy;
let recordId: string;
const file = (range?: Record<string, string>) =>
  service.request(`/api/v1/records/${recordId}/files/0`, { headers: range ?? {} });

beforeAll(async () => {
  service = await startService();
  proxy = await cuttingProxy(service.url, Infinity);
  const files = [
    { name: 'large.bin', bytes },
    { name: 'small.txt', bytes: 'a small file, of a pack' },
  ];
  ({ recordId } = await service.submit(files, { case: CASE }));
  await service.receipt(recordId);
  writeFileSync(path.join(folder, 'trust.json'), await (await service.request('/api/v1/trust')).bytes());
});
afterAll(async () => {
  await proxy.close();
  await service.stop();
  removeData(service.data);
});

it('an export goes on where the line broke, and the bundle holds', async () => {
  proxy.setDownLimit(3 * 1024 * 1024);
  const env = { JIANZHENG_URL: proxy.url, JIANZHENG_TOKEN: service.token };
  const ran = await jz(['case', 'export', CASE, '-o', 'case.zip', '--json'], { cwd: folder, env });
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(proxy.cuts()).toBeGreaterThanOrEqual(3);
  const verified = await jz(['case', 'verify', 'case.zip', '-t', 'trust.json', '--json'], { cwd: folder });
  expect(verified.code).toBe(0);
  expect(
    jsonLines<BundleJudged>(verified.stdout)[0]!.records[0]!.report.files.map(({ given }) => given.sha256),
  ).toContain(createHash('sha256').update(bytes).digest('hex'));
});

it('on a line that brings nothing any more it ends, and leaves nothing', async () => {
  proxy.setDownLimit(0);
  const env = { JIANZHENG_URL: proxy.url, JIANZHENG_TOKEN: service.token };
  const ran = await jz(['case', 'export', CASE, '-o', 'none.zip', '--json'], { cwd: folder, env });
  expect(ran.code).toBe(6);
  expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
});

it('a file is read on from any byte, of the content that was begun with', async () => {
  const whole = await file();
  expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
  await whole.body?.cancel();
  const etag = whole.headers.get('etag')!;
  for (const range of [
    { range: `bytes=${SIZE - 5}-` },
    { range: 'bytes=-5' },
    { range: 'bytes=-5', 'if-range': etag },
  ]) {
    const rest = await file(range);
    expect([rest.status, rest.headers.get('content-range')]).toEqual([
      206,
      `bytes ${SIZE - 5}-${SIZE - 1}/${SIZE}`,
    ]);
    expect(Buffer.from(await rest.bytes())).toEqual(bytes.subarray(-5));
  }
  const small = await service.request(`/api/v1/records/${recordId}/files/1`, {
    headers: { range: 'bytes=18-' },
  });
  expect([small.status, await small.text()]).toEqual([206, ' pack']);
});

it.each([
  [{ range: 'bytes=9-1' }],
  [{ range: `bytes=${SIZE}-` }],
  [{ range: 'bytes=0-1' }],
  [{ range: 'bytes=0-1,5-9' }],
  [{ range: 'lines=1-' }],
  [{ range: 'bytes=5-', 'if-range': '"another"' }],
])('whatever else is asked for gets all of it: %j', async (headers) => {
  const answer = await file(headers as Record<string, string>);
  expect(answer.status).toBe(200);
  expect((await answer.bytes()).length).toBe(SIZE);
});
