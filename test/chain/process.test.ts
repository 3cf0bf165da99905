import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../core/bytes.ts';
import { type ChainProcess, post, spawnChain } from '../support/chain-process.ts';
import { temporaryFolder, writeFoundingFiles } from '../support/embedded-chain.ts';
import { agencyKeys } from '../support/founding.ts';

let place: ReturnType<typeof temporaryFolder>;
let files: { founding: string; key: string };
let data: string;
const started: ChainProcess[] = [];

beforeEach(() => {
  place = temporaryFolder();
  files = writeFoundingFiles(place.folder);
  data = join(place.folder, 'chain');
});
afterEach(async () => {
  for (const running of started.splice(0)) {
    running.child.kill('SIGKILL');
    await running.ended;
  }
  place.remove();
});

function run(
  options: {
    port?: number;
    ipc?: boolean;
    folder?: string;
    founding?: string;
    key?: string;
    locale?: string;
  } = {},
) {
  const running = spawnChain({ folder: data, ...files, ...options });
  started.push(running);
  return running;
}

/** What it ends with when it cannot start: an exit code and one line. */
async function failure(options: Parameters<typeof run>[0] = {}) {
  const { code, stderr } = await run(options).ended;
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return { code, line: stderr.trim() };
}

async function founded(): Promise<void> {
  const running = run();
  await running.ready;
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
}

describe('the process', () => {
  it('says where it answers: on stdout, in rpc.json, and to its parent', async () => {
    const running = run({ ipc: true });
    const message = new Promise((resolve) => running.child.once('message', resolve));
    const url = await running.ready;
    expect(await message).toEqual({ type: 'ready', url });
    const published = JSON.parse(readFileSync(join(data, 'rpc.json'), 'utf8'));
    expect(published).toEqual({ url, pid: running.child.pid });
    expect(await post(url, 'eth_blockNumber')).toMatchObject({ result: '0x1' });
  });

  it('ends when the parent that it was started by is gone', async () => {
    const running = run({ ipc: true });
    await running.ready;
    running.child.disconnect();
    expect((await running.ended).code).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s and goes on from there', async (signal) => {
    const first = run();
    const before = await post(await first.ready, 'eth_getBlockByNumber', 'latest', false);
    first.child.kill(signal);
    expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
    const again = await post(await run().ready, 'eth_getBlockByNumber', 'latest', false);
    expect(again).toEqual(before);
  });
});

describe('what stands in the way is said in one line', () => {
  it('options missing or unknown', async () => {
    const { code, line } = await failure({ key: '' });
    expect(code).toBe(2);
    expect(line).toContain('--key is missing. Usage: node chain/main.ts');
  });

  it('another process has the folder; it can have it when that one is killed', async () => {
    const first = run();
    await first.ready;
    const { code, line } = await failure();
    expect(code).toBe(15);
    expect(line).toMatch(/^Another process uses .*chain\. Stop it first/);
    first.child.kill('SIGKILL');
    await first.ended;
    await run().ready;
  });

  it('in the language of whoever started it', async () => {
    const { line } = await failure({ key: '', locale: 'zh_CN.UTF-8' });
    expect(line).toMatch(/^--key is missing。用法：node chain/);
  });

  it('the port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { code, line } = await failure({ port: (server.address() as AddressInfo).port });
    server.close();
    expect(code).toBe(18);
    expect(line).toMatch(/^Port \d+ of 127\.0\.0\.1 is taken/);
  });

  it('the folder holds the chain of another founding document', async () => {
    await founded();
    writeFoundingFiles(place.folder, { change: (document) => ({ ...document, chainId: 7 }) });
    const { code, line } = await failure();
    expect(code).toBe(11);
    expect(line).toMatch(/chain id 20261\).*chain id 7\)/);
  });

  it('the founding file is not there, no founding file, or signed by others', async () => {
    expect((await failure({ founding: join(place.folder, 'none.json') })).code).toBe(10);
    writeFileSync(files.founding, '{}');
    expect((await failure()).code).toBe(10);
  });

  it('the key is no key, or of no validator', async () => {
    writeFileSync(files.key, 'zz');
    expect((await failure()).code).toBe(12);
    writeFileSync(files.key, toHex(agencyKeys('grid').operator));
    const { code, line } = await failure();
    expect(code).toBe(13);
    expect(line).toContain("none of the chain's validators");
  });

  it('one key does not seal for several validators', async () => {
    writeFoundingFiles(place.folder, { ids: ['court', 'grid', 'police', 'telecom'] });
    writeFileSync(files.key, toHex(agencyKeys('grid').validator));
    const { code, line } = await failure();
    expect(code).toBe(14);
    expect(line).toContain('needs the seals of 3 of its 4 validators');
  });
});

it('a damaged store is not built on', async () => {
  await founded();
  writeFileSync(join(data, 'chain.sqlite'), Buffer.alloc(65_536, 7));
  const { code, line } = await failure();
  expect(code).toBe(16);
  expect(line).toMatch(/^The chain's store is damaged: .* Restore/);
});
