import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXIT_CODES } from '../../chain/errors.ts';
import { CHAIN_FAULTS } from '../../server/chain-faults.ts';
import { found, pathsIn } from '../../server/founding.ts';
import { type ChainProcess, superviseChain } from '../../server/supervisor.ts';
import { type Patience, watchAnswers } from '../../server/watchdog.ts';
import { until } from '../support/anchoring-rig.ts';

let data: string;
let chain: ChainProcess | undefined;
let known = false;
const warnings: object[] = [];
const errors: object[] = [];
const log = {
  info: () => undefined,
  warn: (values: object) => warnings.push(values),
  error: (values: object) => errors.push(values),
};

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'jianzheng-supervisor-'));
  found(data, { id: 'grid', name: { en: 'The grid', zh: '电网' } }, Date.now());
  warnings.length = 0;
  errors.length = 0;
  known = false;
});
afterEach(async () => {
  await chain?.stop();
  chain = undefined;
  rmSync(data, { recursive: true, force: true });
});

function supervise(patience?: Patience): ChainProcess {
  const { chain: folder, founding, validatorKey } = pathsIn(data);
  chain = superviseChain(
    { data: folder, founding, key: validatorKey, mustExist: () => known },
    log,
    () => undefined,
    patience,
  );
  return chain;
}

const pid = (): number =>
  (JSON.parse(readFileSync(join(pathsIn(data).chain, 'rpc.json'), 'utf8')) as { pid: number }).pid;
const alive = (process_: number): boolean => {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
};

test('a chain that is killed is started again, and has no address meanwhile', async () => {
  const running = supervise();
  await until(() => running.url() !== undefined);
  const first = pid();
  process.kill(first, 'SIGKILL');
  await until(() => running.url() === undefined);
  await until(() => running.url() !== undefined && pid() !== first);
  expect(warnings).toHaveLength(1);
});

test('a chain that cannot start for a reason that passes says why, and is tried again until it can', async () => {
  const { chain: folder } = pathsIn(data);
  writeFileSync(folder, 'a file in its place');
  const running = supervise();
  await until(() => running.trouble() !== undefined);
  expect(running.trouble()).toContain('EEXIST');
  // Some tries more: the same again is no news.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(warnings).toHaveLength(1);
  rmSync(folder);
  await until(() => running.url() !== undefined);
  expect(running.trouble()).toBeUndefined();
});

test('a chain that nobody but a person can mend says why, once, and is not started again', async () => {
  const { founding } = pathsIn(data);
  writeFileSync(founding, 'damaged');
  const running = supervise();
  await until(() => running.fault() !== undefined);
  expect(running.fault()).toMatchObject({
    code: 'chain-founding-invalid',
    reason: expect.stringMatching(/^\/.*founding\.json is no valid founding file/),
  });
  // As long as it takes for ten restarts of a chain that falls at once.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(errors).toHaveLength(1);
  expect(warnings).toEqual([]);
});

test('each exit code of the chain that no restart mends is known here, and none that passes', () => {
  const passing = ['usage-wrong', 'data-locked', 'port-taken', 'storage-full', 'unexpected'];
  const lasting = Object.entries(EXIT_CODES).flatMap(([code, exit]) =>
    passing.includes(code) ? [] : [exit],
  );
  expect(Object.keys(CHAIN_FAULTS).map(Number)).toEqual([...new Set(lasting)].toSorted((a, b) => a - b));
});

test('a chain that hangs is ended and started again; one that answers is left alone', async () => {
  const running = supervise({ everyMs: 50, answerMs: 2_000, misses: 3 });
  await until(() => running.url() !== undefined);
  const first = pid();
  // Ten questions.
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(warnings).toEqual([]);
  process.kill(first, 'SIGSTOP');
  await until(() => running.url() !== undefined && pid() !== first);
  expect(alive(first)).toBe(false);
  expect(warnings).toEqual([{ pid: first }, expect.objectContaining({ reason: 'signal SIGKILL' })]);
});

test('one late answer is no hang', async () => {
  let asked = 0;
  const node = createServer((request, response) => {
    request.resume();
    asked += 1;
    // Two are missed, and then one comes.
    if (asked % 3 === 0) response.end('{}');
  });
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  let hung = 0;
  const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
  const unwatch = watchAnswers(url, { everyMs: 5, answerMs: 1_000, misses: 3 }, () => {
    hung += 1;
  });
  await until(() => asked >= 7);
  unwatch();
  node.closeAllConnections();
  node.close();
  expect(hung).toBe(0);
});

test('a known chain whose folder is lost while it runs is not founded again', async () => {
  const running = supervise();
  await until(() => running.url() !== undefined);
  known = true;
  const { chain: folder } = pathsIn(data);
  const first = pid();
  rmSync(folder, { recursive: true });
  process.kill(first, 'SIGKILL');
  await until(() => running.fault() !== undefined);
  expect(running.fault()).toMatchObject({ code: 'chain-missing', reason: expect.stringContaining(folder) });
  expect(existsSync(folder)).toBe(false);
  expect(running.url()).toBeUndefined();
  expect(errors).toHaveLength(1);
});

test('stopping ends the process, and it is not started again', async () => {
  const running = supervise();
  await until(() => running.url() !== undefined);
  const process_ = pid();
  await running.stop();
  expect(alive(process_)).toBe(false);
  expect(warnings).toEqual([]);
});

test('a chain whose parent is killed ends by itself', async () => {
  const main = fileURLToPath(new URL('../../server/supervisor.ts', import.meta.url));
  const { chain: folder, founding, validatorKey } = pathsIn(data);
  const script = `
    import { superviseChain } from ${JSON.stringify(main)};
    const quiet = { info() {}, warn() {}, error() {} };
    superviseChain({ ...${JSON.stringify({ data: folder, founding, key: validatorKey })}, mustExist: () => false }, quiet, () => console.log('ready'));`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => parent.stdout.once('data', resolve));
  const process_ = pid();
  parent.kill('SIGKILL');
  await until(() => !alive(process_), 10_000);
});
