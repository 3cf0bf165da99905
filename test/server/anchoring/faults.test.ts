import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agencyWord } from '../../../core/batch-anchored.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { type Ground, openRig, type Rig, startGround, until } from '../../support/anchoring-rig.ts';
import type { Call, Fault } from '../../support/rpc-proxy.ts';

/** Whatever the line to the chain does, the queue drains afterwards, and each batch is anchored exactly once. */

let ground: Ground;
let rig: Rig;

beforeAll(async () => {
  ground = await startGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  ground.proxy.rule = () => undefined;
  ground.proxy.calls.clear();
  rig = await openRig(ground, { deadlineMs: 600 });
});
afterEach(() => rig.stop());

async function expectClean(): Promise<void> {
  ground.proxy.rule = () => undefined;
  await rig.drained();
  expect(await rig.findings()).toEqual([]);
  const batches = rig.store.one<{ n: number }>('SELECT COUNT(*) AS n FROM batches')?.n;
  expect(await rig.node.batchCount(agencyWord('grid'))).toBe(batches);
}

const only =
  (method: string, fault: Fault, times = Number.POSITIVE_INFINITY) =>
  (call: Call): Fault | undefined =>
    call.method === method && call.count <= times ? fault : undefined;

describe('a record reaches its receipt', () => {
  const faults: [title: string, rule: (call: Call) => Fault | undefined][] = [
    ['without any fault', () => undefined],
    [
      'when the first requests of every kind are lost',
      ({ count }) => (count <= 2 ? 'lose-request' : undefined),
    ],
    ['when the answer to a sent transaction is lost', only('eth_sendRawTransaction', 'lose-answer')],
    ['when the request to send is lost once', only('eth_sendRawTransaction', 'lose-request', 1)],
    ['when a transaction is sent twice', only('eth_sendRawTransaction', 'twice')],
    ['when every request is made twice', () => 'twice'],
    [
      'when every third request ends in status 500',
      ({ count }) => (count % 3 === 0 ? 'status-500' : undefined),
    ],
    ['when every other answer is no JSON', ({ count }) => (count % 2 === 0 ? 'not-json' : undefined)],
    [
      'when the transaction receipt is late',
      only('eth_getTransactionReceipt', { answer: () => ({ result: null }) }, 8),
    ],
    [
      'when the block’s receipts are late',
      only('eth_getBlockReceipts', { answer: () => ({ result: null }) }, 2),
    ],
    [
      'when the engine has no eth_getBlockReceipts',
      only('eth_getBlockReceipts', {
        answer: () => ({
          error: { code: -32601, message: 'the method eth_getBlockReceipts does not exist' },
        }),
      }),
    ],
    ['when every answer takes 300 ms', () => ({ delayMs: 300 })],
    ['when an answer comes after its deadline', ({ count }) => (count === 2 ? { delayMs: 900 } : undefined)],
    [
      'when the node refuses transactions for a while',
      only(
        'eth_sendRawTransaction',
        { answer: () => ({ error: { code: -32000, message: 'txpool is full' } }) },
        1,
      ),
    ],
    [
      'when receipts of other transactions come back',
      only('eth_getBlockReceipts', { answer: () => ({ result: [] }) }, 2),
    ],
  ];
  test.for(faults)('%s', async ([, rule]) => {
    ground.proxy.rule = rule;
    rig.run();
    rig.submit(3);
    await until(() => rig.store.one('SELECT 1 FROM records WHERE batch IS NULL') === undefined);
    await rig.drained();
    await expectClean();
  });
});

