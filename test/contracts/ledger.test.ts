import { sha256 } from 'ethers';
import { describe, expect, test } from 'vitest';
import { addressOf, bytes32, found } from './support/consortium.ts';

const root = sha256('0x01');

describe('an anchor', () => {
  test('is the next of its agency, and its event says all that a receipt needs', async () => {
    const c = await found(2);
    const { events, blockNumber } = await c.anchor('grid operator', 1, root, 7);
    expect(events.map((event) => event.name)).toEqual(['BatchAnchored']);
    expect([...events[0]!.args]).toEqual([bytes32('grid'), 1n, root, 7n, 1n]);
    expect(events[0]!.signature).toBe('BatchAnchored(bytes32,uint64,bytes32,uint64,uint64)');
    expect(events[0]!.fragment.inputs.map((input) => input.indexed)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const view = (name: string, ...args: unknown[]) =>
      c.chain.call(c.ledger, addressOf('anyone'), name, args);
    expect([...(await view('batchAt', bytes32('grid'), 1))]).toEqual([root, 7n, BigInt(blockNumber), 1n]);
    expect([...(await view('batchCount', bytes32('grid')))]).toEqual([1n]);
    expect([...(await view('batchCount', bytes32('telecom')))]).toEqual([0n]);
    expect([...(await view('registry'))]).toEqual([c.registry.address]);
    await expect(view('batchAt', bytes32('grid'), 2)).rejects.toThrow(
      `EvidenceLedgerUnknownBatch(${bytes32('grid')},2)`,
    );
    await expect(view('batchAt', bytes32('telecom'), 1)).rejects.toThrow('EvidenceLedgerUnknownBatch');
    await expect(view('verifyInclusion', bytes32('grid'), 2, root, 0, [])).rejects.toThrow(
      'EvidenceLedgerUnknownBatch',
    );
  });

  test('sent again, too early, or before the first is refused', async () => {
    const c = await found(2);
    await expect(c.anchor('grid operator', 0)).rejects.toThrow(
      `EvidenceLedgerWrongSequence(${bytes32('grid')},1,0)`,
    );
    await expect(c.anchor('grid operator', 2)).rejects.toThrow('EvidenceLedgerWrongSequence');
    await c.anchor('grid operator', 1);
    await expect(c.anchor('grid operator', 1)).rejects.toThrow(
      `EvidenceLedgerWrongSequence(${bytes32('grid')},2,1)`,
    );
    await expect(c.anchor('grid operator', 3)).rejects.toThrow('EvidenceLedgerWrongSequence');
    await c.anchor('telecom operator', 1);
    await c.anchor('grid operator', 2);
  });

  test('of the same batch by two keys of an agency in one block happens once', async () => {
    const c = await found(1);
    await c.addOperator('grid', 'grid second');
    const args = [1, root, 1];
    expect(
      await c.chain.sendTogether([
        [c.ledger, addressOf('grid operator'), 'anchor', args],
        [c.ledger, addressOf('grid second'), 'anchor', args],
      ]),
    ).toEqual([true, false]);
  });

  test('holds 1 to 2^32 records', async () => {
    const c = await found(1);
    for (const size of [0n, 2n ** 32n + 1n, 2n ** 64n - 1n]) {
      await expect(c.anchor('grid operator', 1, root, size)).rejects.toThrow(
        `EvidenceLedgerInvalidSize(${size})`,
      );
    }
    await c.anchor('grid operator', 1, root, 2n ** 32n);
    await c.anchor('grid operator', 2, root, 1n);
  });

  test('writes two new slots and the counter of its agency, whatever its size', async () => {
    const c = await found(1);
    await c.anchor('grid operator', 1);
    const { hash } = await c.anchor('grid operator', 2, root, 2n ** 32n);
    const trace = (await c.chain.rpc('debug_traceTransaction', [hash])) as {
      structLogs: { op: string; stack: string[] }[];
    };
    const written = trace.structLogs.filter((step) => step.op === 'SSTORE').map((step) => step.stack.at(-1));
    expect(new Set(written).size).toBe(3);
  });

  test('has a root', async () => {
    const c = await found(1);
    await expect(c.anchor('grid operator', 1, `0x${'00'.repeat(32)}`)).rejects.toThrow(
      `EvidenceLedgerEmptyRoot(${bytes32('grid')},1)`,
    );
  });

  test('is for operators alone', async () => {
    const c = await found(1);
    for (const key of ['grid governance', 'grid validator', 'nobody']) {
      await expect(c.anchor(key, 1)).rejects.toThrow('NoRights');
    }
  });
});

describe('an inclusion proof on chain', () => {
  test('is held against the anchored root and size', async () => {
    const c = await found(1);
    const leaves = ['0x00aa', '0x00bb', '0x00cc'].map((leaf) => sha256(leaf));
    const join = (left: string, right: string) => sha256(`0x01${left.slice(2)}${right.slice(2)}`);
    const [a, b, last] = leaves as [string, string, string];
    await c.anchor('grid operator', 1, join(join(a, b), last), 3);
    const verify = async (leaf: string, index: number, path: string[]) =>
      (
        await c.chain.call(c.ledger, addressOf('anyone'), 'verifyInclusion', [
          bytes32('grid'),
          1,
          leaf,
          index,
          path,
        ])
      )[0];
    expect(await verify(a, 0, [b, last])).toBe(true);
    expect(await verify(b, 1, [a, last])).toBe(true);
    expect(await verify(last, 2, [join(a, b)])).toBe(true);
    expect(await verify(b, 0, [a, last])).toBe(false);
    expect(await verify(last, 3, [join(a, b)])).toBe(false);
    expect(await verify(join(a, b), 0, [last])).toBe(false);
  });
});
