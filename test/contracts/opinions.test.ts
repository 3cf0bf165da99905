import { sha256, ZeroHash } from 'ethers';
import { describe, expect, test } from 'vitest';
import { anchorRecords, type RecordProof } from './support/batches.ts';
import { addressOf, bytes32, type Consortium, found } from './support/consortium.ts';

const OPINION = { none: 0, confirm: 1, reject: 2, dispute: 3 } as const;
const reasons = sha256('0xaa');
const otherReasons = sha256('0xbb');

const attest = (c: Consortium, who: string, proof: RecordProof, opinion: number, why = reasons) =>
  c.chain.send(c.ledger, addressOf(`${who} operator`), 'attest', [proof, opinion, why]);
const view = (c: Consortium, name: string, ...args: unknown[]) =>
  c.chain.call(c.ledger, addressOf('anyone'), name, args);

async function worldOf(agencies: number) {
  const c = await found(agencies);
  const [first, second, third] = await anchorRecords(c, 'grid', 1, ['one', 'two', 'three']);
  return { c, first: first!, second: second!, third: third! };
}

describe('an opinion', () => {
  test('names record, agency and reasons, and its event says all that an evidence file needs', async () => {
    const { c, third } = await worldOf(2);
    const { events, blockNumber } = await attest(c, 'telecom', third, OPINION.reject);
    expect(events.map((event) => event.signature)).toEqual([
      'RecordAttested(bytes32,bytes32,bytes32,uint64,uint64,uint64,uint8,bytes32,uint64)',
    ]);
    expect([...events[0]!.args]).toEqual([
      bytes32('grid'),
      third.leaf,
      bytes32('telecom'),
      1n,
      1n,
      0n,
      BigInt(OPINION.reject),
      reasons,
      1n,
    ]);
    expect(events[0]!.fragment.inputs.filter((input) => input.indexed)).toHaveLength(3);
    const [kept] = await view(c, 'opinionAt', bytes32('grid'), third.leaf, 1);
    expect([...kept]).toEqual([bytes32('telecom'), reasons, 0n, BigInt(blockNumber), 1n, 2n]);
  });

  test('of an agency adds to what it said before, and all stay readable', async () => {
    const { c, first, second } = await worldOf(3);
    await attest(c, 'telecom', first, OPINION.confirm, ZeroHash);
    await attest(c, 'reform', first, OPINION.dispute);
    const { events } = await attest(c, 'telecom', first, OPINION.reject);
    expect([...events[0]!.args].slice(4, 6)).toEqual([3n, 1n]);
    await attest(c, 'telecom', second, OPINION.confirm);
    const record = [bytes32('grid'), first.leaf] as const;
    expect([...(await view(c, 'opinionCount', ...record))]).toEqual([3n]);
    expect([...(await view(c, 'opinionCount', bytes32('grid'), second.leaf))]).toEqual([1n]);
    expect([...(await view(c, 'opinionCount', bytes32('telecom'), first.leaf))]).toEqual([0n]);
    const kept = [];
    for (const number of [1, 2, 3]) kept.push((await view(c, 'opinionAt', ...record, number))[0]);
    expect(kept.map((one) => [one.attester, one.opinion, one.previous])).toEqual([
      [bytes32('telecom'), 1n, 0n],
      [bytes32('reform'), 3n, 0n],
      [bytes32('telecom'), 2n, 1n],
    ]);
    expect([...(await view(c, 'lastOpinionOf', ...record, bytes32('telecom')))]).toEqual([3n]);
    expect([...(await view(c, 'lastOpinionOf', ...record, bytes32('reform')))]).toEqual([2n]);
    expect([...(await view(c, 'lastOpinionOf', ...record, bytes32('grid')))]).toEqual([0n]);
    for (const number of [0, 4]) {
      await expect(view(c, 'opinionAt', ...record, number)).rejects.toThrow(
        `EvidenceLedgerUnknownOpinion(${record.join(',')},${number})`,
      );
    }
  });

  test('that says again what the agency said last is refused; another opinion or other reasons are not', async () => {
    const { c, first } = await worldOf(3);
    await attest(c, 'telecom', first, OPINION.dispute);
    await attest(c, 'reform', first, OPINION.dispute);
    await expect(attest(c, 'telecom', first, OPINION.dispute)).rejects.toThrow(
      `EvidenceLedgerSameOpinion(${bytes32('grid')},${first.leaf},${bytes32('telecom')},1)`,
    );
    await attest(c, 'telecom', first, OPINION.dispute, otherReasons);
    await attest(c, 'telecom', first, OPINION.reject, otherReasons);
    await attest(c, 'telecom', first, OPINION.dispute, otherReasons);
  });

  test('needs a reason, unless it confirms, and is one of three', async () => {
    const { c, first } = await worldOf(2);
    for (const opinion of [OPINION.reject, OPINION.dispute]) {
      await expect(attest(c, 'telecom', first, opinion, ZeroHash)).rejects.toThrow(
        `EvidenceLedgerNoReason(${bytes32('grid')},${first.leaf})`,
      );
    }
    await expect(attest(c, 'telecom', first, OPINION.none)).rejects.toThrow(
      `EvidenceLedgerNoOpinion(${bytes32('grid')},${first.leaf})`,
    );
    await expect(attest(c, 'telecom', first, 4)).rejects.toThrow();
    await attest(c, 'telecom', first, OPINION.confirm, ZeroHash);
  });

  test('on a record of its own is refused', async () => {
    const { c, first } = await worldOf(2);
    await expect(attest(c, 'grid', first, OPINION.confirm)).rejects.toThrow(
      `EvidenceLedgerOwnRecord(${bytes32('grid')},${first.leaf})`,
    );
  });

  test('on a record that was never anchored, or not there, is refused', async () => {
    const { c, first, second } = await worldOf(2);
    const wrong: [Partial<RecordProof>, string][] = [
      [{ leaf: second.leaf }, `UnknownRecord(${bytes32('grid')},1,${second.leaf},0)`],
      [{ index: 1 }, `UnknownRecord(${bytes32('grid')},1,${first.leaf},1)`],
      [{ path: second.path }, 'UnknownRecord'],
      [{ path: [] }, 'UnknownRecord'],
      [{ sequence: 2 }, `UnknownBatch(${bytes32('grid')},2)`],
      [{ agency: bytes32('court') }, `UnknownBatch(${bytes32('court')},1)`],
    ];
    for (const [change, refusal] of wrong) {
      await expect(attest(c, 'telecom', { ...first, ...change }, OPINION.confirm)).rejects.toThrow(
        `EvidenceLedger${refusal}`,
      );
    }
  });

  test('is for operators alone, and not for those of a suspended agency', async () => {
    const { c, first } = await worldOf(4);
    for (const key of ['telecom governance', 'nobody']) {
      await expect(
        c.chain.send(c.ledger, addressOf(key), 'attest', [first, OPINION.confirm, reasons]),
      ).rejects.toThrow('AgencyRegistryNoRights');
    }
    const motion = await c.propose.suspension('grid', 'telecom');
    await c.pass(motion, 'reform', 'police');
    await expect(attest(c, 'telecom', first, OPINION.confirm)).rejects.toThrow('AgencyRegistryNoRights');
    await attest(c, 'reform', first, OPINION.confirm);
  });

  test('on a record of a suspended agency, or a withdrawn one, is heard', async () => {
    const { c, first } = await worldOf(4);
    await c.chain.send(c.ledger, addressOf('grid operator'), 'withdraw', [first, reasons]);
    const motion = await c.propose.suspension('telecom', 'grid');
    await c.pass(motion, 'reform', 'police');
    await attest(c, 'telecom', first, OPINION.reject);
  });
});