test('while the chain is down the records wait, and fit into few batches when it is back', async () => {
  rig.run();
  await rig.drained();
  const before = rig.store.one<{ n: number }>('SELECT COUNT(*) AS n FROM batches')?.n ?? 0;
  ground.proxy.rule = () => 'lose-request';
  for (let i = 0; i < 10; i++) {
    rig.submit(5);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await expectClean();
  const after = rig.store.one<{ n: number }>('SELECT COUNT(*) AS n FROM batches')?.n ?? 0;
  expect(after - before).toBeLessThanOrEqual(3);
});

test('a full batch is cut before its time, and holds no more than its size', async () => {
  await rig.stop();
  rig = await openRig(ground, { maxSize: 10, maxAgeMs: 60_000 });
  const before = rig.store.one<{ last: number }>('SELECT MAX(sequence) AS last FROM batches')?.last ?? 0;
  rig.submit(25, 'full batches');
  rig.run();
  const sizes = () =>
    rig.store.all<{ size: number }>('SELECT size FROM batches WHERE sequence > ? ORDER BY sequence', before);
  await until(() => sizes().length === 2);
  expect(sizes().map(({ size }) => size)).toEqual([10, 10]);
  await rig.stop();
  rig = await openRig(ground);
  rig.run();
  await expectClean();
});

test('a node that is behind the last verified block is not acted on', async () => {
  rig.run();
  rig.submit(1);
  await rig.drained();
  await rig.head.confirm();
  const behind = (rig.head.latest()?.number ?? 0) - 1;
  ground.proxy.rule = only('eth_blockNumber', { answer: () => ({ result: `0x${behind.toString(16)}` }) });
  ground.proxy.calls.clear();
  const running = rig.store.all('SELECT hash FROM transactions').length;
  rig.submit(1);
  await until(() => openAlerts(rig.store).length > 0);
  expect(openAlerts(rig.store).map(({ code }) => code)).toEqual(['node-behind']);
  expect(ground.proxy.calls.get('eth_sendRawTransaction')).toBeUndefined();
  expect(rig.store.all('SELECT hash FROM transactions').length).toBe(running);
  await expectClean();
  // The node has caught up: what the alert said is over, and it is noted since when.
  await until(() => openAlerts(rig.store).length === 0);
  expect(rig.store.all('SELECT code FROM alerts WHERE ended_at >= last_at')).not.toEqual([]);
});

test('a node with another block where one was verified is not acted on, and that is an alert', async () => {
  const running = rig.run();
  await rig.head.confirm();
  const known = rig.head.latest()?.number ?? 0;
  const other = await rig.node.block(known - 1);
  expect(other).toBeDefined();
  // The node serves the block before under this number: well-formed, sealed, and another one.
  ground.proxy.rule = ({ method, params }) =>
    method === 'eth_getBlockByNumber' && Number(params[0]) === known
      ? {
          answer: ({ result }) => {
            const block = result as Record<string, unknown>;
            return { result: { ...block, gasUsed: '0x1', hash: block.parentHash } };
          },
        }
      : undefined;
  rig.submit(1);
  await until(() => running.state().trouble !== undefined);
  expect(ground.proxy.calls.get('eth_sendRawTransaction')).toBeUndefined();
  await expectClean();
});

test('a transaction that the node does not plainly take is told of once, however often it is sent', async () => {
  await rig.stop();
  const told: string[] = [];
  const log = { info: (_: object, message: string) => told.push(message), warn: () => 0, error: () => 0 };
  rig = await openRig(ground, { deadlineMs: 600, log });
  ground.proxy.calls.clear();
  const error = { code: -32000, message: 'No room is left on the disk of the chain' };
  ground.proxy.rule = only('eth_sendRawTransaction', { instead: { error } }, 3);
  rig.run();
  rig.submit(1);
  await until(() => (ground.proxy.calls.get('eth_sendRawTransaction') ?? 0) >= 3);
  await expectClean();
  expect(told).toEqual(['The node did not plainly take a transaction']);
});

test('an alert that a full disk cannot take does not end the write path', async () => {
  const running = rig.run();
  await rig.drained();
  rig.store.run(
    `CREATE TEMP TRIGGER full BEFORE INSERT ON alerts BEGIN SELECT RAISE(ABORT, 'disk is full'); END`,
  );
  ground.proxy.rule = only('eth_blockNumber', { answer: () => ({ result: '0x0' }) });
  rig.submit(1);
  await until(() => running.state().trouble?.code === 'node-behind');
  rig.store.run('DROP TRIGGER full');
  await expectClean();
});
