import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StatementSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  openTestChain,
  type TestChain,
  temporaryFolder,
  writeFoundingFiles,
} from '../support/embedded-chain.ts';
import { agencyKeys } from '../support/founding.ts';
import { anchorCall, signCall } from '../support/ledger-calls.ts';

/** A disk without room for what begins with these words, as SQLite tells of it. */
function fullFor(words: string) {
  const run = StatementSync.prototype.run;
  return vi.spyOn(StatementSync.prototype, 'run').mockImplementation(function (
    this: StatementSync,
    ...values
  ) {
    if (!this.sourceSQL.startsWith(words)) return run.apply(this, values);
    throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
  });
}

let place: ReturnType<typeof temporaryFolder>;
let made: TestChain;
beforeEach(async () => {
  place = temporaryFolder();
  made = await openTestChain({ folder: place.folder });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await made.close();
  place.remove();
});

const send = (nonce: number) =>
  made.rpc(
    'eth_sendRawTransaction',
    signCall(agencyKeys('grid').operator, { to: made.ledger, data: anchorCall(nonce + 1), nonce }),
  );

it('refuses transactions in words and under a code while the disk is full, warns once, and takes them afterwards', async () => {
  fullFor('INSERT INTO pool');
  for (let tries = 0; tries < 3; tries++) {
    await expect(send(0)).rejects.toMatchObject({
      message: expect.stringContaining('No room is left on the disk of the chain'),
      cause: { code: -32000, data: { code: 'storage-full' } },
    });
  }
  expect(made.warnings).toHaveLength(1);
  vi.restoreAllMocks();
  await send(0);
  await made.settled();
  expect(await made.rpc('eth_blockNumber')).toBe('0x2');
});

it('goes on making blocks when there is room again, and warns once until then', async () => {
  const full = fullFor('INSERT INTO blocks');
  await send(0);
  await vi.waitUntil(() => full.mock.calls.length > 3, { timeout: 30_000 });
  await expect(send(1)).rejects.toThrow('No room is left');
  expect(made.warnings).toHaveLength(1);
  expect(await made.rpc('eth_blockNumber')).toBe('0x1');
  vi.restoreAllMocks();
  await made.settled();
  expect(await made.rpc('eth_blockNumber')).toBe('0x2');
});

const mountTiny = 'mount -t tmpfs -o size=64k tmpfs "$1" && shift && exec "$@"';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', mountTiny, 'sh', '/mnt', 'true']).status === 0;

it.runIf(canMount)('as a process on a full disk ends with a code of its own, in one line', () => {
  const data = join(place.folder, 'tiny');
  mkdirSync(data);
  const { founding, key } = writeFoundingFiles(place.folder);
  const main = fileURLToPath(new URL('../../chain/main.ts', import.meta.url));
  const chain = [process.execPath, main, '--data', data, '--founding', founding, '--key', key];
  const { status, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', mountTiny, 'sh', data, ...chain], {
    env: { ...process.env, LC_ALL: 'C' },
    encoding: 'utf8',
  });
  expect(stderr.trim()).toBe(
    'No room is left on the disk of the chain. Make room: it goes on by itself, and nothing is lost.',
  );
  expect(status).toBe(20);
});
