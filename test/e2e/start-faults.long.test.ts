import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pathsIn } from '../../server/founding.ts';
import { jsonLines, jz, temporaryFolder } from '../cli/support/jz.ts';
import { until } from '../support/anchoring-rig.ts';
import { damageTable } from '../support/damage.ts';
import { launchService, removeData, type Service, startService, temporaryData } from '../support/service.ts';

/** What is damaged or lost between two starts, or under a running service, is said in words and made no worse. */

type Status = { chain: { trouble?: string }; alerts: { code: string }[] };

const folders: string[] = [];
const running = new Set<Service>();
afterEach(async () => {
  for (const service of running) await service.kill();
  running.clear();
  for (const folder of folders.splice(0)) removeData(folder);
});

async function start(data: string, env: Record<string, string> = {}): Promise<Service> {
  const service = await startService({ data, env });
  running.add(service);
  return service;
}

/** A data folder with one anchored record, its service stopped. */
async function usedFolder(): Promise<string> {
  const data = temporaryData();
  folders.push(data);
  const service = await start(data);
  const { recordId } = await service.submit([{ name: 'a', bytes: 'a' }]);
  await service.receipt(recordId);
  expect(await service.stop()).toBe(0);
  running.delete(service);
  return data;
}

/** A start that must fail. @returns what it printed */
async function refused(data: string, env: Record<string, string> = {}): Promise<string> {
  const { ended, output } = launchService({ data, env });
  expect(await ended, output()).toBe(1);
  expect(output()).not.toContain('is ready');
  expect(output()).not.toMatch(/^\s+at /m);
  return output();
}

describe('a lost chain', () => {
  test('is not founded a second time, whether its folder is gone or empty', async () => {
    const data = await usedFolder();
    const { chain } = pathsIn(data);
    rmSync(chain, { recursive: true });
    const output = await refused(data);
    expect(output).toContain('[chain-missing]');
    expect(output).toContain('Restore chain/ from a backup');
    expect(output).toContain(chain);
    expect(existsSync(chain)).toBe(false);
    expect(await refused(data, { LANG: 'zh_CN.UTF-8' })).toContain('请从备份恢复 chain/');
  });

  test('nor where an empty database stands in its place', async () => {
    const data = await usedFolder();
    const { chain } = pathsIn(data);
    rmSync(join(chain, 'chain.sqlite-wal'), { force: true });
    writeFileSync(join(chain, 'chain.sqlite'), '');
    expect(await refused(data)).toContain('[chain-missing]');
  });

  test('under a running service raises an alert, and the service stays up', async () => {
    const service = await start(await usedFolder());
    const { chain } = pathsIn(service.data);
    const pid = service.chainPid() as number;
    rmSync(chain, { recursive: true });
    process.kill(pid, 'SIGKILL');
    await until(async () => {
      const { alerts } = (await (await service.request('/api/v1/status')).json()) as Status;
      return alerts.some(({ code }) => code === 'chain-missing');
    });
    expect(existsSync(chain)).toBe(false);
    expect((await service.submit([{ name: 'b', bytes: 'b' }])).state).toBe('received');
  });
});

describe('a chain that cannot run', () => {
  test.each([
    ['founding.json', 'chain-founding-invalid'],
    ['keys/validator.key', 'chain-key-invalid'],
    ['chain/chain.sqlite', 'chain-damaged'],
  ])('for a damaged %s ends the start, in its own words', async (name, code) => {
    const data = await usedFolder();
    const before = readFileSync(join(data, name));
    rmSync(join(data, `${name}-wal`), { force: true });
    writeFileSync(join(data, name), 'garbage '.repeat(1000));
    const output = await refused(data);
    expect(output).toMatch(new RegExp(`^The chain of this machine cannot run\\. .*\\[${code}\\]$`, 'm'));
    if (name.startsWith('chain')) return;
    writeFileSync(join(data, name), before);
    await start(data);
  });

  test('any more leaves the service up, and is said once at the terminal, in the status and by jz doctor', async () => {
    const service = await start(await usedFolder());
    const { validatorKey } = pathsIn(service.data);
    writeFileSync(validatorKey, 'garbage');
    process.kill(service.chainPid() as number, 'SIGKILL');
    await until(() => service.output().includes('[chain-key-invalid]'));
    const said = `The chain of this machine has ended and cannot go on. ${validatorKey} is no private key`;
    expect(service.output()).toContain(said);
    const { chain, alerts } = (await (await service.request('/api/v1/status')).json()) as Status;
    expect(chain).toMatchObject({
      reachable: false,
      trouble: 'chain-key-invalid',
      reason: expect.stringContaining(validatorKey),
    });
    expect(alerts.map((alert) => alert.code)).toContain('chain-key-invalid');
    const { stdout } = await jz(['doctor', '--json'], { env: { JIANZHENG_DATA: service.data } });
    expect(jsonLines(stdout).find(({ subject }) => subject === 'chain')).toMatchObject({
      found: expect.stringContaining('[chain-key-invalid]'),
      mend: expect.stringContaining('restore keys/validator.key'),
    });
    expect((await service.submit([{ name: 'b', bytes: 'b' }])).state).toBe('received');
    expect(service.output().split('has ended and cannot go on')).toHaveLength(2);
  });
});

