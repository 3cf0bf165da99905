import { afterEach, beforeEach, expect, test } from 'vitest';
import { chainFollower } from '../../../server/chain-view/follower.ts';
import { runChainView } from '../../../server/chain-view/loop.ts';
import { LedgerError } from '../../../server/ledger/errors.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { followedTo, listBatches } from '../../../server/store/chain-view.ts';
import { agencyKeys } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

let view: TestNode;
beforeEach(async () => {
  view = await openTestNode();
});
afterEach(() => view.close());

const headNumber = () => Number(view.chain.chain.head.header.number);

async function anchor(sequence: number): Promise<void> {
  const { operator } = agencyKeys('grid');
  await view.send([{ key: operator, to: view.chain.ledger, data: anchorCall(sequence) }]);
}

type Phase = TestNode['change'];
const asItIs: Phase = (_method, _params, result) => result;

/** Runs the loop through one phase after the other, a turn each. @returns the troubles and positions after each turn */
async function run(phases: readonly Phase[], between = async (): Promise<void> => undefined) {
  const stop = new AbortController();
  const seen: { trouble: string | undefined; position: number | undefined }[] = [];
  const logged: object[] = [];
  const note = (values: object) => {
    logged.push(values);
  };
  let looks = 0;
  view.change = phases[0] as Phase;
  const running = runChainView({
    ...view,
    follower: chainFollower(view),
    twoBlocks: {
      compare: async () => false,
      compareKept: async () => undefined,
      examineNode: async () => false,
    },
    watch: {
      async look() {
        looks++;
      },
    },
    log: { info: note, warn: note, error: note },
    now: () => 1,
    async pause() {
      seen.push({ trouble: running.trouble(), position: followedTo(view.store)?.number });
      const next = phases[seen.length];
      if (!next) stop.abort();
      view.change = asItIs;
      await between();
      view.change = next ?? asItIs;
    },
    stopped: stop.signal,
  });
  await running.ended;
  return { seen, logged, looks };
}

test('a node that restarts, lags, belongs to another chain and comes back is waited for, and never acted on', async () => {
  let sequence = 0;
  const unreachable: Phase = () => {
    throw new LedgerError('ledger-unreachable', 'The node does not answer');
  };
  const behind: Phase = (method, _params, result) => (method === 'eth_blockNumber' ? '0x1' : result);
  const otherChain: Phase = (method, _params, result) => (method === 'eth_chainId' ? '0x1' : result);
  const { seen, looks } = await run([asItIs, unreachable, asItIs, behind, otherChain, asItIs], () =>
    anchor(++sequence),
  );
  expect(seen.map(({ trouble }) => trouble)).toEqual([
    undefined,
    'ledger-unreachable',
    undefined,
    'node-behind',
    'ledger-other-chain',
    undefined,
  ]);
  // Each turn found one more block than the one before, where it got one at all.
  expect(seen.map(({ position }) => position)).toEqual([1, 1, 3, 3, 3, 6]);
  expect(looks).toBe(3);
  // Raised while it was so, and over now.
  const raised = view.store.all<{ code: string }>('SELECT code FROM alerts ORDER BY code');
  expect(raised.map(({ code }) => code)).toEqual(['ledger-other-chain', 'node-behind']);
  expect(openAlerts(view.store)).toEqual([]);
});

test('a full disk is waited for', async () => {
  await anchor(1);
  view.store.db.exec(
    `CREATE TRIGGER full BEFORE INSERT ON chain_blocks BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  );
  const { seen, logged } = await run([asItIs, asItIs, asItIs], async () => {
    view.store.db.exec('DROP TRIGGER IF EXISTS full');
  });
  expect(seen.map(({ trouble }) => trouble)).toEqual(['unexpected', undefined, undefined]);
  expect(seen.at(-1)?.position).toBe(headNumber());
  expect(listBatches(view.store, 'grid', { limit: 5 })).toHaveLength(1);
  expect(logged).toHaveLength(1);
});
