import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toHex0x } from '../../../core/bytes.ts';
import { openEquivocation } from '../../../core/equivocation.ts';
import type { Header } from '../../../core/header.ts';
import { headerFromRpc } from '../../../core/header-rpc.ts';
import { blockHash, decodeExtra, encodeExtra, sealHeader } from '../../../core/qbft.ts';
import { addressOfKey } from '../../../core/signature.ts';
import { chainFollower } from '../../../server/chain-view/follower.ts';
import { runChainView } from '../../../server/chain-view/loop.ts';
import { type TwoBlocks, twoBlocks } from '../../../server/chain-view/two-blocks.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { followedTo } from '../../../server/store/chain-view.ts';
import { agencyKeys, testKey } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const sealers = (...ids: string[]) => ids.map((id) => agencyKeys(id).validator);

let view: TestNode;
let folder: string;
let pairs: TwoBlocks;
beforeEach(async () => {
  view = await openTestNode();
  folder = join(view.trustPath, '..', 'evidence');
  pairs = twoBlocks({ ...view, trust: () => view.trustFile.trust, folder, log: quiet, now: () => 1 });
  for (const sequence of [1, 2, 3]) {
    const { operator } = agencyKeys('grid');
    await view.send([{ key: operator, to: view.chain.ledger, data: anchorCall(sequence) }]);
  }
});
afterEach(() => view.close());

const headNumber = () => Number(view.chain.chain.head.header.number);

async function followAll(): Promise<void> {
  const follower = chainFollower(view);
  while (await follower.step(headNumber()));
}

async function headerOf(number: number): Promise<Header> {
  return headerFromRpc(await view.chain.rpc('eth_getBlockByNumber', `0x${number.toString(16)}`, false));
}

/** Another block of the same height and parent. */
async function forkAt(number: number, keys = sealers('grid', 'police', 'telecom')): Promise<Header> {
  const header = await headerOf(number);
  const bare = { ...header, extraData: encodeExtra({ ...decodeExtra(header.extraData), seals: [] }) };
  return sealHeader({ ...bare, stateRoot: new Uint8Array(32).fill(3) }, keys);
}

/** The node shows another chain from a height on, whose blocks are all sealed. */
async function splitFrom(number: number, keys?: Uint8Array[]): Promise<void> {
  const forked = new Map<string, Header>();
  let parent: Uint8Array | undefined;
  for (let at = number; at <= headNumber(); at++) {
    const fork = await forkAt(at, []);
    const linked = parent ? { ...fork, parentHash: parent } : fork;
    forked.set(`0x${at.toString(16)}`, sealHeader(linked, keys ?? sealers('grid', 'police', 'telecom')));
    parent = blockHash(linked);
  }
  view.change = (method, params, result) => {
    const header = method === 'eth_getBlockByNumber' ? forked.get(String(params[0])) : undefined;
    if (!header) return result;
    const { extraData, parentHash, stateRoot } = header;
    const changed = {
      extraData: toHex0x(extraData),
      parentHash: toHex0x(parentHash),
      stateRoot: toHex0x(stateRoot),
    };
    return { ...(result as object), ...changed, hash: toHex0x(blockHash(header)) };
  };
}

const files = () => (existsSync(folder) ? readdirSync(folder) : []);
const evidence = () => {
  const [file] = files();
  const bytes = new Uint8Array(readFileSync(join(folder, file as string)));
  return openEquivocation(bytes, view.trustFile.trust);
};
const alerts = () => openAlerts(view.store).map(({ code, subject }) => [code, subject]);

