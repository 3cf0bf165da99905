import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressOfKey } from '../../../core/signature.ts';
import { chainFollower } from '../../../server/chain-view/follower.ts';
import { type Watch, type WatchRule, watchChain } from '../../../server/chain-view/watch.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { keepBatch, lastBlocks } from '../../../server/store/chain-view.ts';
import { agencyKeys } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const OFF: WatchRule = { emptyBlockSeconds: 0, silentBlocks: 3, silentDays: 0 };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let view: TestNode;
let clock: number;
let sequence: number;
beforeEach(async () => {
  view = await openTestNode();
  clock = 1_790_000_000_000;
  sequence = 0;
});
afterEach(() => view.close());

const watching = (rule: Partial<WatchRule> = {}): Watch =>
  watchChain({
    ...view,
    trust: () => view.trustFile.trust,
    rule: { ...OFF, ...rule },
    log: quiet,
    now: () => clock,
  });

async function block(): Promise<void> {
  const { operator } = agencyKeys('grid');
  await view.send([{ key: operator, to: view.chain.ledger, data: anchorCall(++sequence) }]);
}

async function follow(): Promise<void> {
  const follower = chainFollower(view);
  while (await follower.step(Number(view.chain.chain.head.header.number)));
}

const alerts = () => openAlerts(view.store).map(({ code, subject }) => [code, subject]);

describe('a validator that seals no more', () => {
  /** As if blocks were sealed by these alone; the test chain is sealed by all it has keys for. */
  function sealedBy(...ids: string[]): void {
    const signers = JSON.stringify(ids.map((id) => addressOfKey(agencyKeys(id).validator)));
    view.store.run('UPDATE chain_blocks SET signers = ?, proposer = ?', signers, JSON.parse(signers)[0]);
  }

  test('is named after so many blocks, and not before', async () => {
    const watch = watching();
    await block();
    await follow();
    sealedBy('court', 'grid', 'police');
    await watch.look();
    // Two blocks and the genesis block, of which nobody sealed anything.
    expect(alerts()).toEqual([]);
    await block();
    await block();
    await follow();
    sealedBy('court', 'grid', 'police');
    await watch.look();
    const address = addressOfKey(agencyKeys('telecom').validator);
    expect(alerts()).toEqual([['validator-silent', `telecom ${address}`]]);
    sealedBy('court', 'grid', 'telecom', 'police');
    await watch.look();
    expect(alerts()).toEqual([]);
  });

  test('is not named while it still proposes: the slowest of four may never get its seal in', async () => {
    for (let i = 0; i < 4; i++) await block();
    await follow();
    sealedBy('court', 'grid', 'police');
    view.store.run(
      'UPDATE chain_blocks SET proposer = ? WHERE number = 3',
      addressOfKey(agencyKeys('telecom').validator),
    );
    await watching().look();
    expect(alerts()).toEqual([]);
  });

  test('is not named for blocks before it took its seat', async () => {
    for (let i = 0; i < 4; i++) await block();
    await view.admitNewcomer();
    await follow();
    sealedBy('court', 'grid', 'police', 'telecom');
    await watching().look();
    expect(alerts()).toEqual([]);
  });

  test('is found out by recovering the seals, once for each block', async () => {
    for (let i = 0; i < 4; i++) await block();
    await follow();
    await watching().look();
    const everyone = view.trustFile.trust.sets[0] ?? [];
    for (const { signers } of lastBlocks(view.store, 3)) {
      expect(signers?.length).toBeGreaterThanOrEqual(3);
      for (const signer of signers ?? []) expect(everyone).toContain(signer);
    }
    // The test chain takes the first three seals of four, and one proposer.
    const left = addressOfKey(agencyKeys('telecom').validator);
    expect(alerts()).toEqual([['validator-silent', `telecom ${left}`]]);
  });
});

describe('a node that stands still', () => {
  test('is one that has no empty block where the consortium makes them', async () => {
    const watch = watching({ emptyBlockSeconds: 60 });
    await follow();
    await watch.look();
    clock += 3 * MINUTE;
    await watch.look();
    expect(alerts()).toEqual([]);
    clock += 1;
    await watch.look();
    expect(alerts()).toEqual([['node-stalled', 'block 1']]);
    await block();
    await follow();
    await watch.look();
    // A new block ends it.
    expect(alerts()).toEqual([]);
  });

  test('is none where blocks come only when there is something to put in, unless something waits', async () => {
    const watch = watching();
    await follow();
    await watch.look();
    clock += 100 * DAY;
    await watch.look();
    expect(alerts()).toEqual([]);
    view.store.db.exec(`
      INSERT INTO batches (sequence, root, size, created_at, state) VALUES (1, '${'a'.repeat(64)}', 1, 0, 'open');
      INSERT INTO transactions (hash, sequence, key, nonce, raw, created_at, sent_at)
        VALUES ('0x1', 1, '0x2', 0, '0x3', 0, ${clock - 2 * MINUTE})`);
    await watch.look();
    expect(alerts()).toEqual([['node-stalled', 'block 1']]);
  });
});

describe('an agency that no longer anchors', () => {
  const anchoredAt = (agency: string, ms: number) =>
    keepBatch(view.store, {
      agency,
      sequence: 1,
      root: 'a'.repeat(64),
      size: 1,
      blockNumber: 1,
      blockTime: ms / 1000,
      sealedBy: 1,
    });

  test('is named after so many days, one that never did is not', async () => {
    await follow();
    anchoredAt('grid', clock);
    anchoredAt('court', clock - 30 * DAY - 1000);
    const watch = watching({ silentDays: 30 });
    await watch.look();
    expect(alerts()).toEqual([['agency-silent', 'court']]);
    keepBatch(view.store, {
      ...{ agency: 'court', sequence: 2, root: 'b'.repeat(64), size: 1, sealedBy: 1 },
      ...{ blockNumber: 2, blockTime: clock / 1000 },
    });
    await watch.look();
    expect(alerts()).toEqual([]);
  });

  test('is not named where nobody wants to know', async () => {
    await follow();
    anchoredAt('court', clock - 300 * DAY);
    await watching().look();
    expect(alerts()).toEqual([]);
  });
});
