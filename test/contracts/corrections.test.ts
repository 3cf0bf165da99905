import { sha256, ZeroHash } from 'ethers';
import { describe, expect, test } from 'vitest';
import { anchorRecords, type RecordProof } from './support/batches.ts';
import { addressOf, bytes32, type Consortium, found } from './support/consortium.ts';

const STANDING = { standing: 0n, superseded: 1n, withdrawn: 2n } as const;
const reason = sha256('0xaa');
const commitment = sha256('0xca');
const head = sha256('0xed');
const grid = bytes32('grid');

const by = (c: Consortium, who: string, method: string, ...args: unknown[]) =>
  c.chain.send(c.ledger, addressOf(`${who} operator`), method, args);
const view = async (c: Consortium, name: string, ...args: unknown[]) => [
  ...(await c.chain.call(c.ledger, addressOf('anyone'), name, args))[0],
];

async function worldOf(agencies: number) {
  const c = await found(agencies);
  const [first, second] = await anchorRecords(c, 'grid', 1, ['one', 'two']);
  const [third] = await anchorRecords(c, 'grid', 2, ['three']);
  return { c, first: first!, second: second!, third: third! };
}

async function suspend(c: Consortium, who: string) {
  const motion = await c.propose.suspension('telecom', who);
  await c.pass(motion, 'reform', 'police');
}

describe('a record superseded', () => {
  test('names what takes its place and why', async () => {
    const { c, first, third } = await worldOf(2);
    const { events, blockNumber } = await by(c, 'grid', 'supersede', first, third, reason);
    expect(events.map((event) => event.signature)).toEqual([
      'RecordSuperseded(bytes32,bytes32,bytes32,uint64,uint64,bytes32,uint64)',
    ]);
    expect([...events[0]!.args]).toEqual([grid, first.leaf, third.leaf, 1n, 2n, reason, 1n]);
    expect(events[0]!.fragment.inputs.filter((input) => input.indexed)).toHaveLength(3);
    expect(await view(c, 'correctionOf', grid, first.leaf)).toEqual([
      third.leaf,
      reason,
      BigInt(blockNumber),
      1n,
      STANDING.superseded,
    ]);
    expect(await view(c, 'correctionOf', grid, third.leaf)).toEqual([ZeroHash, ZeroHash, 0n, 0n, 0n]);
  });

  test('is not superseded or withdrawn again, nor replaces another: there are no loops', async () => {
    const { c, first, second, third } = await worldOf(2);
    await by(c, 'grid', 'supersede', first, second, reason);
    const refusal = `EvidenceLedgerNotStanding(${grid},${first.leaf},${STANDING.superseded})`;
    await expect(by(c, 'grid', 'supersede', first, third, reason)).rejects.toThrow(refusal);
    await expect(by(c, 'grid', 'withdraw', first, reason)).rejects.toThrow(refusal);
    await expect(by(c, 'grid', 'supersede', second, first, reason)).rejects.toThrow(refusal);
    await by(c, 'grid', 'supersede', second, third, reason);
    await expect(by(c, 'grid', 'supersede', third, first, reason)).rejects.toThrow(refusal);
    await expect(by(c, 'grid', 'supersede', third, third, reason)).rejects.toThrow(
      `EvidenceLedgerSameRecord(${grid},${third.leaf})`,
    );
    await by(c, 'grid', 'withdraw', third, reason);
  });

  test('may share its replacement with another', async () => {
    const { c, first, second, third } = await worldOf(2);
    await by(c, 'grid', 'supersede', first, third, reason);
    await by(c, 'grid', 'supersede', second, third, reason);
  });

  test('and its replacement are both anchored, both by the agency that says so', async () => {
    const { c, first, second } = await worldOf(2);
    const [foreign] = await anchorRecords(c, 'telecom', 1, ['one']);
    const moved: RecordProof = { ...second, index: 0 };
    const unknown = `EvidenceLedgerUnknownRecord(${grid},1,${second.leaf},0)`;
    await expect(by(c, 'grid', 'supersede', moved, first, reason)).rejects.toThrow(unknown);
    await expect(by(c, 'grid', 'supersede', first, moved, reason)).rejects.toThrow(unknown);
    await expect(by(c, 'grid', 'supersede', first, { ...second, sequence: 3 }, reason)).rejects.toThrow(
      `EvidenceLedgerUnknownBatch(${grid},3)`,
    );
    await expect(by(c, 'grid', 'supersede', second, foreign, reason)).rejects.toThrow(
      `EvidenceLedgerNotSubmitter(${grid},${bytes32('telecom')},${foreign!.leaf})`,
    );
    await expect(by(c, 'telecom', 'supersede', first, second, reason)).rejects.toThrow(
      `EvidenceLedgerNotSubmitter(${bytes32('telecom')},${grid},${first.leaf})`,
    );
    await expect(by(c, 'grid', 'supersede', first, second, ZeroHash)).rejects.toThrow(
      `EvidenceLedgerNoReason(${grid},${first.leaf})`,
    );
  });
});

