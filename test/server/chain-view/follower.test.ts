import { Interface } from 'ethers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toHex0x } from '../../../core/bytes.ts';
import { headerFromRpc } from '../../../core/header-rpc.ts';
import { blockHash, sealHeader } from '../../../core/qbft.ts';
import { addressOfKey } from '../../../core/signature.ts';
import { type ChainFollower, chainFollower, KEPT_BLOCKS } from '../../../server/chain-view/follower.ts';
import { REGISTRY_EVENTS } from '../../../server/chain-view/registry-events.ts';
import { lastBlocks, listAgencies, listBatches, listKeys } from '../../../server/store/chain-view.ts';
import { agencyKeys, testKey } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { agencyWord, ROLE, registryAbi, signPossession } from '../../support/registry-calls.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

const registry = registryAbi();
const STATUS = ['none', 'admitted', 'active', 'suspended', 'removed'];
const ROLES = ['none', 'governance', 'operator', 'validator'];
const NEVER = 2n ** 48n - 1n;

let view: TestNode;
let follower: ChainFollower;
beforeEach(async () => {
  view = await openTestNode();
  follower = chainFollower(view);
});
afterEach(() => view.close());

const anchor = (sequence: number, id = 'grid') =>
  view.send([{ key: agencyKeys(id).operator, to: view.chain.ledger, data: anchorCall(sequence) }]);

const headNumber = () => Number(view.chain.chain.head.header.number);

async function followAll(follow = follower): Promise<void> {
  while (await follow.step(headNumber()));
}

async function ask(method: string, ...values: unknown[]) {
  const data = registry.encodeFunctionData(method, values);
  const answer = (await view.chain.rpc('eth_call', { to: view.chain.registry, data })) as string;
  return registry.decodeFunctionResult(method, answer)[0];
}

/** Everything that is kept about agencies and keys, held against what the contract itself answers. */
async function expectLikeContract(): Promise<void> {
  for (const row of listAgencies(view.store)) {
    const there = await ask('agency', agencyWord(row.id));
    expect(row).toMatchObject({
      state: STATUS[Number(there.status)],
      governance: there.governance.toLowerCase(),
      validator: there.validator.toLowerCase(),
    });
    expect(row.nextValidator ?? `0x${'0'.repeat(40)}`).toBe(there.nextValidator.toLowerCase());
    expect(row.claimUntil ?? 0).toBe(Number(there.claimUntil));
    expect(row.reinstateUntil ?? 0).toBe(Number(there.reinstateUntil));
  }
  const seated = (await ask('agencyIds')) as string[];
  expect(
    listAgencies(view.store)
      .filter(({ state }) => state !== 'admitted')
      .map(({ id }) => agencyWord(id)),
  ).toEqual([...seated]);
  const bound = (value: bigint) => (value === NEVER ? null : Number(value));
  for (const key of listKeys(view.store)) {
    const there = await ask('keyRecord', key.address);
    expect(key).toEqual({
      address: key.address,
      agency: key.agency,
      role: ROLES[Number(there.role)],
      fromBlock: bound(there.fromBlock),
      fromTime: bound(there.fromTime),
      untilBlock: bound(there.untilBlock),
      untilTime: bound(there.untilTime),
    });
    expect(agencyWord(key.agency)).toBe(there.agency);
  }
}

async function possession(id: string, role: keyof typeof ROLE, key: Uint8Array): Promise<string> {
  const hash = (await ask('possessionHash', agencyWord(id), ROLE[role], addressOfKey(key))) as string;
  return signPossession(key, hash);
}

const governed = (id: string, method: string, ...values: unknown[]) =>
  view.send([
    {
      key: agencyKeys(id).governance,
      to: view.chain.registry,
      data: registry.encodeFunctionData(method, values),
    },
  ]);

/** Proposes by the court, and has as many others vote as it takes. */
async function decide(voters: readonly string[], method: string, ...values: unknown[]): Promise<void> {
  await governed('court', method, ...values);
  const number = await ask('motionCount');
  for (const id of voters) await governed(id, 'vote', number);
}

