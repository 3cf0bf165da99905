import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toHex0x } from '../../../core/bytes.ts';
import { headerFromRpc } from '../../../core/header-rpc.ts';
import { blockHash, sealHeader } from '../../../core/qbft.ts';
import { addressOfKey } from '../../../core/signature.ts';
import { type OwnChain, ownChain } from '../../../server/ledger/on-chain.ts';
import { agencyKeys, testKey } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { agencyWord, ROLE, registryAbi, signPossession } from '../../support/registry-calls.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

let view: TestNode;
let own: OwnChain;
beforeEach(async () => {
  view = await openTestNode();
  own = ownChain(view);
});
afterEach(() => view.close());

const hashOf = async (number: number) => toHex0x(blockHash((await view.node.block(number))!.header));
const anchor = () =>
  view.send([{ key: agencyKeys('grid').operator, to: view.chain.ledger, data: anchorCall(1) }]);

describe('a block that someone claims', () => {
  test('is on our chain when our node has it under its number', async () => {
    await anchor();
    expect(await own.has({ number: 1, hash: await hashOf(1) })).toBe(true);
    expect(await own.has({ number: 2, hash: await hashOf(2) })).toBe(true);
  });

  test('is not on it when the node has another one there that is sealed', async () => {
    await anchor();
    expect(await own.has({ number: 1, hash: await hashOf(2) })).toBe(false);
  });

  test('is undecided while the node has not reached it, or does not hand it out', async () => {
    await anchor();
    await expect(own.has({ number: 9, hash: await hashOf(1) })).rejects.toMatchObject({
      code: 'node-behind',
    });
    const hash = await hashOf(1);
    view.change = (method, params, result) =>
      method === 'eth_getBlockByNumber' && params[0] === '0x1' ? null : result;
    await expect(own.has({ number: 1, hash })).rejects.toMatchObject({ code: 'node-behind' });
  });

  test('is undecided where the node shows a block that nobody sealed: its word alone refuses nothing', async () => {
    await anchor();
    const hash = await hashOf(1);
    await own.follow();
    view.change = (method, params, result) => {
      if (method !== 'eth_getBlockByNumber' || params[0] !== '0x1') return result;
      const strangers = [1, 2, 3].map((n) => testKey(`stranger ${n}`));
      const header = sealHeader({ ...headerFromRpc(result), gasUsed: 1n }, strangers);
      return {
        ...(result as object),
        gasUsed: '0x1',
        extraData: toHex0x(header.extraData),
        hash: toHex0x(blockHash(header)),
      };
    };
    await expect(own.has({ number: 1, hash })).rejects.toMatchObject({ code: 'head-unverified' });
  });
});

describe('the agency of an operator key', () => {
  const registry = registryAbi();
  const NOW = 1_795_000_000;
  const of = (key: Uint8Array, at = NOW) => own.operatorAgency(addressOfKey(key), at);
  const governing = (id: string, data: string) =>
    view.send([{ key: agencyKeys(id).governance, to: view.chain.registry, data }]);

  async function addOperator(id: string, key: Uint8Array): Promise<void> {
    const values = [agencyWord(id), ROLE.operator, addressOfKey(key)];
    const data = registry.encodeFunctionData('possessionHash', values);
    const hash = (await view.chain.rpc('eth_call', { to: view.chain.registry, data })) as string;
    const possession = signPossession(key, hash);
    await governing(id, registry.encodeFunctionData('addOperator', [addressOfKey(key), possession]));
  }

  test('is what the registry says, also of those who joined later, and of no other role', async () => {
    await view.admitNewcomer();
    await addOperator('customs', testKey('customs o 2'));
    expect(await of(agencyKeys('police').operator)).toBe('police');
    expect(await of(testKey('customs o 2'))).toBe('customs');
    expect(await of(agencyKeys('police').governance)).toBeUndefined();
    expect(await of(agencyKeys('customs').validator)).toBeUndefined();
    expect(await of(testKey('nobody'))).toBeUndefined();
  });

  test('is none from the time of its revocation on', async () => {
    await addOperator('police', testKey('police o 2'));
    const revoked = agencyKeys('police').operator;
    await governing('police', registry.encodeFunctionData('revokeOperator', [addressOfKey(revoked)]));
    const { time } = await view.head.confirm();
    expect(await of(revoked, time - 1)).toBe('police');
    expect(await of(revoked, time)).toBeUndefined();
    expect(await of(testKey('police o 2'), time)).toBe('police');
  });
});
