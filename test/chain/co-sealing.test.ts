import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { JsonRpcProvider } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proposedToWire, signProposal, withSeals } from '../../chain/cosealing/messages.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { emptyExtra, encodeExtra, sealHash } from '../../core/qbft.ts';
import { signDigest } from '../../core/signature.ts';
import { type CoSealers, coSealers, until } from '../support/co-sealers.ts';

let net: CoSealers;
beforeEach(async () => {
  net = await coSealers();
});
afterEach(() => net.close());

describe('four validators, a process each', () => {
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
    const halted = await until('the halt', async () => {
      const { halted } = await net.status(1);
      return halted?.includes('needs the seals') ? halted : undefined;
    });
    expect(halted).toMatch(/needs the seals of 3 of its 4 validators, and 2 can give theirs/);
    await expect(net.rpc(0, 'eth_sendRawTransaction', '0x')).rejects.toThrow(/chain waits/);
    expect(await net.head(0)).toBe(before);
    await net.start(3);
    await until('the end of the halt', async () => (await net.status(0)).halted === null);
    await net.send(3);
    await net.reach(before + 1, [0, 1, 3]);
    await net.checkAll([0, 1, 3]);
  });

  it('resume with the same block when the proposer is killed at any of its steps', async () => {
    await Promise.all([1, 2, 3].map((i) => net.start(i)));
    let height = 1;
    for (const fault of ['before-lock', 'lock-durable', 'first-seal', 'quorum', 'committed']) {
      await net.start(0, { fault: `${fault}@${height}` }).catch(() => undefined);
      if (height > 1) {
        await net.send(0).catch(() => undefined);
      }
      const dead = net.nodes[0]?.process;
      if (dead) expect((await dead.ended).signal).toBe('SIGKILL');
      await net.start(0);
      const lock = (await net.status(0)).lock;
      await net.reach(height);
      const final = (await net.rpc(1, 'eth_getBlockByNumber', `0x${height.toString(16)}`, false)) as {
        hash: string;
      };
      if (lock?.number === height) expect(final.hash).toBe(lock.hash);
      await net.checkAll();
      await net.kill(0);
      height++;
    }
  });

  it('seal the same block again when a co-sealer is killed after sealing', async () => {
    await net.startAll([0, 2]);
    const fated = net.begin(1, { fault: 'seal-durable@1' });
    // Two of four and the one that dies: no quorum before it is back.
    expect((await fated.ended).signal).toBe('SIGKILL');
    await net.start(1);
    await net.reach(1, [0, 1, 2]);
    await net.start(3);
    await net.reach(1);
    await net.checkAll();
  });

  it('abstain when restored, until the others are past all proposals', async () => {
    await net.startAll();
    await net.reach(1);
    await net.send(0);
    await net.reach(2);
    await net.kill(1);
    cpSync(join(net.folder, 'node1'), join(net.folder, 'backup'), { recursive: true });
    await net.start(1);
    await net.send(0);
    await net.reach(3);
    await net.kill(1);
    await net.start(1, { data: join(net.folder, 'backup'), restored: true });
    await until('the bound', async () => (await net.status(1)).abstainsThrough === 4);
    await net.send(1);
    await net.reach(4);
    await until('the end', async () => (await net.status(1)).abstainsThrough === null);
    await net.send(1);
    await net.reach(5);
    await net.checkAll();
  });

  it('restored without a word: whoever is shown a seal of its own that it does not know abstains', async () => {
    await net.startAll([0, 1, 2]);
    await net.reach(1, [0, 1, 2]);
    await net.kill(1);
    cpSync(join(net.folder, 'node1'), join(net.folder, 'backup'), { recursive: true });
    await net.start(1);
    await net.send(0);
    await net.reach(2, [0, 1, 2]);
    await net.kill(1);
    await net.start(1, { data: join(net.folder, 'backup') });
    await until('abstaining', async () => (await net.status(1)).abstainsThrough !== null);
    await net.start(3);
    await net.reach(2);
    await net.checkAll();
  });
});

describe('a hostile proposer', () => {
  async function proposal(i: number, timestamp: number, vanity: number, change = {}) {
    const parent = (await net.rpc(i, 'eth_getBlockByNumber', '0x0', false)) as Record<string, unknown>;
    const genesis = headerFromRpc(parent);
    const empty = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
    const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));
    const header = {
      ...genesis,
      parentHash: bytes(parent.hash as string),
      miner: bytes(net.validators[0] as string),
      transactionsRoot: bytes(empty),
      receiptsRoot: bytes(empty),
      number: 1n,
      gasUsed: 0n,
      timestamp: BigInt(timestamp),
      mixHash: bytes('0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365'),
      extraData: encodeExtra({ ...emptyExtra(), vanity: new Uint8Array(32).fill(vanity) }),
      difficulty: 1n,
      ...change,
    };
    const key = net.keys[0] as Uint8Array;
    const sealed = withSeals(header, [signDigest(sealHash(header), key)]);
    return { header: sealed, transactions: [], signature: signProposal(sealed, key) };
  }
  const tell = async (i: number, path: string, body: object) => {
    const response = await fetch(`${net.peerUrl(i)}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { kind?: string; reason?: string; seal?: string; lock?: unknown };
  };
  const clock = () => Math.floor(Date.now() / 1000);

  it('that signs two blocks of one height never gets both sealed', async () => {
    await net.startAll([1, 2, 3]);
    const a = await proposal(1, clock(), 0);
    const b = await proposal(1, clock() - 1, 0);
    expect((await tell(1, '/propose', proposedToWire(a))).kind).toBe('seal');
    expect((await tell(2, '/propose', proposedToWire(a))).kind).toBe('seal');
    expect((await tell(3, '/propose', proposedToWire(b))).kind).toBe('seal');
    expect((await tell(1, '/propose', proposedToWire(b))).kind).toBe('locked');
    expect((await tell(2, '/propose', proposedToWire(b))).kind).toBe('locked');
    expect((await tell(3, '/propose', proposedToWire(a))).kind).toBe('locked');
    // Killed and started again, they say the same.
    await net.kill(1);
    await net.start(1);
    expect((await tell(1, '/propose', proposedToWire(b))).kind).toBe('locked');
    // The honest process of that key is shown its own seals, abstains, and adopts what can still be final.
    await net.start(0);
    await net.reach(1);
    const final = (await net.rpc(0, 'eth_getBlockByNumber', '0x1', false)) as { timestamp: string };
    expect(BigInt(final.timestamp)).toBe(a.header.timestamp);
    expect((await net.status(0)).abstainsThrough).not.toBe(undefined);
    await net.checkAll();
  });

  it('is refused a time off the clock, a stranger in its place, and a result that is not that of execution', async () => {
    await net.startAll([1]);
    for (const off of [-40, 40]) {
      const answer = await tell(1, '/propose', proposedToWire(await proposal(1, clock() + off, 0)));
      expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/clock/) });
    }
    const good = await proposal(1, clock(), 0);
    const stranger = { ...good, signature: signProposal(good.header, net.keys[2] as Uint8Array) };
    expect((await tell(1, '/propose', proposedToWire(stranger))).reason).toMatch(/the proposer is/);
    const wrong = await proposal(1, clock(), 0, { stateRoot: new Uint8Array(32) });
    expect((await tell(1, '/propose', proposedToWire(wrong))).reason).toMatch(/another block/);
    expect((await tell(1, '/final', proposedToWire(good))).reason).toMatch(/seals/);
    expect((await net.status(1)).lock).toBe(null);
    expect(await net.head(1)).toBe(0);
  });
});