describe('a record withdrawn', () => {
  test('keeps the reason, and is neither withdrawn again, superseded, nor a replacement', async () => {
    const { c, first, second } = await worldOf(2);
    const { events, blockNumber } = await by(c, 'grid', 'withdraw', first, reason);
    expect(events.map((event) => event.signature)).toEqual([
      'RecordWithdrawn(bytes32,bytes32,uint64,bytes32,uint64)',
    ]);
    expect([...events[0]!.args]).toEqual([grid, first.leaf, 1n, reason, 1n]);
    expect(events[0]!.fragment.inputs.filter((input) => input.indexed)).toHaveLength(2);
    expect(await view(c, 'correctionOf', grid, first.leaf)).toEqual([
      ZeroHash,
      reason,
      BigInt(blockNumber),
      1n,
      STANDING.withdrawn,
    ]);
    const refusal = `EvidenceLedgerNotStanding(${grid},${first.leaf},${STANDING.withdrawn})`;
    await expect(by(c, 'grid', 'withdraw', first, reason)).rejects.toThrow(refusal);
    await expect(by(c, 'grid', 'supersede', first, second, reason)).rejects.toThrow(refusal);
    await expect(by(c, 'grid', 'supersede', second, first, reason)).rejects.toThrow(refusal);
  });

  test('is the business of the agency that submitted it', async () => {
    const { c, first } = await worldOf(4);
    // The same leaf, anchored by another agency, is another record.
    const [copy] = await anchorRecords(c, 'telecom', 1, ['one']);
    expect(copy!.leaf).toBe(first.leaf);
    await expect(by(c, 'telecom', 'withdraw', first, reason)).rejects.toThrow(
      `EvidenceLedgerNotSubmitter(${bytes32('telecom')},${grid},${first.leaf})`,
    );
    await by(c, 'telecom', 'withdraw', copy, reason);
    expect((await view(c, 'correctionOf', grid, first.leaf))[4]).toBe(STANDING.standing);
    await expect(by(c, 'grid', 'withdraw', first, ZeroHash)).rejects.toThrow('EvidenceLedgerNoReason');
    await expect(by(c, 'grid', 'withdraw', { ...first, index: 1 }, reason)).rejects.toThrow(
      `EvidenceLedgerUnknownRecord(${grid},1,${first.leaf},1)`,
    );
    await suspend(c, 'grid');
    await expect(by(c, 'grid', 'withdraw', first, reason)).rejects.toThrow('AgencyRegistryNoRights');
  });
});

describe('a case', () => {
  test('is closed once by each agency that has it', async () => {
    const { c } = await worldOf(2);
    const { events, blockNumber } = await by(c, 'grid', 'closeCase', commitment, 3, head);
    expect(events.map((event) => event.signature)).toEqual([
      'CaseClosed(bytes32,bytes32,uint64,bytes32,uint64)',
    ]);
    expect([...events[0]!.args]).toEqual([grid, commitment, 3n, head, 1n]);
    expect(events[0]!.fragment.inputs.filter((input) => input.indexed)).toHaveLength(2);
    expect(await view(c, 'closedCase', grid, commitment)).toEqual([head, 3n, BigInt(blockNumber), 1n]);
    await expect(by(c, 'grid', 'closeCase', commitment, 4, reason)).rejects.toThrow(
      `EvidenceLedgerCaseClosed(${grid},${commitment},3,${head})`,
    );
    expect(await view(c, 'closedCase', bytes32('telecom'), commitment)).toEqual([ZeroHash, 0n, 0n, 0n]);
    await by(c, 'telecom', 'closeCase', commitment, 1, head);
    await by(c, 'grid', 'closeCase', reason, 1, head);
  });

  test('has 1 to 2^53 - 1 records and a head', async () => {
    const { c } = await worldOf(2);
    for (const [count, last] of [
      [0n, head],
      [2n ** 53n, head],
      [2n, ZeroHash],
    ] as const) {
      await expect(by(c, 'grid', 'closeCase', commitment, count, last)).rejects.toThrow(
        `EvidenceLedgerInvalidCase(${grid},${commitment},${count},${last})`,
      );
    }
    await by(c, 'grid', 'closeCase', commitment, 2n ** 53n - 1n, head);
  });

  test('is closed by an agency that may anchor', async () => {
    const { c } = await worldOf(4);
    await suspend(c, 'grid');
    await expect(by(c, 'grid', 'closeCase', commitment, 1, head)).rejects.toThrow('AgencyRegistryNoRights');
  });
});
