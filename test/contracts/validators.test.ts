import { keccak256 } from 'ethers';
import { describe, expect, test } from 'vitest';
import { addressOf, bytes32, DAY, found, NEVER, ROLE, STATUS } from './support/consortium.ts';

const voters = ['telecom', 'reform', 'police'];

describe('a new validator', () => {
  test('takes its place by claiming it, and the old one is ended', async () => {
    const c = await found(4);
    const named = await c.pass(
      await c.propose.validator('grid', 'reform', 'reform next'),
      'telecom',
      'police',
    );
    expect(named.events.map((event) => event.name)).toEqual([
      'MotionVoted',
      'MotionPassed',
      'ValidatorNamed',
    ]);
    expect([...named.events[2]!.args]).toEqual([
      bytes32('reform'),
      addressOf('reform next'),
      BigInt((await c.chain.time()) + 30 * DAY),
    ]);
    expect(await c.view('setVersion')).toBe(1n);
    const claimed = await c.claim('reform next');
    expect(claimed.events.map((event) => event.name)).toEqual(['ValidatorSetChanged', 'ValidatorReplaced']);
    expect([...claimed.events[1]!.args]).toEqual([
      bytes32('reform'),
      addressOf('reform validator'),
      addressOf('reform next'),
    ]);
    expect(await c.validators()).toEqual(
      ['grid validator', 'telecom validator', 'reform next', 'police validator'].map(addressOf),
    );
    const now = [BigInt(claimed.blockNumber), BigInt(await c.chain.time())];
    const old = await c.view('keyRecord', addressOf('reform validator'));
    expect([old.untilBlock, old.untilTime]).toEqual(now);
    expect([...(await c.view('keyRecord', addressOf('reform next')))]).toEqual([
      bytes32('reform'),
      ROLE.validator,
      ...now,
      NEVER,
      NEVER,
    ]);
    const agency = await c.view('agency', bytes32('reform'));
    expect([agency.validator, BigInt(agency.nextValidator), agency.claimUntil]).toEqual([
      addressOf('reform next'),
      0n,
      0n,
    ]);
    await expect(c.claim('reform next')).rejects.toThrow('AgencyRegistryNoClaim');
    await expect(c.claim('reform validator')).rejects.toThrow('AgencyRegistryNoClaim');
  });

  test('lapses after 30 days, to the second', async () => {
    for (const late of [0, 1]) {
      const c = await found(1);
      await c.propose.validator('grid', 'grid', 'grid next');
      await c.chain.nextBlockAt((await c.chain.time()) + 30 * DAY - 1 + late);
      if (late === 0) await c.claim('grid next');
      else await expect(c.claim('grid next')).rejects.toThrow('AgencyRegistryNoClaim');
    }
  });

  test('is the one named last', async () => {
    const c = await found(1);
    await c.propose.validator('grid', 'grid', 'grid first');
    await c.propose.validator('grid', 'grid', 'grid second');
    await expect(c.claim('grid first')).rejects.toThrow(
      `AgencyRegistryNoClaim(${addressOf('grid first')},${bytes32('grid')})`,
    );
    await c.claim('grid second');
  });

  test('of a suspended agency takes its place too: the seat stays, and someone must seal for it', async () => {
    const c = await found(4);
    await c.pass(await c.propose.suspension('telecom', 'grid'), 'reform', 'police');
    await c.pass(await c.propose.validator('telecom', 'grid', 'grid next'), 'reform', 'police');
    await c.claim('grid next');
    expect(await c.status('grid')).toBe(STATUS.suspended);
    expect((await c.validators())[0]).toBe(addressOf('grid next'));
  });
});

describe('the set of validators', () => {
  test('has a version that the block of a change does not seal by yet', async () => {
    const c = await found(1);
    await c.propose.validator('grid', 'grid', 'grid next');
    const together = await c.chain.sendTogether([
      [c.registry, addressOf('grid next'), 'claim'],
      [c.ledger, addressOf('grid operator'), 'anchor', [1, keccak256('0x'), 1]],
    ]);
    expect(together).toEqual([true, true]);
    expect((await c.view('setVersion')) as bigint).toBe(2n);
    const batch = await c.chain.call(c.ledger, addressOf('anyone'), 'batchAt', [bytes32('grid'), 1]);
    expect(batch.sealedBy).toBe(1n);
    await c.anchor('grid operator', 2);
    const next = await c.chain.call(c.ledger, addressOf('anyone'), 'batchAt', [bytes32('grid'), 2]);
    expect(next.sealedBy).toBe(2n);
  });

  test('changes once a block at most', async () => {
    const c = await found(5);
    for (const name of ['grid', 'telecom']) {
      await c.pass(await c.propose.validator('grid', name, `${name} next`), ...voters);
    }
    const calls = ['grid next', 'telecom next'].map((key) => [c.registry, addressOf(key), 'claim'] as const);
    expect(await c.chain.sendTogether(calls.map((call) => [...call]))).toEqual([true, false]);
    expect(await c.view('setVersion')).toBe(2n);
    await c.claim('telecom next');
    expect(await c.view('setVersion')).toBe(3n);

    await c.pass(await c.propose.validator('grid', 'reform', 'reform next'), ...voters);
    const removal = await c.propose.removal('grid', 'court');
    await c.pass(removal, 'telecom', 'reform');
    expect(
      await c.chain.sendTogether([
        [c.registry, addressOf('reform next'), 'claim'],
        [c.registry, addressOf('police governance'), 'vote', [removal]],
      ]),
    ).toEqual([true, false]);
    await c.vote('police', removal);
    expect(await c.validators()).toHaveLength(4);
  });

  test('says why a second change in a block is refused', async () => {
    const c = await found(1);
    await c.propose.admission('grid', 'tax');
    await c.propose.admission('grid', 'land');
    await c.chain.rpc('evm_setAutomine', [false]);
    const claims = ['tax', 'land'].map((name) => addressOf(`${name} validator`));
    for (const from of claims) {
      await c.chain.rpc('hardhat_impersonateAccount', [from]);
      const data = c.registry.abi.encodeFunctionData('claim');
      const gas = '0xf4240';
      await c.chain.rpc('eth_sendTransaction', [
        { from, to: c.registry.address, data, gas, gasPrice: '0x0' },
      ]);
    }
    await expect(
      c.chain.rpc('eth_call', [
        { from: claims[1], to: c.registry.address, data: c.registry.abi.encodeFunctionData('claim') },
        'pending',
      ]),
    ).rejects.toThrow();
    await c.chain.rpc('evm_mine');
    await c.chain.rpc('evm_setAutomine', [true]);
    expect(await c.validators()).toHaveLength(2);
  });
});

