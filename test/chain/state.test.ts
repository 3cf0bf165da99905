import { createCustomCommon, Mainnet } from '@ethereumjs/common';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { Account, Address } from '@ethereumjs/util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leavesOf } from '../../chain/state/check.ts';
import { references } from '../../chain/state/difference.ts';
import { ACCOUNTS, EMPTY_ROOT, Nodes, ownerOfHash } from '../../chain/state/nodes.ts';
import { World } from '../../chain/state/world.ts';
import { Store } from '../../chain/store/store.ts';
import { fromHex, toHex } from '../../core/bytes.ts';
import { sha256 } from '../../core/digests.ts';
import { decodeRlp, type RlpItem } from '../../core/rlp.ts';
import { temporaryFolder } from '../support/embedded-chain.ts';
import { fcRuns } from '../support/properties.ts';

/** Few accounts, slots and values, so that things collide, vanish and come back. */
const KEEP = 3;
const rules = createCustomCommon({ chainId: 1 }, Mainnet, { hardfork: 'berlin' });
const addressOf = (n: number) => new Address(sha256(Uint8Array.of(1, n)).slice(0, 20));
const slotOf = (n: number) => sha256(Uint8Array.of(2, n));

type Op =
  | { do: 'store'; account: number; slot: number; value: number }
  | { do: 'nonce' | 'delete' | 'clear' | 'code'; account: number; value: number }
  | { do: 'attempt'; ops: Op[]; keep: boolean };

const account = fc.nat(4);
const simple: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('store' as const), account, slot: fc.nat(12), value: fc.nat(3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('nonce' as const, 'delete' as const, 'clear' as const, 'code' as const),
      account,
      value: fc.nat(3),
    }),
  },
);
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('attempt' as const),
      ops: fc.array(simple, { maxLength: 5 }),
      keep: fc.boolean(),
    }),
  },
);

async function apply(state: World | MerkleStateManager, step: Op): Promise<void> {
  if (step.do === 'attempt') {
    await state.checkpoint();
    for (const inner of step.ops) await apply(state, inner);
    await (step.keep ? state.commit() : state.revert());
    return;
  }
  const address = addressOf(step.account);
  const known = await state.getAccount(address);
  if (step.do === 'delete') {
    // As the virtual machine does it: an account that goes takes its storage with it.
    if (known) await state.clearStorage(address);
    await state.deleteAccount(address);
    return;
  }
  if (!known) await state.putAccount(address, new Account(1n, 0n));
  if (step.do === 'store') {
    await state.putStorage(
      address,
      slotOf(step.slot),
      step.value ? Uint8Array.of(step.value) : new Uint8Array(32),
    );
  } else if (step.do === 'code') await state.putCode(address, Uint8Array.of(0x60, step.value));
  else if (step.do === 'clear') await state.clearStorage(address);
  else await state.modifyAccountFields(address, { nonce: BigInt(step.value + 1) });
}

function reachable(nodes: Nodes, root: Uint8Array): Set<string> {
  const found = new Set<string>();
  const walk = (owner: string, start: Uint8Array) => {
    const pending = toHex(start) === toHex(EMPTY_ROOT) ? [] : [start];
    for (let hash = pending.pop(); hash; hash = pending.pop()) {
      found.add(owner + toHex(hash));
      pending.push(...references(decodeRlp(nodes.read(owner + toHex(hash)))));
    }
  };
  walk(ACCOUNTS, root);
  for (const { key, value } of leavesOf(root, ACCOUNTS, (name) => nodes.read(name))) {
    walk(ownerOfHash(fromHex(key)), (decodeRlp(value) as RlpItem[])[2] as Uint8Array);
  }
  return found;
}

it('has the root that another implementation has, and keeps exactly the nodes of the states it promises', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(op, { maxLength: 8 }), { minLength: 1, maxLength: 12 }),
      async (blocks) => {
        const place = temporaryFolder();
        const store = new Store(place.folder);
        const reference = new MerkleStateManager({ common: rules });
        const roots: Uint8Array[] = [EMPTY_ROOT];
        for (const [number, ops] of blocks.entries()) {
          // A cache of its own for each block: what the store has forgotten must not be remembered.
          const world = new World(new Nodes(store), roots.at(-1) as Uint8Array);
          for (const step of ops) {
            await world.checkpoint();
            await reference.checkpoint();
            await apply(world, step);
            await apply(reference, step);
            await world.commit();
            await reference.commit();
          }
          const { root, ...state } = await world.change();
          expect(toHex(root)).toBe(toHex(await reference.getStateRoot()));
          const block = { number, hash: sha256(Uint8Array.of(number)), header: new Uint8Array() };
          store.commit({ block, transactions: [], logs: [], state }, KEEP);
          roots.push(root);
          const kept = new Set(
            roots.slice(-1 - KEEP).flatMap((each) => [...reachable(new Nodes(store), each)]),
          );
          expect(store.nodeCount()).toBe(kept.size);
        }
        store.close();
        place.remove();
      },
    ),
    fcRuns(20),
  );
}, 600_000);

it('reads what was written, in this block or before, and nothing of what was taken back', async () => {
  const place = temporaryFolder();
  const store = new Store(place.folder);
  const first = new World(new Nodes(store), EMPTY_ROOT);
  await first.putAccount(addressOf(1), new Account(1n, 0n));
  await first.putStorage(addressOf(1), slotOf(1), Uint8Array.of(0, 0, 7));
  await first.putCode(addressOf(1), Uint8Array.of(1, 2, 3));
  const { root, ...state } = await first.change();
  store.commit(
    { block: { number: 0, hash: slotOf(9), header: new Uint8Array() }, transactions: [], logs: [], state },
    KEEP,
  );

  const second = new World(new Nodes(store), root);
  expect(await second.getStorage(addressOf(1), slotOf(1))).toEqual(Uint8Array.of(7));
  expect(await second.getCodeSize(addressOf(1))).toBe(3);
  expect(await second.getAccount(addressOf(2))).toBeUndefined();
  await second.checkpoint();
  await second.putStorage(addressOf(1), slotOf(1), new Uint8Array());
  await second.deleteAccount(addressOf(1));
  expect(await second.getStorage(addressOf(1), slotOf(1))).toEqual(new Uint8Array());
  await second.revert();
  expect(await second.getStorage(addressOf(1), slotOf(1))).toEqual(Uint8Array.of(7));
  expect(toHex((await second.change()).root)).toBe(toHex(root));
  // An account that was handed out is a copy: changing it changes nothing here.
  const account1 = (await second.getAccount(addressOf(1))) as Account;
  account1.nonce = 99n;
  expect((await second.getAccount(addressOf(1)))?.nonce).toBe(1n);
  store.close();
  place.remove();
});