const claim = (key: Uint8Array) =>
  view.send([{ key, to: view.chain.registry, data: registry.encodeFunctionData('claim', []) }]);

describe('following the chain', () => {
  test('learns everyone’s batches, in order, with their blocks', async () => {
    await anchor(1);
    await anchor(1, 'court');
    await anchor(2);
    await followAll();
    expect(listBatches(view.store, 'grid', { limit: 10 }).map(({ sequence }) => sequence)).toEqual([2, 1]);
    const [court] = listBatches(view.store, 'court', { limit: 10 });
    expect(court).toMatchObject({ sequence: 1, size: 1, blockNumber: 3, sealedBy: 1 });
    expect(listBatches(view.store, 'police', { limit: 10 })).toEqual([]);
    expect(follower.position()?.number).toBe(headNumber());
  });

  test('keeps agencies and keys as the contract itself has them, through admission, suspension, replacement and removal', async () => {
    await view.admitNewcomer();
    const second = testKey('grid second operator');
    await governed('grid', 'addOperator', addressOfKey(second), await possession('grid', 'operator', second));
    await governed('grid', 'revokeOperator', addressOfKey(agencyKeys('grid').operator));
    const validator = testKey('police second validator');
    await decide(
      ['grid', 'telecom', 'police'],
      'proposeValidator',
      agencyWord('police'),
      addressOfKey(validator),
      await possession('police', 'validator', validator),
    );
    await followAll();
    await expectLikeContract();
    await decide(['grid', 'telecom', 'police'], 'proposeSuspension', agencyWord('customs'));
    await decide(['grid', 'telecom', 'police'], 'proposeReinstatement', agencyWord('customs'));
    await followAll();
    await expectLikeContract();
    await claim(agencyKeys('customs').validator);
    const governance = testKey('telecom second governance');
    await decide(
      ['grid', 'telecom', 'police'],
      'proposeGovernance',
      agencyWord('telecom'),
      addressOfKey(governance),
      await possession('telecom', 'governance', governance),
    );
    await decide(['grid', 'police', 'customs'], 'proposeRemoval', agencyWord('telecom'));
    await followAll();
    await expectLikeContract();
    expect(listAgencies(view.store).map(({ id, state }) => [id, state])).toEqual([
      ['court', 'active'],
      ['grid', 'active'],
      ['police', 'active'],
      ['telecom', 'removed'],
      ['customs', 'active'],
    ]);
  });

  test('finds a change of the validators by itself, and holds the next blocks against the new set', async () => {
    await view.admitNewcomer();
    await anchor(1);
    // The node conceals it from whoever asks the registry; the filter in the sealed header does not.
    view.change = (method, _params, result) =>
      method === 'eth_getLogs' ? [] : method === 'eth_call' ? `0x${'0'.repeat(63)}1` : result;
    await followAll();
    expect(view.trustFile.trust.sets.map((set) => set.length)).toEqual([4, 5]);
    expect(listBatches(view.store, 'grid', { limit: 1 })[0]).toMatchObject({ sealedBy: 2 });
  });

  test('goes on where it stopped, whoever stopped it', async () => {
    await anchor(1);
    await followAll();
    await anchor(2);
    view.asked.length = 0;
    await followAll(chainFollower(view));
    expect(view.asked).toEqual(['eth_getBlockByNumber', 'eth_getBlockReceipts']);
    expect(listBatches(view.store, 'grid', { limit: 10 })).toHaveLength(2);
  });

  test('takes nothing over that could not be stored whole', async () => {
    await anchor(1);
    view.store.db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON chain_batches BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    );
    await expect(followAll()).rejects.toThrow('disk full');
    expect(follower.position()).toBeUndefined();
    expect(listAgencies(view.store)).toEqual([]);
    view.store.db.exec('DROP TRIGGER full');
    await followAll();
    expect(listBatches(view.store, 'grid', { limit: 10 })).toHaveLength(1);
  });

  test('is the same from an engine without eth_getBlockReceipts', async () => {
    await view.send(
      ['court', 'grid', 'police'].map((id) => ({
        key: agencyKeys(id).operator,
        to: view.chain.ledger,
        data: anchorCall(1),
      })),
    );
    const { LedgerError } = await import('../../../server/ledger/errors.ts');
    view.change = (method, _params, result) => {
      if (method !== 'eth_getBlockReceipts') return result;
      throw new LedgerError('ledger-refused', 'no such method', {
        details: { number: -32601, message: 'no such method' },
      });
    };
    await followAll();
    for (const id of ['court', 'grid', 'police'])
      expect(listBatches(view.store, id, { limit: 2 })).toHaveLength(1);
  });

  test('keeps the last headers and those that hold an event, and no others', async () => {
    await anchor(1);
    await followAll();
    await anchor(2);
    // As if the head were far ahead: block 1 holds nothing.
    await follower.step(headNumber());
    expect(lastBlocks(view.store, 10).map(({ number }) => number)).toEqual([3, 2, 1, 0]);
    const empty = chainFollower({
      ...view,
      node: { ...view.node, blocks: (first) => view.node.blocks(first, headNumber()) },
    });
    await anchor(3);
    await empty.step(headNumber() + KEPT_BLOCKS);
    expect(lastBlocks(view.store, 10).map(({ number }) => number)).toEqual([4, 3, 2]);
  });
});

