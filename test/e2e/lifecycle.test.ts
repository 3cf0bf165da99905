import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { pathsIn } from '../../server/founding.ts';
import { checkFolder, checkLedger } from '../support/check-ledger.ts';
import { launchService, removeData, type Service, startService, temporaryData } from '../support/service.ts';

/** How it starts, stops, and is told what is wrong. */

const folders: string[] = [];
const running = new Set<Service>();
afterEach(async () => {
  for (const service of running) await service.kill();
  running.clear();
  for (const folder of folders.splice(0)) removeData(folder);
});

function folder(): string {
  const data = temporaryData();
  folders.push(data);
  return data;
}

async function start(data: string, env: Record<string, string> = {}): Promise<Service> {
  const service = await startService({ data, env });
  running.add(service);
  return service;
}

describe('a start', () => {
  test('that is not the first founds nothing anew, and prints a new link', async () => {
    const data = folder();
    const first = await start(data);
    const link = /ticket=(\S+)/.exec(first.output())?.[1];
    expect(await first.stop()).toBe(0);
    const second = await start(data);
    expect(second.output()).not.toContain('Founded');
    expect(/ticket=(\S+)/.exec(second.output())?.[1]).not.toBe(link);
  });

  test.each([
    [{ JIANZHENG_PORT: 'many' }, 'JIANZHENG_PORT', 2],
    [{ JIANZHENG_HOST: '0.0.0.0' }, 'JIANZHENG_TLS_CERT', 2],
    [{ JIANZHENG_RPC_URL: 'http://127.0.0.1:1' }, 'trust.json', 1],
  ])('with %o is refused in words, and without a stack', async (env, words, code) => {
    const { ended, output } = launchService({ data: folder(), env });
    expect(await ended).toBe(code);
    expect(output()).toContain(words);
    expect(output()).not.toMatch(/^\s+at /m);
  });

  test('on a port that is taken says so', async () => {
    const service = await start(folder());
    const { port } = new URL(service.url);
    const { ended, output } = launchService({
      data: folder(),
      env: { JIANZHENG_PORT: port, LANG: 'zh_CN.UTF-8' },
    });
    expect(await ended).toBe(1);
    expect(output()).toContain(`端口 ${port} 已被占用`);
  });
});

describe('a stop', () => {
  test('lets the request in progress finish, and takes no new one', async () => {
    const data = folder();
    const service = await start(data);
    const slow = service.submit([{ name: 'a.bin', bytes: new Uint8Array(40_000_000) }]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const [record, code] = await Promise.all([slow.catch((error: Error) => error), service.stop()]);
    running.delete(service);
    expect(code).toBe(0);
    // Whether it came in before the stop or was declined, it was not left in between.
    const acknowledged = record instanceof Error ? [] : [record.recordId];
    const { checked } = await checkFolder(data, acknowledged);
    expect(checked.records).toBe(acknowledged.length);
  });

  test('in the middle of anchoring is no loss: the next start goes on', async () => {
    const data = folder();
    const service = await start(data);
    const records = await Promise.all(
      Array.from({ length: 20 }, (_, i) => service.submit([{ name: `${i}`, bytes: `${i}` }])),
    );
    expect(await service.stop()).toBe(0);
    running.delete(service);
    await checkFolder(
      data,
      records.map(({ recordId }) => recordId),
    );
  });
});

test('an external node is used instead of a chain of its own', async () => {
  const data = folder();
  const first = await start(data);
  const { chain, founding, validatorKey } = pathsIn(data);
  await first.stop();
  running.delete(first);
  const { superviseChain } = await import('../../server/supervisor.ts');
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const node = superviseChain(
    { data: chain, founding, key: validatorKey, mustExist: () => true },
    quiet,
    () => undefined,
  );
  try {
    while (node.url() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    const service = await start(data, { JIANZHENG_RPC_URL: node.url() as string });
    const { recordId } = await service.submit([{ name: 'a', bytes: 'a' }]);
    await checkLedger(service, [recordId]);
    await service.stop();
    running.delete(service);
    expect(
      await (
        await fetch(node.url() as string, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] }),
        })
      ).json(),
    ).toMatchObject({ id: 1 });
  } finally {
    await node.stop();
  }
});

test('an audit names a stored file whose bytes were changed behind the service’s back', async () => {
  const data = folder();
  const service = await start(data);
  const bytes = new Uint8Array(100_000).fill(7);
  const { recordId, files } = await service.submit([{ name: 'photo.jpg', bytes }]);
  await service.receipt(recordId);
  const sha256 = files[0]?.sha256 ?? '';
  const path = join(pathsIn(data).service, 'files', sha256.slice(0, 2), sha256.slice(2));
  const stored = readFileSync(path);
  stored[5] = 8;
  writeFileSync(path, stored);
  const answer = await service.request('/api/v1/audits', { method: 'POST' });
  const lines = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, { code?: string; subject?: string; clean?: boolean }>);
  expect(lines.filter((line) => 'finding' in line)).toMatchObject([
    { finding: { code: 'file-differs', subject: sha256 } },
  ]);
  expect(lines.at(-1)?.result?.clean).toBe(false);
});