describe('a start names the file that stands in its way, with a code and what to do', () => {
  const garbage = 'garbage '.repeat(1000);
  const cases: [title: string, name: string, code: string, harm: (path: string) => void][] = [
    ['garbage in trust.json', 'trust.json', 'trust-unreadable', (path) => writeFileSync(path, garbage)],
    ['a folder as trust.json', 'trust.json', 'trust-unreadable', asFolder],
    ['garbage in the store', 'service/store.sqlite', 'store-damaged', (path) => writeFileSync(path, garbage)],
    ['an emptied store', 'service/store.sqlite', 'store-damaged', (path) => writeFileSync(path, '')],
    ['a lost store', 'service/store.sqlite', 'store-damaged', (path) => rmSync(path)],
    ['a folder as the store', 'service/store.sqlite', 'file-unusable', asFolder],
    ['the store of a newer version', 'service/store.sqlite', 'store-version', ofNewerVersion],
    ['a file as service/', 'service', 'folder-unusable', asFile],
    ['a folder in service/tmp', 'service/tmp/mine', 'file-unusable', (path) => mkdirSync(path)],
    ['a file as service/tmp', 'service/tmp', 'file-unusable', asFile],
    ['garbage in the lock', 'service.lock', 'file-unusable', (path) => writeFileSync(path, garbage)],
  ];
  function asFolder(path: string): void {
    rmSync(path);
    mkdirSync(path);
  }
  function asFile(path: string): void {
    rmSync(path, { recursive: true });
    writeFileSync(path, '');
  }
  function ofNewerVersion(path: string): void {
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
  }

  let used: string;
  beforeAll(async () => {
    used = await usedFolder();
    // Kept for all of them: each harms a copy.
    folders.splice(0);
  });
  afterAll(() => removeData(used));

  test.each(cases)('%s', async (_title, name, code, harm) => {
    const data = temporaryData();
    folders.push(data);
    cpSync(used, data, { recursive: true });
    harm(join(data, name));
    const output = await refused(data);
    const [what = '', next = ''] = output.trimEnd().split('\n').slice(-2);
    expect(what).toContain(`[${code}]`);
    expect(what).toContain(join(data, name));
    expect(next).not.toBe('');
  });

  test.runIf(process.platform === 'linux')('a data folder that cannot be, or cannot be written', async () => {
    expect(await refused('/proc/jianzheng')).toContain('/proc/jianzheng cannot be used as a folder');
    expect(await refused('/proc/self')).toMatch(/\/proc\/self.* cannot be used.*-unusable\]/);
  });

  const settings = temporaryFolder();
  test('a calendar of working days with a slip in it, before anything is founded', async () => {
    const data = temporaryData();
    folders.push(data);
    const path = join(settings, 'calendar.json');
    writeFileSync(path, '{"format": "jianzheng/calendar/1"}');
    const output = await refused(data, { JIANZHENG_CALENDAR: path });
    expect(output).toContain(`The calendar of working days ${path} cannot be used: calendar must be`);
    expect(output).toContain('[calendar-unusable]');
    expect(existsSync(pathsIn(data).founding)).toBe(false);
  });

  test('a store damaged in the middle', async () => {
    const data = temporaryData();
    folders.push(data);
    cpSync(used, data, { recursive: true });
    const path = join(data, 'service/store.sqlite');
    // Everything behind the first page, which holds the version: the schema is read, and nothing else.
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 4096));
    expect(await refused(data)).toMatch(new RegExp(`${path}.*\\[store-damaged\\]`));
  });
});

test('a table that is damaged is told as that, by the API, by jz doctor and by jz audit', async () => {
  const data = await usedFolder();
  damageTable(join(data, 'service/store.sqlite'), 'cases');
  const service = await start(data);
  await expect(service.submit([{ name: 'b', bytes: 'b' }])).rejects.toThrow(
    '500: {"type":"/api/docs#store-damaged"',
  );
  const env = { JIANZHENG_DATA: data };
  const doctor = await jz(['doctor', '--json'], { env });
  expect(jsonLines(doctor.stdout)).toContainEqual({
    subject: 'store',
    state: 'ill',
    found: expect.stringMatching(/^service\/store\.sqlite: .*\[store-damaged\]$/),
    mend: expect.stringContaining(join(data, 'service')),
  });
  const audit = await jz(['audit', '--json'], { env });
  expect(audit.code).toBe(1);
  expect(audit.stdout).toContain('"code":"store-damaged"');
});

test('a node of another chain is named as that: in the status, under /readyz and by jz doctor', async () => {
  const data = await usedFolder();
  const node = createServer(async (request, response) => {
    const { id } = (await json(request)) as { id: number };
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: '0x1' }));
  });
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
    const service = await start(data, { JIANZHENG_RPC_URL: url });
    const status = async () => (await (await service.request('/api/v1/status')).json()) as Status;
    await until(async () => (await status()).chain.trouble === 'ledger-other-chain');
    const readiness = await service.request('/readyz', { headers: { 'accept-language': 'zh' } });
    expect(await readiness.json()).toMatchObject({
      reasons: ['ledger-other-chain'],
      chain: { what: '节点属于另一条链', next: expect.stringContaining('JIANZHENG_RPC_URL') },
    });
    const doctor = await jz(['doctor', '--json'], { env: { JIANZHENG_DATA: data } });
    expect(jsonLines(doctor.stdout)).toContainEqual({
      subject: 'chain',
      state: 'ill',
      found: 'The node is of another chain [ledger-other-chain]',
      mend: expect.stringContaining('JIANZHENG_RPC_URL'),
    });
  } finally {
    node.closeAllConnections();
    node.close();
  }
});
