import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTrust } from '../../../core/trust.ts';
import { type ChainFollower, chainFollower } from '../../../server/chain-view/follower.ts';
import { watchChain } from '../../../server/chain-view/watch.ts';
import { followLedgers } from '../../../server/ledger/links.ts';
import { isAnchorOf, openAnchor, proveLog } from '../../../server/ledger/proofs.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { listBatches } from '../../../server/store/chain-view.ts';
import { agencyKeys } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { deploySuccessor, nameSuccessor, type Successor } from '../../support/successor.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

/** A ledger that the agencies have named, seen from a service beside its node. */

let view: TestNode;
let follower: ChainFollower;
beforeEach(async () => {
  view = await openTestNode();
  follower = chainFollower(view);
});
afterEach(() => view.close());

const head = () => Number(view.chain.chain.head.header.number);
const ledgers = () => view.trustFile.trust.ledgers;
const voting = () => ({
  registry: view.chain.registry,
  rpc: (method: string, ...params: unknown[]) => view.chain.rpc(method, ...params),
  send: view.send,
});
const governance = (...ids: string[]) => ids.map((id) => agencyKeys(id).governance);

async function followAll(): Promise<void> {
  while (await follower.step(head()));
}
const anchor = (sequence: number, to = view.chain.ledger) =>
  view.send([{ key: agencyKeys('grid').operator, to, data: anchorCall(sequence) }]);

/** Deployed, and named from so many blocks after the vote on. */
async function named(
  blocks: number,
  motion = 1,
  name = 'deployer',
): Promise<Successor & { fromBlock: number }> {
  const successor = await deploySuccessor(voting(), name);
  // Each call has a block of its own, or fewer: the vote is over two blocks later at most.
  const fromBlock = head() + 2 + blocks;
  await nameSuccessor(voting(), governance('court', 'grid', 'police'), successor, { fromBlock, motion });
  return { ...successor, fromBlock };
}
async function untilBlock(number: number): Promise<void> {
  for (let i = 0; head() < number; i++) {
    await view.send([{ key: agencyKeys('telecom').operator, to: view.chain.registry, data: '0x' }]);
    if (i > 50) throw new Error('No blocks');
  }
}

test('becomes a link of the bundle, which opens elsewhere', async () => {
  await anchor(1);
  const { address, fromBlock } = await named(5);
  const at = head();
  await followAll();
  expect(ledgers().slice(1)).toEqual([{ address, fromBlock, namedAt: at }]);
  expect(openTrust(view.trustFile.bytes).ledgers).toEqual(ledgers());

  const second = await named(9, 2, 'another deployer');
  await view.admitNewcomer(3);
  await followAll();
  expect(ledgers().map(({ address: each }) => each)).toEqual([view.chain.ledger, address, second.address]);
  expect(openTrust(view.trustFile.bytes).sets).toHaveLength(2);
});

test('is found ahead of following, in bounded ranges, whatever is known already', async () => {
  const { address } = await named(5);
  await view.head.confirm();
  await followLedgers(view.node, view.trustFile, { after: 0, head: head() });
  expect(ledgers().map(({ address: each }) => each)).toEqual([view.chain.ledger, address]);
  const { bytes } = view.trustFile;
  await followLedgers(view.node, view.trustFile, { after: 0, head: head() });
  await followAll();
  expect(view.trustFile.bytes).toEqual(bytes);
});

test('takes the place of the one before: what that still takes counts no more', async () => {
  await anchor(1);
  const { address, fromBlock } = await named(3);
  await anchor(2);
  await untilBlock(fromBlock - 1);
  await anchor(3);
  const late = head();
  expect(late).toBeGreaterThanOrEqual(fromBlock);
  await anchor(1, address);
  await followAll();
  expect(listBatches(view.store, 'grid', { limit: 10 }).map(({ sequence }) => sequence)).toEqual([2, 1]);

  const { trust } = view.trustFile;
  const of = async (ledger: string, sequence: number, block: number) =>
    openAnchor(
      await proveLog(view.node, block, isAnchorOf(ledger, 'grid', sequence)),
      'grid',
      trust,
      view.cache,
    );
  await expect(of(view.chain.ledger, 3, late)).rejects.toThrow(
    expect.objectContaining({ code: 'anchor-emitter' }),
  );
  expect(await of(address, 1, head())).toMatchObject({ sequence: 1, sealedBy: 1 });
});

test('is an alert as soon as it is named, since this version does not anchor there', async () => {
  const rule = { emptyBlockSeconds: 0, silentBlocks: 0, silentDays: 0 };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const watch = watchChain({ ...view, trust: () => view.trustFile.trust, rule, log, now: Date.now });
  await anchor(1);
  await followAll();
  await watch.look();
  expect(openAlerts(view.store)).toEqual([]);
  const { address, fromBlock } = await named(100);
  await followAll();
  await watch.look();
  expect(openAlerts(view.store)).toEqual([
    expect.objectContaining({
      code: 'ledger-superseded',
      subject: address,
      details: { ledger: address, fromBlock },
    }),
  ]);
});