describe('a header that someone shows', () => {
  test('of a block that we know otherwise is an alert, and a file that anyone can check', async () => {
    await followAll();
    expect(await pairs.compare(await forkAt(3))).toBe(true);
    const found = evidence();
    expect(found).toMatchObject({ number: 3, sameRound: true, sameParent: true });
    // The test chain is sealed by as many as it has keys of the set, the fork by three.
    const expected = sealers('grid', 'police', 'telecom').map(addressOfKey).toSorted();
    expect(expected).toEqual(expect.arrayContaining([...found.validators]));
    const [file] = files();
    expect(alerts()).toEqual([['sealed-twice', '3']]);
    await pairs.compare(await forkAt(3));
    expect([files(), alerts()]).toEqual([[file], [['sealed-twice', '3']]]);
  });

  test('is held against the node where the block is no longer kept', async () => {
    await followAll();
    view.store.run('DELETE FROM chain_blocks WHERE number = 3');
    expect(await pairs.compare(await forkAt(3))).toBe(true);
    expect(evidence().number).toBe(3);
  });

  test('of the very block that we know says nothing, in whatever round and by whomever it was sealed', async () => {
    await followAll();
    const header = await headerOf(3);
    const again = {
      ...header,
      extraData: encodeExtra({ ...decodeExtra(header.extraData), round: 4, seals: [] }),
    };
    expect(await pairs.compare(sealHeader(again, sealers('court', 'grid', 'telecom')))).toBe(false);
    expect(alerts()).toEqual([]);
  });

  test.each([
    ['nobody', []],
    ['two of four', sealers('grid', 'police')],
    ['strangers', [1, 2, 3].map((n) => testKey(`stranger ${n}`))],
  ])('sealed by %s says nothing', async (_, keys) => {
    await followAll();
    expect(await pairs.compare(await forkAt(3, keys))).toBe(false);
    expect(alerts()).toEqual([]);
  });

  test('of a block that we have not come to yet is held against it when we have', async () => {
    await pairs.compare(await forkAt(3));
    await pairs.compare(await forkAt(2, sealers('grid', 'police')));
    await pairs.compare(await headerOf(4));
    expect([view.asked, alerts()]).toEqual([[], []]);
    await followAll();
    await pairs.compareKept();
    expect(alerts()).toEqual([['sealed-twice', '3']]);
    expect(view.store.all('SELECT * FROM chain_shown')).toEqual([]);
  });

  test('is an alert also where the node gave our own block with seals that do not hold, but no file', async () => {
    view.change = (method, params, result) => {
      if (method !== 'eth_getBlockByNumber' || params[0] !== '0x3') return result;
      return { ...(result as object), extraData: toHex0x(sealHeader(headerFromRpc(result), []).extraData) };
    };
    // Block 4 is sealed, and vouches for block 3.
    await followAll();
    expect(await pairs.compare(await forkAt(3))).toBe(true);
    expect([files(), alerts()]).toEqual([[], [['sealed-twice', '3']]]);
  });
});

describe('a node that changes its answer', () => {
  /** Runs the loop until it has met an error and looked into it. */
  async function runUntilTrouble(): Promise<string | undefined> {
    const stop = new AbortController();
    let pauses = 0;
    const running = runChainView({
      ...view,
      follower: chainFollower(view),
      twoBlocks: pairs,
      watch: { look: async () => undefined },
      log: quiet,
      now: () => 1,
      async pause() {
        if (++pauses === 3) stop.abort();
      },
      stopped: stop.signal,
    });
    await running.ended;
    return running.trouble();
  }

  test('convicts at the lowest height where its two chains part', async () => {
    await view.head.confirm();
    await followAll();
    await splitFrom(2);
    expect(await runUntilTrouble()).toBe('node-off-chain');
    expect(alerts()).toContainEqual(['sealed-twice', '2']);
    expect(alerts().map(([code]) => code)).toContain('node-off-chain');
    expect(files()).toHaveLength(1);
    expect(followedTo(view.store)?.number).toBe(headNumber());
  });

  test('convicts also by a block that was verified alone and is not followed yet', async () => {
    await view.head.confirm();
    await splitFrom(headNumber());
    const before = headNumber();
    await expect(followAll()).rejects.toMatchObject({ code: 'node-off-chain' });
    expect(followedTo(view.store)).toBeUndefined();
    await pairs.examineNode();
    expect(alerts()).toContainEqual(['sealed-twice', String(before)]);
  });

  test('to a chain that is not sealed is refused, and convicts nobody', async () => {
    await view.head.confirm();
    await followAll();
    await splitFrom(2, sealers('grid', 'police'));
    expect(await runUntilTrouble()).toBe('node-off-chain');
    expect(alerts().map(([code]) => code)).toEqual(['node-off-chain']);
  });
});
