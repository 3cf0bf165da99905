import { afterEach, describe, expect, test } from 'vitest';
import { toHex0x } from '../../../core/bytes.ts';
import { decodeHeader, type Header } from '../../../core/header.ts';
import { headerFromRpc } from '../../../core/header-rpc.ts';
import { blockHash, decodeExtra, encodeExtra, type QbftExtra } from '../../../core/qbft.ts';
import { keepFollowing } from '../../../server/ledger/follow.ts';
import { besuLondon, goquorumContract, goquorumHeaders, type Recording } from '../../support/replay-node.ts';
import { type ReplayView, replayView, type SetOfValidators, setsOf } from '../../support/replay-view.ts';

/**
 * Following the head of real QBFT networks, as recorded. Covered: headers, seals, rounds, sets of validators. Not
 * covered: our registry (none of these networks had it), so which set is in force is told to the service here.
 */

const networks = [goquorumHeaders, goquorumContract, besuLondon];
const byTitle = networks.map((recorded) => [recorded.title, recorded] as const);
const numbersOf = ({ sealedBy }: Recording) => [...sealedBy.keys()];
const hashOf = ({ blocks }: Recording, number: number) => blocks.get(number)?.header.hash;

const codeOf = (error: { code: string }) => error.code;
const withExtra = (header: Header, change: Partial<QbftExtra>): Header => ({
  ...header,
  extraData: encodeExtra({ ...decodeExtra(header.extraData), ...change }),
});

let view: ReplayView | undefined;
const open = async (...given: Parameters<typeof replayView>) => {
  view = await replayView(...given);
  return view;
};
afterEach(async () => {
  await view?.close();
  view = undefined;
});

describe.each(byTitle)('a head of %s', (_, recorded) => {
  test('is taken at every recorded block, in every round, across every change of the set', async () => {
    const sets = setsOf(recorded);
    const { replay, head, learn } = await open(recorded, { head: 0 });
    const rounds = new Set<number>();
    let next = 1;
    for (const number of numbersOf(recorded)) {
      const change = sets[next];
      if (change && change.changedAt < number) {
        learn(change.set, change.changedAt);
        next++;
      }
      replay.head = number;
      const taken = await head.confirm();
      expect([taken.number, taken.hash]).toEqual([number, hashOf(recorded, number)]);
      rounds.add(decodeExtra(decodeHeader(taken.rlp).extraData).round);
    }
    expect(next).toBe(3);
    expect(head.latest()?.number).toBe(Math.max(...numbersOf(recorded)));
    // The network with a contract never left round 0.
    if (recorded !== goquorumContract) expect(Math.max(...rounds)).toBe(5);
  });

  test('is taken after a long absence, over blocks that the service never saw', async () => {
    const last = Math.max(...numbersOf(recorded));
    const { replay, head } = await open(recorded, { head: 1, sets: setsOf(recorded) });
    expect((await head.confirm()).number).toBe(1);
    replay.head = last;
    expect((await head.confirm()).hash).toBe(hashOf(recorded, last));
  });

  test('is refused by whoever has not heard of a change of the set, or acts on it too early', async () => {
    const [first, second] = setsOf(recorded) as [SetOfValidators, SetOfValidators];
    const stale = numbersOf(recorded).filter((number) => number > second.changedAt);
    const early = numbersOf(recorded).filter((number) => number <= second.changedAt);
    for (const [numbers, set] of [
      [stale, first.set],
      [early, second.set],
    ] as const) {
      const { head, replay } = await open(recorded, { head: 1, sets: [{ set, changedAt: 0 }] });
      const outcomes: string[] = [];
      for (const number of numbers) {
        replay.head = number;
        outcomes.push(await head.confirm().then(() => 'taken', codeOf));
      }
      // Not all of them: the sets share members, and seals do not tell which of two sets was meant.
      expect(new Set(outcomes)).toContain('head-unverified');
      await view?.close();
    }
    view = undefined;
  });

  test('is not taken from a chain of another id, nor where our registry does not stand', async () => {
    const stranger = await open({ ...recorded, chainId: 1 }, { head: 1 });
    Object.assign(stranger.trust, { chainId: recorded.chainId });
    await expect(stranger.head.confirm()).rejects.toMatchObject({ code: 'ledger-other-chain' });
    expect(stranger.replay.asked).toEqual(['eth_chainId']);
    await stranger.close();
    const { head, replay } = await open(recorded, { head: 1 });
    replay.onCall = () => '0x';
    await expect(head.confirm()).rejects.toMatchObject({ code: 'ledger-other-chain' });
  });
});

