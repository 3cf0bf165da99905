import { JsonRpcProvider } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CoSealers, coSealers } from '../support/co-sealers.ts';
import { until } from '../support/until.ts';

let net: CoSealers;
beforeEach(async () => {
  net = await coSealers();
});
afterEach(() => net.close());

describe('four validators, a process each,', () => {
  it('make blocks with three seals, of transactions given to any of them, and ethers works against each', async () => {
    await net.startAll();
    await net.reach(1);
    for (const i of [0, 1, 2, 3]) {
      const hash = await net.send(i);
      const provider = new JsonRpcProvider(net.nodes[i]?.url, undefined, { staticNetwork: true });
      // Not waitForTransaction: it misses a block that comes before its first poll, and here no next one follows.
      const receipt = await until(
        'a receipt',
        async () => (await provider.getTransactionReceipt(hash)) ?? false,
      );
      expect(receipt.status).toBe(1);
      provider.destroy();
      await net.reach(2 + i);
    }
    expect(await net.rpc(3, 'web3_clientVersion')).toMatch(/no consensus engine/);
    expect((await net.status(0)).role).toBe('proposer');
    expect((await net.status(1)).role).toBe('co-sealer');
    await net.checkAll();
  });

  it('go on with one down, which catches up when it is back', async () => {
    await net.startAll();
    await net.reach(1);
    await net.kill(2);
    await net.send(1);
    await net.reach(2, [0, 1, 3]);
    await net.send(0);
    await net.reach(3, [0, 1, 3]);
    await net.start(2);
    await net.reach(3);
    expect(await net.rpc(2, 'eth_syncing')).toBe(false);
    await net.checkAll();
  });

  it('halt with two down, say why, and go on with what was accepted when one is back', async () => {
    await net.startAll();
    await net.reach(1);
    const before = await net.head(0);
    await net.kill(2);
    await net.kill(3);
    // Taken before the node knows, or refused until it can be sealed: either way it is in a block in the end.
    const given = net.send(1);
    const away = [2, 3].map((i) => net.validators[i]);
    // On a busy machine one that runs may be late with an answer, too, and be taken for one of the two until it has given it.
    const saidBy = (i: number) =>
      until('the halt', async () => {
        const { halted, ...status } = await net.status(i);
        expect(halted).toMatch(/needs the seals of 3 of its 4 validators, and 2 can give theirs/);
        expect(status).toMatchObject({ able: 2, quorum: 3, waitingFor: away });
        return true;
      });
    await Promise.all([saidBy(0), saidBy(1)]);
    await expect(net.rpc(0, 'eth_sendRawTransaction', '0x')).rejects.toThrow(/chain waits/);
    expect(await net.head(0)).toBe(before);
    await net.start(3);
    await until('the end of the halt', async () => (await net.status(0)).halted === null);
    await given;
    await net.reach(before + 1, [0, 1, 3]);
    await net.send(3);
    await net.reach(before + 2, [0, 1, 3]);
    await net.checkAll([0, 1, 3]);
  });

  it('wait for the proposer when it is down, say so, and no other takes its place', async () => {
    await net.startAll();
    await net.reach(1);
    await net.kill(0);
    const said = 'does not answer, and no other takes its place';
    await until('the halt', async () => (await net.status(1)).halted?.includes(said));
    await until('the halt', async () => (await net.status(2)).halted?.includes(said));
    await expect(net.rpc(2, 'eth_sendRawTransaction', '0x')).rejects.toThrow(/The chain waits/);
    await net.start(0);
    await net.send(2);
    await net.reach(2);
    await net.checkAll();
  });
});
