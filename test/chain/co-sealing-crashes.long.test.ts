import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ballot } from '../../chain/cosealing/ballot.ts';
import { Store } from '../../chain/store/store.ts';
import { toHex0x } from '../../core/bytes.ts';
import { blockHash } from '../../core/qbft.ts';
import { type CoSealers, coSealers } from '../support/co-sealers.ts';
import { hashOf } from '../support/hostile.ts';
import { until } from '../support/until.ts';

let net: CoSealers;
beforeEach(async () => {
  net = await coSealers();
});
afterEach(() => net.close());

const finalHash = async (i: number, height: number) => toHex0x(blockHash(await net.headerOf(i, height)));

/** What a process that is down has kept of a height: the block that it sealed, or proposed without sealing it. */
function kept(i: number, height: bigint) {
  const store = new Store(net.dataOf(i), { readOnly: true });
  const ballot = new Ballot(store, net.keys[i] as Uint8Array, false);
  const found = { lock: ballot.lockAt(height), proposal: ballot.proposalAt(height) };
  store.close();
  return found;
}

describe('the proposer, killed', () => {
  it.each([
    ['before its block is durable: another one may follow', 'before-lock', false],
    ['with block and seal durable and sent to nobody', 'lock-durable', true],
    ['with the first seal of another', 'first-seal', true],
    ['with a quorum of seals and nothing stored', 'quorum', true],
    ['with the final block stored and told to nobody', 'committed', true],
  ])('%s', async (_, fault, durable) => {
    await net.startAll([1, 2, 3]);
    for (const height of [1, 2]) {
      const fated = net.begin(0, { fault: `${fault}@${height}` });
      if (height === 2) await net.send(1);
      expect(await fated.ended).toMatchObject({ signal: 'SIGKILL' });
      const { lock } = kept(0, BigInt(height));
      expect(lock !== undefined).toBe(durable);
      await net.start(0);
      await net.reach(height);
      if (lock) expect(await finalHash(1, height)).toBe(hashOf(lock));
      expect(await net.sealersOf(1, height)).toContain(net.validators[0]);
      await net.checkAll();
      await net.kill(0);
    }
  });

  it('and away for longer than clocks may differ: the others make up the quorum of another block', async () => {
    await net.startAll([1, 2, 3]);
    expect(await net.begin(0, { fault: 'lock-durable@1' }).ended).toMatchObject({ signal: 'SIGKILL' });
    const { lock } = kept(0, 1n);
    const tooLate = (Number(lock?.header.timestamp) + 16) * 1000;
    while (Date.now() <= tooLate) await pause(200);
    await net.start(0);
    await net.reach(1);
    expect(await finalHash(1, 1)).not.toBe(lock && hashOf(lock));
    expect((await net.sealersOf(1, 1)).toSorted()).toEqual(net.validators.slice(1, 4).toSorted());
    // Bound at that height only.
    await net.kill(3);
    await net.send(1);
    await net.reach(2, [0, 1, 2]);
    expect(await net.sealersOf(1, 2)).toContain(net.validators[0]);
    await net.start(3);
    await net.reach(2);
    await net.checkAll();
  });

  it('and restored: it proposes without a seal of its own, and the same again when killed once more', async () => {
    await net.startAll();
    await net.reach(1);
    await net.kill(0);
    const fated = net.begin(0, { restored: true, fault: 'proposal-durable@2' });
    await net.send(1);
    expect(await fated.ended).toMatchObject({ signal: 'SIGKILL' });
    const { lock, proposal } = kept(0, 2n);
    expect(lock).toBe(undefined);
    await net.start(0);
    await net.reach(2);
    expect(await finalHash(1, 2)).toBe(proposal && hashOf(proposal));
    expect((await net.sealersOf(1, 2)).toSorted()).toEqual(net.validators.slice(1, 4).toSorted());
    await until('the end', async () => (await net.status(0)).abstainsThrough === null);
    await net.checkAll();
  });
});

describe('a co-sealer, killed', () => {
  it.each([
    ['with its seal durable and not sent', 'seal-durable'],
    ['with its seal sent', 'seal-sent'],
  ])('%s: it gives the same seal again', async (_, fault) => {
    // Two of four and the one that dies: no quorum without it.
    await net.startAll([0, 2]);
    expect(await net.begin(1, { fault: `${fault}@1` }).ended).toMatchObject({ signal: 'SIGKILL' });
    const { lock } = kept(1, 1n);
    await net.start(1);
    await net.reach(1, [0, 1, 2]);
    expect(await finalHash(0, 1)).toBe(lock && hashOf(lock));
    expect(await net.sealersOf(0, 1)).toContain(net.validators[1]);
    await net.start(3);
    await net.reach(1);
    await net.checkAll();
  });
});

describe('a store put back from a backup', () => {
  it('and said to be so: it abstains until the others are past all proposals', async () => {
    await net.startAll();
    await net.reach(1);
    await net.send(0);
    await net.reach(2);
    await net.kill(1);
    cpSync(net.dataOf(1), join(net.folder, 'backup'), { recursive: true });
    await net.start(1);
    await net.send(0);
    await net.reach(3);
    await net.kill(1);
    await net.start(1, { data: join(net.folder, 'backup'), restored: true });
    await until('the bound', async () => (await net.status(1)).abstainsThrough === 4);
    await net.send(1);
    await net.reach(4);
    expect(await net.sealersOf(0, 4)).not.toContain(net.validators[1]);
    await until('the end', async () => (await net.status(1)).abstainsThrough === null);
    // It is needed again, and seals.
    await net.kill(2);
    await net.send(1);
    await net.reach(5, [0, 1, 3]);
    expect(await net.sealersOf(0, 5)).toContain(net.validators[1]);
    await net.start(2);
    await net.reach(5);
    await net.checkAll();
  });

  it('and not said to be so: whoever is shown a seal of its own that it does not know abstains', async () => {
    await net.startAll([0, 1, 2]);
    await net.reach(1, [0, 1, 2]);
    await net.kill(1);
    cpSync(net.dataOf(1), join(net.folder, 'backup'), { recursive: true });
    await net.start(1);
    await net.send(0);
    await net.reach(2, [0, 1, 2]);
    expect(await net.sealersOf(0, 2)).toContain(net.validators[1]);
    await net.kill(1);
    await net.start(1, { data: join(net.folder, 'backup') });
    await until('abstaining', async () => (await net.status(1)).abstainsThrough !== null);
    await net.start(3);
    await net.reach(2);
    await net.checkAll();
  });
});
