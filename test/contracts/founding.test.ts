import { encodeBytes32String } from 'ethers';
import { describe, expect, test } from 'vitest';
import {
  addressOf,
  bytes32,
  found,
  founder,
  NAMES,
  NEVER,
  ROLE,
  registryArtifact,
  STATUS,
  sharedChain,
} from './support/consortium.ts';

async function foundWith(founders: unknown[]) {
  const chain = await sharedChain();
  return chain.deploy(registryArtifact(), [founders]);
}

const many = (count: number) => Array.from({ length: count }, (_, i) => founder(`a${i}`));

describe('founding the registry', () => {
  test('gives each founder an active seat, in the order of the document', async () => {
    const c = await found(4);
    expect(await c.view('agencyIds')).toEqual(NAMES.slice(0, 4).map(bytes32));
    expect(await c.validators()).toEqual(NAMES.slice(0, 4).map((name) => addressOf(`${name} validator`)));
    expect(await c.view('setVersion')).toBe(1n);
    expect(await c.view('sealingVersion')).toBe(1n);
    expect(await c.view('epoch')).toBe(1n);
    expect(await c.view('threshold')).toBe(3n);
    expect(await c.view('voterCount')).toBe(4n);
    expect(await c.view('motionCount')).toBe(0n);
    const agency = await c.view('agency', bytes32('police'));
    expect(agency.governance).toBe(addressOf('police governance'));
    expect(agency.validator).toBe(addressOf('police validator'));
    expect(agency.status).toBe(STATUS.active);
  });

  test('writes down each founding key with its role and an open span', async () => {
    const c = await found(1);
    const since = (await c.chain.time()) - 1;
    for (const role of ['governance', 'operator', 'validator'] as const) {
      const key = await c.view('keyRecord', addressOf(`grid ${role}`));
      expect(key.agency).toBe(bytes32('grid'));
      expect(key.role).toBe(ROLE[role]);
      expect(key.fromBlock).toBe(BigInt(c.registry.blockNumber ?? 0));
      expect(Number(key.fromTime)).toBeGreaterThan(since - 10);
      expect([key.untilBlock, key.untilTime]).toEqual([NEVER, NEVER]);
    }
    expect((await c.view('keyRecord', addressOf('nobody'))).role).toBe(ROLE.none);
  });

  test('lets every founding operator anchor', async () => {
    const registry = await foundWith([
      { ...founder('grid'), operators: [addressOf('grid one'), addressOf('grid two')] },
    ]);
    const chain = await sharedChain();
    for (const key of ['grid one', 'grid two']) {
      const rights = await chain.call(registry, addressOf('anyone'), 'anchoringRights', [addressOf(key)]);
      expect([...rights]).toEqual([bytes32('grid'), 1n]);
    }
  });

  test('takes 1 to 64 founders', async () => {
    await expect(foundWith([])).rejects.toThrow('AgencyRegistryFounders(0)');
    await expect(foundWith(many(65))).rejects.toThrow('AgencyRegistryFounders(65)');
    const registry = await foundWith(many(64));
    const chain = await sharedChain();
    const [validators] = await chain.call(registry, addressOf('anyone'), 'getValidators');
    expect(validators).toHaveLength(64);
  });

  test('refuses an agency that is named twice', async () => {
    const twice = { ...founder('telecom'), id: bytes32('grid') };
    await expect(foundWith([founder('grid'), twice])).rejects.toThrow(
      `AgencyRegistryStatus(${bytes32('grid')},${STATUS.active})`,
    );
  });

  test('refuses an agency without an operator', async () => {
    await expect(foundWith([{ ...founder('grid'), operators: [] }])).rejects.toThrow(
      `AgencyRegistryNoOperator(${bytes32('grid')})`,
    );
  });

  test('refuses the zero key in any role', async () => {
    const zero = `0x${'00'.repeat(20)}`;
    for (const part of [{ governance: zero }, { validator: zero }, { operators: [zero] }]) {
      await expect(foundWith([{ ...founder('grid'), ...part }])).rejects.toThrow('AgencyRegistryZeroKey');
    }
  });

  test('refuses a key that appears twice, in whatever roles and agencies', async () => {
    const { governance, operators, validator } = founder('grid');
    const bad = [
      [{ ...founder('grid'), validator: governance }],
      [{ ...founder('grid'), operators: [governance] }],
      [{ ...founder('grid'), operators: [validator] }],
      [{ ...founder('grid'), operators: [...operators, ...operators] }],
      [founder('grid'), { ...founder('telecom'), governance }],
      [founder('grid'), { ...founder('telecom'), validator }],
      [founder('grid'), { ...founder('telecom'), operators }],
    ];
    for (const founders of bad) await expect(foundWith(founders)).rejects.toThrow('AgencyRegistryKeyUsed');
  });

  test.each(['a', 'z', 'grid', 'a0', 'a9', 'a-', 'az', 'a'.repeat(31)])('takes the id %s', async (id) => {
    await foundWith([{ ...founder('grid'), id: encodeBytes32String(id) }]);
  });

  test.each([
    ['the empty one', `0x${'00'.repeat(32)}`],
    ['a digit first', encodeBytes32String('0grid')],
    ['a hyphen first', encodeBytes32String('-grid')],
    ['before a', encodeBytes32String('`')],
    ['after z', encodeBytes32String('{')],
    ['upper case', encodeBytes32String('gRid')],
    ['just before 0', encodeBytes32String('a/')],
    ['just after 9', encodeBytes32String('a:')],
    ['just before a', encodeBytes32String('a`')],
    ['just after z', encodeBytes32String('a{')],
    ['a gap', `0x610061${'00'.repeat(29)}`],
    ['something behind the padding', `0x61${'00'.repeat(29)}6100`],
    ['32 letters', `0x${'61'.repeat(32)}`],
    ['something in the last byte alone', `0x61${'00'.repeat(30)}61`],
    ['not ASCII', `0x61e4${'00'.repeat(30)}`],
  ])('refuses an id with %s', async (_, id) => {
    await expect(foundWith([{ ...founder('grid'), id }])).rejects.toThrow(`AgencyRegistryInvalidId(${id})`);
  });

  test('takes no value anywhere', () => {
    for (const entry of registryArtifact().abi as { stateMutability?: string; type: string }[]) {
      expect(entry.stateMutability).not.toBe('payable');
      expect(['receive', 'fallback']).not.toContain(entry.type);
    }
  });
});
