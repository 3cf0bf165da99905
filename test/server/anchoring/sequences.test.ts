import { cpSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { agencyWord } from '../../../core/batch-anchored.ts';
import { operatorKey } from '../../../server/anchoring/operator-key.ts';
import { keepSigned } from '../../../server/anchoring/signed.ts';
import { readKeyFile } from '../../../server/founding.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { copyOf, type Ground, openRig, type Rig, startGround, until } from '../../support/anchoring-rig.ts';

/** One sequence, one root: what holds when the store or the key is in two hands, and after a restore. */

let ground: Ground;
const open = new Set<Rig>();
const copies: string[] = [];

beforeAll(async () => {
  ground = await startGround();
});
afterEach(async () => {
  for (const rig of open) await rig.stop();
  open.clear();
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true });
});
afterAll(() => ground.close());

async function start(service?: string): Promise<Rig> {
  const rig = await openRig(ground, service === undefined ? {} : { service });
  open.add(rig);
  return rig;
}

async function close(rig: Rig): Promise<void> {
  open.delete(rig);
  await rig.stop();
}

function backup(): string {
  const copy = copyOf(ground.paths.service);
  copies.push(copy);
  return copy;
}

const states = (rig: Rig) =>
  rig.store.all<{ sequence: number; state: string }>('SELECT sequence, state FROM batches ORDER BY sequence');
const codes = (rig: Rig) => openAlerts(rig.store).map(({ code }) => code);
/** Past the proxy, straight to the chain. */
async function sendStraight(rig: Rig, raw: string, account: string, nonce: number): Promise<void> {
  await fetch(ground.chain.url() as string, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_sendRawTransaction', params: [raw] }),
  });
  await until(async () => (await rig.node.transactionCount(account)) > nonce);
}

/** A root under our agency, signed with our key by something that is not this store. @returns its sequence */
async function anchorElsewhere(rig: Rig, root: string, size: number): Promise<number> {
  const key = operatorKey(readKeyFile(ground.paths.operatorKey), rig.trustFile.trust);
  const sequence = (await rig.node.batchCount(agencyWord('grid'))) + 1;
  const nonce = await rig.node.transactionCount(key.address);
  await sendStraight(rig, key.sign({ sequence, root, size, nonce }).raw, key.address, nonce);
  return sequence;
}

describe('after a restore', () => {
  test('a batch that was cut and anchored after the backup is found again and matched to its records', async () => {
    const rig = await start();
    rig.submit(3, 'restored');
    await close(rig);
    const copy = backup();
    const original = await start();
    original.run();
    await original.drained();
    const before = await original.node.batchCount(agencyWord('grid'));
    await close(original);

    const restored = await start(copy);
    restored.run();
    await restored.drained();
    expect(await restored.node.batchCount(agencyWord('grid'))).toBe(before);
    expect(codes(restored)).toEqual(['batch-matched']);
    expect(await restored.findings()).toEqual([]);
  });

  test('records that came after the backup and were lost leave an alert, and later records go on', async () => {
    const rig = await start();
    rig.run();
    await rig.drained();
    await close(rig);
    const copy = backup();
    const original = await start();
    original.submit(2, 'lost');
    original.run();
    await original.drained();
    await close(original);

    const restored = await start(copy);
    restored.submit(1, 'after the restore');
    restored.run();
    await restored.drained();
    expect(codes(restored)).toContain('foreign-anchor');
    expect((await restored.findings()).map(({ code }) => code)).toEqual(['foreign-anchor']);
    expect(states(restored).at(-1)?.state).toBe('anchored');
    // From here on the restored store is the agency's.
    await close(restored);
    rmSync(ground.paths.service, { recursive: true });
    cpSync(copy, ground.paths.service, { recursive: true });
  });

  test('a batch that was signed before the backup is sent again as it was, and anchored once', async () => {
    const rig = await start();
    ground.proxy.rule = ({ method }) => (method === 'eth_sendRawTransaction' ? 'lose-request' : undefined);
    rig.submit(2, 'signed');
    rig.run();
    await until(
      () =>
        rig.store.one('SELECT 1 FROM transactions WHERE sent_at IS NOT NULL ORDER BY nonce DESC') !==
        undefined,
    );
    await until(() => states(rig).at(-1)?.state === 'open');
    await until(
      () =>
        rig.store.one('SELECT 1 FROM transactions WHERE sequence = ?', states(rig).at(-1)?.sequence ?? 0) !==
        undefined,
    );
    await close(rig);
    const copy = backup();
    ground.proxy.rule = () => undefined;
    const original = await start();
    original.run();
    await original.drained();
    await close(original);
    const restored = await start(copy);
    const signed = restored.store.all('SELECT hash FROM transactions');
    restored.run();
    await restored.drained();
    expect(restored.store.all('SELECT hash FROM transactions')).toEqual(signed);
    expect((await restored.findings()).filter(({ code }) => code !== 'foreign-anchor')).toEqual([]);
  });
});