describe('following stops, and changes nothing,', () => {
  const refused = async (code: string) => {
    const before = follower.position();
    await expect(followAll()).rejects.toMatchObject({ code });
    expect(follower.position()).toEqual(before);
  };

  test('at a node that has lost blocks', async () => {
    await anchor(1);
    await followAll();
    await anchor(2);
    view.change = (method, _params, result) => (method === 'eth_getBlockByNumber' ? null : result);
    await refused('node-behind');
  });

  test('at a node with another chain behind the blocks that were followed', async () => {
    await anchor(1);
    await followAll();
    await anchor(2);
    view.change = (method, _params, result) => {
      if (method !== 'eth_getBlockByNumber') return result;
      const header = { ...headerFromRpc(result), parentHash: new Uint8Array(32).fill(1) };
      return {
        ...(result as object),
        parentHash: toHex0x(header.parentHash),
        hash: toHex0x(blockHash(header)),
      };
    };
    await refused('node-off-chain');
  });

  test('at a block that the set in force did not seal', async () => {
    await anchor(1);
    view.change = (method, params, result) => {
      if (method !== 'eth_getBlockByNumber' || params[0] !== '0x2') return result;
      const strangers = [1, 2, 3].map((n) => testKey(`stranger ${n}`));
      return {
        ...(result as object),
        extraData: toHex0x(sealHeader(headerFromRpc(result), strangers).extraData),
      };
    };
    await refused('head-unverified');
  });

  test.each([
    ['withheld', () => []],
    ['changed', (all: object[]) => all.map((one) => ({ ...one, cumulativeGasUsed: '0x1' }))],
  ])('at receipts that were %s', async (_, change) => {
    await anchor(1);
    view.change = (method, _params, result) =>
      method === 'eth_getBlockReceipts' ? change(result as object[]) : result;
    await refused('ledger-answer-invalid');
  });

  test('at an event hidden by a filter that the header’s seals do not cover', async () => {
    await anchor(1);
    view.change = (method, params, result) => {
      if (method !== 'eth_getBlockByNumber' || params[0] !== '0x2') return result;
      const header = { ...headerFromRpc(result), logsBloom: new Uint8Array(256) };
      return {
        ...(result as object),
        logsBloom: toHex0x(header.logsBloom),
        hash: toHex0x(blockHash(header)),
      };
    };
    await refused('head-unverified');
  });
});

test('every event of the registry that is followed is in the compiled contract', () => {
  const compiled = registry.fragments
    .filter(({ type }) => type === 'event')
    .map((event) => event.format('full'));
  for (const fragment of new Interface(REGISTRY_EVENTS).fragments)
    expect(compiled).toContain(fragment.format('full'));
});
