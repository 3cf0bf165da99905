import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOfKey } from '../../core/signature.ts';
import { type CoSealers, coSealers } from '../support/co-sealers.ts';
import { agencyKeys } from '../support/founding.ts';
import { agencyWord, ROLE } from '../support/registry-calls.ts';
import { until } from '../support/until.ts';

let net: CoSealers;
beforeEach(async () => {
  net = await coSealers();
  await net.startAll();
  await net.reach(1);
});
afterEach(() => net.close());

const address = (i: number) => net.validators[i] as string;

/** Motion number 1, by court, with the votes of two others. */
async function vote() {
  for (const id of ['grid', 'police']) await net.callRegistry(1, agencyKeys(id).governance, 'vote', [1]);
}

async function replace(agency: string) {
  const key = net.keys[5] as Uint8Array;
  await net.callRegistry(1, agencyKeys('court').governance, 'proposeValidator', [
    agencyWord(agency),
    address(5),
    await net.possession(key, agency, ROLE.validator),
  ]);
  await vote();
}

describe('a change of the validator set', () => {
  it('a seat is claimed: the outgoing set seals that block, the new one the next, and the new process joins', async () => {
    const water = agencyKeys('water');
    await net.callRegistry(1, agencyKeys('court').governance, 'proposeAdmission', [
      agencyWord('water'),
      addressOfKey(water.governance),
      address(4),
      await net.possession(water.governance, 'water', ROLE.governance),
      await net.possession(water.validator, 'water', ROLE.validator),
    ]);
    await vote();
    // Before its seat it follows, and brings its transactions to the proposer.
    await net.start(4);
    expect((await net.status(4)).role).toBe('follower');
    const change = await net.callRegistry(4, water.validator, 'claim');
    expect(await net.sealersOf(4, change)).toHaveLength(3);
    expect(await net.sealersOf(4, change)).not.toContain(address(4));
    // The four that were told of each other only can go on without it.
    await net.send(0);
    await net.reach(change + 1, [0, 1, 2, 3, 4]);
    expect((await net.sealersOf(4, change + 1)).toSorted()).toEqual([0, 1, 2, 3].map(address).toSorted());
    expect((await net.status(4)).role).toBe('co-sealer');
    // Told of it, one after the other, they need it when another is down: four of five.
    for (const i of [0, 1, 2]) {
      await net.kill(i);
      await net.start(i, { peers: [0, 1, 2, 3, 4] });
    }
    await net.kill(3);
    await net.send(0);
    await net.reach(change + 2, [0, 1, 2, 4]);
    expect(await net.sealersOf(0, change + 2)).toContain(address(4));
    await net.start(3);
    await net.reach(change + 2, [0, 1, 2, 3, 4]);
    await net.checkAll([0, 1, 2, 3, 4]);
  });

  it('a co-sealer is replaced: its old process follows, the new one seals', async () => {
    await replace('grid');
    await net.start(5);
    const change = await net.callRegistry(5, net.keys[5] as Uint8Array, 'claim');
    await net.reach(change, [0, 1, 2, 3, 5]);
    await until('the new role', async () => (await net.status(1)).role === 'follower');
    // In place of the old one, where the others look for it, and with the folder of the old one: it starts free.
    await net.kill(1);
    await net.kill(5);
    await net.start(5, { data: net.dataOf(1), place: 1 });
    await net.kill(2);
    await net.send(0);
    await net.reach(change + 1, [0, 3, 5]);
    expect((await net.sealersOf(0, change + 1)).toSorted()).toEqual([0, 3, 5].map(address).toSorted());
    await net.start(2);
    await net.reach(change + 1, [0, 2, 3, 5]);
    await net.checkAll([0, 2, 3, 5]);
  });

  it('the proposer is replaced: whoever has its place proposes the next block', async () => {
    for (const i of [0, 1, 2, 3]) {
      await net.kill(i);
      await net.start(i, { peers: [0, 1, 2, 3, 5] });
    }
    await replace('court');
    await net.start(5);
    const change = await net.callRegistry(5, net.keys[5] as Uint8Array, 'claim');
    await net.reach(change, [0, 1, 2, 3, 5]);
    await until('the new roles', async () => {
      return (await net.status(5)).role === 'proposer' && (await net.status(0)).role === 'follower';
    });
    expect(await net.sealersOf(1, change)).not.toContain(address(5));
    // The old one is needed no more, and what was given to it last is not lost.
    await net.send(0);
    await net.reach(change + 1, [0, 1, 2, 3, 5]);
    await net.kill(0);
    await net.send(1);
    await net.reach(change + 2, [1, 2, 3, 5]);
    expect(await net.sealersOf(1, change + 2)).not.toContain(address(0));
    await net.checkAll([1, 2, 3, 5]);
  });
});