describe('a node that is not as it should be', () => {
  const recorded = goquorumHeaders;

  test('and stands still is believed, and asked no more than needed', async () => {
    const { head, replay } = await open(recorded, { head: 46 });
    const first = await head.confirm();
    replay.asked.length = 0;
    expect(await head.confirm()).toEqual(first);
    expect(replay.asked).toEqual(['eth_blockNumber', 'eth_getBlockByNumber']);
    // What came after the stand: a block of round 5.
    replay.head = 47;
    expect((await head.confirm()).number).toBe(47);
  });

  test('and went back is behind, until it has caught up', async () => {
    const { head, replay } = await open(recorded, { head: 20 });
    await head.confirm();
    replay.head = 12;
    await expect(head.confirm()).rejects.toMatchObject({ code: 'node-behind' });
    expect(head.latest()?.number).toBe(20);
    replay.head = 21;
    expect((await head.confirm()).number).toBe(21);
  });

  test('and serves another block where one was verified is off the chain', async () => {
    const { head, replay } = await open(recorded, { head: 20 });
    await head.confirm();
    replay.instead.set(20, otherBlock(20));
    await expect(head.confirm()).rejects.toMatchObject({ code: 'node-off-chain' });
  });

  test.each([
    ['whose seals are of another block', (header: Header) => ({ ...header, gasUsed: 1n })],
    ['in another round than was sealed', (header: Header) => withExtra(header, { round: 1 })],
    [
      'without the last seal',
      (header: Header) => withExtra(header, { seals: decodeExtra(header.extraData).seals.slice(1) }),
    ],
    [
      'with one seal twice',
      (header: Header) => {
        const [first, second] = decodeExtra(header.extraData).seals as [Uint8Array, Uint8Array];
        return withExtra(header, { seals: [first, second, first] });
      },
    ],
  ])('and serves a block %s is not followed', async (_, change) => {
    const { head, replay } = await open(recorded, { head: 20 });
    await head.confirm();
    const forged = change(headerFromRpc(recorded.blocks.get(21)?.header));
    replay.head = 21;
    replay.instead.set(21, {
      extraData: toHex0x(forged.extraData),
      gasUsed: `0x${forged.gasUsed.toString(16)}`,
      hash: toHex0x(blockHash(forged)),
    });
    await expect(head.confirm()).rejects.toMatchObject({ code: 'head-unverified' });
    expect(head.latest()?.number).toBe(20);
    replay.instead.clear();
    expect((await head.confirm()).number).toBe(21);
  });

  test('and serves a well-sealed block of another network is not followed', async () => {
    const { head, replay } = await open(recorded, { head: 20 });
    await head.confirm();
    replay.head = 21;
    replay.instead.set(21, { ...goquorumContract.blocks.get(21)?.header });
    await expect(head.confirm()).rejects.toMatchObject({ code: 'head-unverified' });
  });
});

describe('a service that keeps following', () => {
  test('says why it cannot while its node is down, behind or off the chain, and goes on by itself', async () => {
    const { head, replay } = await open(goquorumHeaders, { head: 10 });
    const stopping = new AbortController();
    const seen: (string | undefined)[] = [];
    const steps: (() => void)[] = [
      () => {
        replay.down = true;
      },
      () => {
        replay.down = false;
        replay.head = 5;
      },
      () => {
        replay.head = 30;
        replay.instead.set(10, otherBlock(10));
      },
      () => replay.instead.clear(),
      () => stopping.abort(),
    ];
    const following = keepFollowing(
      head,
      async () => undefined,
      () => {
        seen.push(following.trouble());
        steps.shift()?.();
        return new Promise((resolve) => setImmediate(resolve));
      },
      stopping.signal,
    );
    await following.ended;
    expect(seen).toEqual([undefined, 'ledger-unreachable', 'node-behind', 'node-off-chain', undefined]);
    expect(following.trouble()).toBeUndefined();
    expect(head.latest()?.number).toBe(30);
  });
});

/** The same block with another time, under its own hash. */
function otherBlock(number: number): Record<string, string> {
  const header = { ...headerFromRpc(goquorumHeaders.blocks.get(number)?.header), timestamp: 1n };
  return { timestamp: '0x1', hash: toHex0x(blockHash(header)) };
}
