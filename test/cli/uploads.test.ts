import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts';
import { removeData, type Service, startService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { jsonLines, jz, launcher, temporaryFolder } from './support/jz.ts';

/** Large files through lines that break, to the real service. */

const folder = temporaryFolder();
const SIZE = 24 * 1024 * 1024 + 5;
let service: Service;
let proxy: CuttingProxy;
beforeAll(async () => {
  service = await startService();
  proxy = await cuttingProxy(service.url, Infinity);
});
afterAll(async () => {
  await proxy.close();
  await service.kill();
  removeData(service.data);
});

type Line = {
  recordId: string;
  replayed: boolean;
  files: { name: string; sha256: string; stored: boolean }[];
};

function large(name: string): { sha256: string; state: string; env: Record<string, string> } {
  const bytes = randomBytes(SIZE);
  writeFileSync(path.join(folder, name), bytes);
  const state = path.join(folder, `state of ${name}`);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    state,
    env: { JIANZHENG_URL: proxy.url, JIANZHENG_TOKEN: service.token, XDG_STATE_HOME: state },
  };
}

const parts = () => readdirSync(path.join(service.data, 'service', 'uploads'));

/** Starts a command, and ends it as a power cut would once the line holds up what it sends. */
async function killed(args: readonly string[], env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, JIANZHENG_DATA: '/nonexistent', ...env },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await until('the line holds up', async () => proxy.holding());
  child.kill('SIGKILL');
  await ended;
  proxy.cut();
}

describe('jz submit of large files', () => {
  it('gets them through a line that breaks again and again, beside small ones, in their order', async () => {
    const { sha256, env, state } = large('b.bin');
    writeFileSync(path.join(folder, 'a.txt'), 'small');
    writeFileSync(path.join(folder, 'c.txt'), 'small, too');
    proxy.setLimit(3_000_000);
    const before = proxy.cuts();
    const { code, stdout, stderr } = await jz(['submit', 'a.txt', 'b.bin', 'c.txt', '--json'], {
      cwd: folder,
      env,
    });
    proxy.setLimit(Infinity);
    expect([code, stderr]).toEqual([0, '']);
    expect(proxy.cuts() - before).toBeGreaterThan(3);
    const [line] = jsonLines<Line>(stdout);
    expect(line!.files.map(({ name, stored }) => [name, stored])).toEqual([
      ['a.txt', true],
      ['b.bin', true],
      ['c.txt', true],
    ]);
    expect(line!.files[1]!.sha256).toBe(sha256);
    expect(parts()).toEqual([]);
    expect(readdirSync(path.join(state, 'jianzheng'))).toEqual([]);
  });

  it('killed and started again with the same command, goes on where it stopped', async () => {
    const { sha256, env, state } = large('killed.bin');
    const args = ['submit', 'killed.bin', '--case', 'killed', '--json'];
    proxy.setTotal(SIZE / 2);
    await killed(args, env);
    const [part] = await until('the half is put away', async () => {
      const found = parts();
      return found.length > 0 && found;
    });
    const at = async () => {
      const answer = await service.request(`/api/v1/uploads/${path.basename(part!, '.part')}`);
      return ((await answer.json()) as { offset: number }).offset;
    };
    await until('the half counts', async () => (await at()) > SIZE / 4);
    // So that what is left is all that may pass: a second start from the beginning would be held up for ever.
    proxy.setTotal(SIZE - (await at()) + 1_000_000);
    const kept = path.join(folder, 'kept');
    mkdirSync(kept);
    cpSync(state, kept, { recursive: true });
    const again = await jz(args, { cwd: folder, env });
    expect([again.code, again.stderr]).toEqual([0, '']);
    const [line] = jsonLines<Line>(again.stdout);
    expect(line!.files[0]!.sha256).toBe(sha256);

    // As if it had been killed before it could tell: the same record, and nothing is sent twice.
    proxy.setTotal(1_000_000);
    const third = await jz(args, { cwd: folder, env: { ...env, XDG_STATE_HOME: kept } });
    proxy.setTotal(Infinity);
    expect([third.code, third.stderr]).toEqual([0, '']);
    expect(jsonLines<Line>(third.stdout)[0]).toMatchObject({ recordId: line!.recordId, replayed: true });
  });

  it('does not splice a file to what came of another one of its name, size and time', async () => {
    const { env } = large('changed.bin');
    const file = path.join(folder, 'changed.bin');
    utimesSync(file, 1_790_000_000, 1_790_000_000);
    proxy.setTotal(SIZE / 2);
    await killed(['submit', 'changed.bin', '--json'], env);
    proxy.setTotal(Infinity);
    const { sha256 } = large('changed.bin');
    utimesSync(file, 1_790_000_000, 1_790_000_000);
    const { code, stdout, stderr } = await jz(['submit', 'changed.bin', '--json'], { cwd: folder, env });
    expect([code, stderr]).toEqual([0, '']);
    expect(jsonLines<Line>(stdout)[0]!.files[0]!.sha256).toBe(sha256);
    expect(parts()).toEqual([]);
  });
});
