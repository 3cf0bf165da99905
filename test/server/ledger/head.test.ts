import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agencyWord } from '../../../core/batch-anchored.ts';
import { toHex0x } from '../../../core/bytes.ts';
import { decodeHeader } from '../../../core/header.ts';
import { headerFromRpc } from '../../../core/header-rpc.ts';
import { blockHash, sealHeader, unsealed } from '../../../core/qbft.ts';
import { openTrust } from '../../../core/trust.ts';
import { isAnchorOf, openAnchor, proveLog } from '../../../server/ledger/proofs.ts';
import { agencyKeys, testKey } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

let view: TestNode;
beforeEach(async () => {
  view = await openTestNode();
});
afterEach(() => view.close());

const anchor = (sequence: number) =>
  view.send([{ key: agencyKeys('grid').operator, to: view.chain.ledger, data: anchorCall(sequence) }]);

describe('the verified head', () => {
  test('is the newest block, its seals held against the set in force', async () => {
    await anchor(1);
    const head = await view.head.confirm();
    expect(head.number).toBe(2);
    expect(toHex0x(blockHash(decodeHeader(head.rlp)))).toBe(head.hash);
    expect(view.head.latest()).toEqual(head);
  });

  test('is asked for with few questions while nothing changes', async () => {
    await view.head.confirm();
    view.asked.length = 0;
    await view.head.confirm();
    expect(view.asked).toEqual(['eth_blockNumber', 'eth_getBlockByNumber']);
  });

  test('is not taken from a chain with another id', async () => {
    view.change = (method, _params, result) => (method === 'eth_chainId' ? '0x1' : result);
    await expect(view.head.confirm()).rejects.toMatchObject({ code: 'ledger-other-chain' });
  });

  test('is not taken from a node that went back', async () => {
    await anchor(1);
    await view.head.confirm();
    view.change = (method, _params, result) => (method === 'eth_blockNumber' ? '0x1' : result);
    await expect(view.head.confirm()).rejects.toMatchObject({ code: 'node-behind' });
  });

  test('is not taken from a node with another block where one was verified', async () => {
    await view.head.confirm();
    await anchor(1);
    view.change = (method, params, result) => {
      if (method !== 'eth_getBlockByNumber' || params[0] !== '0x1') return result;
      const changed = { ...(result as object), gasUsed: '0x1' };
      const header = { ...headerFromRpc(result), gasUsed: 1n };
      return { ...changed, hash: toHex0x(blockHash(header)) };
    };
    await expect(view.head.confirm()).rejects.toMatchObject({ code: 'node-off-chain' });
  });

  test.each([
    ['without seals', (json: object) => unsealed(headerFromRpc(json))],
    [
      'sealed by strangers',
      (json: object) =>
        sealHeader(
          headerFromRpc(json),
          [1, 2, 3].map((n) => testKey(`stranger ${n}`)),
        ),
    ],
    [
      'sealed by two of four',
      (json: object) =>
        sealHeader(
          headerFromRpc(json),
          ['court', 'grid'].map((id) => agencyKeys(id).validator),
        ),
    ],
  ])('is no block %s', async (_, reseal) => {
    view.change = (method, _params, result) =>
      method === 'eth_getBlockByNumber'
        ? { ...(result as object), extraData: toHex0x(reseal(result as object).extraData) }
        : result;
    await expect(view.head.confirm()).rejects.toMatchObject({ code: 'head-unverified' });
    expect(view.head.latest()).toBeUndefined();
  });

  test('shared questions give one answer', async () => {
    const [a, b] = await Promise.all([view.head.confirm(), view.head.confirm()]);
    expect(a).toBe(b);
  });
});

describe('a change of the validator set', () => {
  test('is followed by its sealed link, durably, and the next blocks are held against the new set', async () => {
    await view.head.confirm();
    await view.admitNewcomer();
    await anchor(1);
    await view.head.confirm();
    expect(view.trustFile.trust.sets.map((set) => set.length)).toEqual([4, 5]);
    const kept = openTrust(new Uint8Array(readFileSync(view.trustPath)));
    expect(kept.sets).toEqual(view.trustFile.trust.sets);
  });

  test('is found after a long absence in bounded ranges', async () => {
    await view.admitNewcomer();
    const ranges: [number, number][] = [];
    view.change = (method, params, result) => {
      // The node claims a chain of 25,000 blocks, and does not have the log.
      if (method === 'eth_blockNumber' && view.asked.filter((name) => name === method).length > 1)
        return '0x61a8';
      if (method !== 'eth_getLogs') return result;
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
      ranges.push([Number(fromBlock), Number(toBlock)]);
      return [];
    };
    await expect(view.head.confirm()).rejects.toMatchObject({ code: 'ledger-answer-invalid' });
    expect(ranges).toEqual([
      [1, 10_000],
      [10_001, 20_000],
      [20_001, 25_000],
    ]);
  });

  test('that the node hides stops the service instead of misleading it', async () => {
    await view.admitNewcomer();
    await anchor(1);
    view.change = (method, _params, result) => (method === 'eth_getLogs' ? [] : result);
    await expect(view.head.confirm()).rejects.toMatchObject({ code: 'ledger-answer-invalid' });
  });
});

describe('the proof of an anchor', () => {
  const prove = async (sequence: number) => {
    const { blockNumber } = await view.node.batchAt(agencyWord('grid'), sequence);
    return proveLog(view.node, blockNumber, isAnchorOf(view.chain.ledger, 'grid', sequence));
  };

  test('holds up to the seals, and says what the chain says', async () => {
    await anchor(1);
    const sealed = await prove(1);
    const { trust } = view.trustFile;
    const opened = openAnchor(sealed, 'grid', trust, new Map());
    expect(opened).toMatchObject({ sequence: 1, size: 1, sealedBy: 1 });
    expect(() => openAnchor(sealed, 'court', trust, new Map())).toThrow(/another agency/);
  });

  test('is the same from an engine without eth_getBlockReceipts', async () => {
    await view.send(
      ['court', 'grid', 'police'].map((id) => ({
        key: agencyKeys(id).operator,
        to: view.chain.ledger,
        data: anchorCall(1),
      })),
    );
    const whole = await prove(1);
    const { LedgerError } = await import('../../../server/ledger/errors.ts');
    view.change = (method, _params, result) => {
      if (method !== 'eth_getBlockReceipts') return result;
      throw new LedgerError('ledger-refused', 'no such method', {
        details: { number: -32601, message: 'no such method' },
      });
    };
    expect(await prove(1)).toEqual(whole);
    expect(view.asked.filter((method) => method === 'eth_getTransactionReceipt')).toHaveLength(3);
  });

  test('under a set that is not known yet waits for the bundle', async () => {
    await view.admitNewcomer();
    await anchor(1);
    const sealed = await prove(1);
    expect(() => openAnchor(sealed, 'grid', view.trustFile.trust, new Map())).toThrow(/Set 2 is not known/);
    await view.head.confirm();
    expect(openAnchor(sealed, 'grid', view.trustFile.trust, new Map()).sealedBy).toBe(2);
  });

  test('is refused where the receipts are not the block’s', async () => {
    await anchor(1);
    view.change = (method, _params, result) => {
      if (method !== 'eth_getBlockReceipts') return result;
      return (result as { cumulativeGasUsed: string }[]).map((receipt) => ({
        ...receipt,
        cumulativeGasUsed: '0x1',
      }));
    };
    await expect(prove(1)).rejects.toMatchObject({ code: 'ledger-answer-invalid' });
  });
});