describe('a successor ledger', () => {
  async function withLedgers() {
    const c = await found(1);
    const { ledgerArtifact } = await import('./support/consortium.ts');
    const ledger = await c.chain.deploy(ledgerArtifact(), [c.registry.address]);
    const codeHash = keccak256((await c.chain.rpc('eth_getCode', [ledger.address, 'latest'])) as string);
    const head = ledger.blockNumber!;
    return { c, ledger, codeHash, head };
  }

  test('is named by its address, code and first block, in an event that says who seals it', async () => {
    const { c, ledger, codeHash, head } = await withLedgers();
    const args = [ledger.address, codeHash, head + 2];
    const { events } = await c.asGovernance('grid', 'proposeSuccessor', args);
    expect(events.map((event) => event.name)).toEqual([
      'MotionProposed',
      'MotionVoted',
      'MotionPassed',
      'SuccessorNamed',
    ]);
    expect([...events[3]!.args]).toEqual([1n, ledger.address, codeHash, BigInt(head + 2), 1n]);
    expect((await c.view('successors')).map((one: unknown[]) => [...one])).toEqual([
      [ledger.address, BigInt(head + 2), codeHash],
    ]);
    expect(await c.view('epoch')).toBe(1n);
  });

  test('takes over later than the block that names it', async () => {
    const { c, ledger, codeHash, head } = await withLedgers();
    await expect(c.propose.successor('grid', ledger.address, codeHash, head + 1)).rejects.toThrow(
      `AgencyRegistrySuccessorBlock(${head + 1},${head + 1})`,
    );
  });

  test('takes over later than the one before it', async () => {
    const { c, ledger, codeHash, head } = await withLedgers();
    await c.propose.successor('grid', ledger.address, codeHash, head + 100);
    for (const at of [head + 50, head + 100]) {
      await expect(c.propose.successor('grid', ledger.address, codeHash, at)).rejects.toThrow(
        `AgencyRegistrySuccessorBlock(${at},${head + 100})`,
      );
    }
    const { events } = await c.asGovernance('grid', 'proposeSuccessor', [
      ledger.address,
      codeHash,
      head + 101,
    ]);
    // Numbered, so that nobody can keep one of several to himself.
    expect(events.at(-1)!.args.number).toBe(2n);
    expect(await c.view('successors')).toHaveLength(2);
  });

  test('counts from this block on when the one before began long ago', async () => {
    const { c, ledger, codeHash, head } = await withLedgers();
    await c.propose.successor('grid', ledger.address, codeHash, head + 2);
    await c.chain.rpc('hardhat_mine', ['0x10']);
    await expect(c.propose.successor('grid', ledger.address, codeHash, head + 10)).rejects.toThrow(
      'AgencyRegistrySuccessorBlock',
    );
  });

  test('has exactly the code that was voted for', async () => {
    const { c, ledger, codeHash, head } = await withLedgers();
    const other = keccak256('0x01');
    await expect(c.propose.successor('grid', ledger.address, other, head + 9)).rejects.toThrow(
      `AgencyRegistrySuccessorCode(${ledger.address},${other},${codeHash})`,
    );
    const none = addressOf('nobody');
    for (const hash of [`0x${'00'.repeat(32)}`, keccak256('0x')]) {
      await expect(c.propose.successor('grid', none, hash, head + 9)).rejects.toThrow(
        'AgencyRegistrySuccessorCode',
      );
    }
    // An account that has a balance has the hash of no code.
    await c.chain.rpc('hardhat_setBalance', [none, '0x1']);
    await expect(c.propose.successor('grid', none, keccak256('0x'), head + 9)).rejects.toThrow(
      'AgencyRegistrySuccessorCode',
    );
  });
});