describe('a foreign root under our agency', () => {
  test('that takes our batch’s sequence is proved, kept as an alert, and only then the batch takes the next', async () => {
    const rig = await start();
    ground.proxy.rule = ({ method }) => (method === 'eth_sendRawTransaction' ? 'lose-request' : undefined);
    rig.submit(2, 'moved');
    rig.run();
    await until(() => states(rig).at(-1)?.state === 'open');
    const taken = states(rig).at(-1)?.sequence ?? 0;
    await until(() => rig.store.one('SELECT 1 FROM transactions WHERE sequence = ?', taken) !== undefined);
    expect(await anchorElsewhere(rig, 'ab'.repeat(32), 7)).toBe(taken);
    ground.proxy.rule = () => undefined;
    await rig.drained();
    expect(states(rig).slice(-2)).toEqual([
      { sequence: taken, state: 'foreign' },
      { sequence: taken + 1, state: 'anchored' },
    ]);
    expect(codes(rig)).toContain('foreign-anchor');
    const wrong = (await rig.findings()).filter(({ code }) => code !== 'foreign-anchor');
    expect(wrong).toEqual([]);
  });

  test('that comes while nothing waits is noticed before the next batch is cut', async () => {
    const rig = await start();
    const taken = await anchorElsewhere(rig, 'cd'.repeat(32), 1);
    rig.submit(1, 'after a foreign one');
    rig.run();
    await rig.drained();
    expect(states(rig).find(({ sequence }) => sequence === taken)?.state).toBe('foreign');
    expect(
      rig.store.one<{ n: number }>('SELECT COUNT(*) AS n FROM transactions WHERE sequence = ?', taken)?.n,
    ).toBe(0);
  });
});

test('a nonce that something else used up leads to another signature of the same root, and an alert', async () => {
  const rig = await start();
  const key = operatorKey(readKeyFile(ground.paths.operatorKey), rig.trustFile.trust);
  ground.proxy.rule = ({ method }) => (method === 'eth_sendRawTransaction' ? 'lose-request' : undefined);
  rig.submit(1, 'used nonce');
  rig.run();
  await until(() => states(rig).at(-1)?.state === 'open');
  const sequence = states(rig).at(-1)?.sequence ?? 0;
  const signed = () =>
    rig.store.all<{ nonce: number }>(
      'SELECT nonce FROM transactions WHERE sequence = ? ORDER BY nonce',
      sequence,
    );
  await until(() => signed().length === 1);
  const nonce = signed()[0]?.nonce ?? 0;
  // An anchor that the contract refuses still uses the nonce up. It goes past the proxy, straight to the chain.
  const { raw } = key.sign({ sequence: sequence + 5, root: 'ef'.repeat(32), size: 1, nonce });
  await sendStraight(rig, raw, key.address, nonce);
  ground.proxy.rule = () => undefined;
  await rig.drained();
  expect(signed().map((row) => row.nonce)).toEqual([nonce, nonce + 1]);
  // It was anchored after all, so the alert has ended; that it was is kept.
  expect(
    rig.store.one(
      `SELECT ended_at IS NULL AS open FROM alerts WHERE code = 'anchor-failed' AND subject = ?`,
      String(sequence),
    ),
  ).toEqual({ open: 0 });
  expect((await rig.findings()).filter(({ code }) => code !== 'foreign-anchor')).toEqual([]);
});

test('a key never signs two transactions with one nonce', async () => {
  const rig = await start();
  const [row] = rig.store.all<{ key: string; nonce: number; sequence: number }>(
    'SELECT key, nonce, sequence FROM transactions LIMIT 1',
  );
  expect(row).toBeDefined();
  expect(() =>
    keepSigned(rig.store, { ...row!, hash: `0x${'0'.repeat(64)}`, raw: '0x', createdAt: 0 }),
  ).toThrow(/UNIQUE/);
});
