import { afterEach, describe, expect, test } from 'vitest';
import { checkSeals } from '../../../core/qbft.ts';
import { openSealedLog } from '../../../core/sealed-log.ts';
import { openTrust } from '../../../core/trust.ts';
import { verify } from '../../../core/verify.ts';
import { isAnchorOf, openAnchor, proveLog } from '../../../server/ledger/proofs.ts';
import { goquorumOwn } from '../../support/replay-node.ts';
import { ownView } from '../../support/replay-view.ts';

/**
 * A consortium of ours on GoQuorum, as recorded: registry and ledger are our contracts, so all of following, proving
 * and verifying is covered. Not covered: calls (`setVersion` is answered from the recorded logs), and Besu.
 */

const AGENCY = 'court';
const last = Math.max(...goquorumOwn.blocks.keys());
const [change] = goquorumOwn.changes as [number];
const anchorOf = (receipt: Uint8Array) =>
  (JSON.parse(Buffer.from(receipt).toString('utf8')) as { anchor: unknown }).anchor;

let view: Awaited<ReturnType<typeof ownView>> | undefined;
const open = async (head: number) => {
  view = await ownView(goquorumOwn, head);
  return view;
};
afterEach(async () => {
  await view?.close();
  view = undefined;
});

describe('the head of our own chain on GoQuorum', () => {
  test('is followed block by block, and the change of the set by its link', async () => {
    const { head, replay, trustFile } = await open(0);
    for (let number = 1; number <= last; number++) {
      replay.head = number;
      expect((await head.confirm()).hash).toBe(goquorumOwn.blocks.get(number)?.header.hash);
      expect(trustFile.trust.sets).toHaveLength(number < change ? 1 : 2);
    }
    const { sets, changedAt, agencies } = openTrust(trustFile.bytes);
    expect(changedAt).toEqual([0, change]);
    const replaced = agencies.filter(({ validator }) => !sets[1]?.includes(validator)).map(({ id }) => id);
    expect(replaced).toEqual(['telecom']);
    expect(sets[1]).toHaveLength(4);
  });

  test('is followed after a long absence: over the change, in one step', async () => {
    const { head, trustFile } = await open(last);
    expect((await head.confirm()).number).toBe(last);
    expect(trustFile.trust.changedAt).toEqual([0, change]);
  });

  test('waits while the receipts of the change lag, and takes nothing in the meantime', async () => {
    const { head, replay, trustFile } = await open(change);
    replay.lagging.add(change);
    await expect(head.confirm()).rejects.toMatchObject({ code: 'ledger-answer-invalid' });
    expect([head.latest(), trustFile.trust.sets.length]).toEqual([undefined, 1]);
    replay.lagging.clear();
    expect((await head.confirm()).number).toBe(change);
    expect(trustFile.trust.sets).toHaveLength(2);
  });

  test('is not taken past a change that the node hides: the new validator is nobody', async () => {
    const { head, replay } = await open(last);
    replay.onCall = () => `0x${'1'.padStart(64, '0')}`;
    await expect(head.confirm()).rejects.toMatchObject({ code: 'head-unverified' });
  });

  test('is not taken from a node that went back to before the change', async () => {
    const { head, replay } = await open(last);
    await head.confirm();
    replay.onCall = () => `0x${'1'.padStart(64, '0')}`;
    replay.head = last - 1;
    await expect(head.confirm()).rejects.toMatchObject({ code: 'node-behind' });
  });
});

describe('anchors of our own chain on GoQuorum', () => {
  const prove = async (sequence: number) => {
    const number = openSealedLog(anchorOf(goquorumOwn.evidence[sequence - 1]!.receipt)).number;
    return proveLog(view!.node, number, isAnchorOf(view!.trust.ledger, AGENCY, sequence));
  };

  test('are proved as the service proved them then, under the set that each names', async () => {
    const { head, trustFile, cache } = await open(last);
    await head.confirm();
    const sealedBy: number[] = [];
    for (const [index, { receipt }] of goquorumOwn.evidence.entries()) {
      const sealed = await prove(index + 1);
      expect(sealed).toEqual(anchorOf(receipt));
      const anchor = openAnchor(sealed, AGENCY, trustFile.trust, cache);
      expect(anchor.sequence).toBe(index + 1);
      sealedBy.push(anchor.sealedBy);
    }
    expect(sealedBy).toEqual([1, 2, 2]);
  });

  test('wait while their receipts lag', async () => {
    const { replay } = await open(last);
    for (const number of goquorumOwn.blocks.keys()) replay.lagging.add(number);
    expect(await prove(1)).toBeUndefined();
    replay.lagging.clear();
    expect(openSealedLog(await prove(1)).succeeded).toBe(true);
  });

  test('under the new set are not sealed by the old one', async () => {
    const { trustFile, cache } = await open(last);
    const [founding] = trustFile.trust.sets as [readonly string[]];
    const { header } = openSealedLog(await prove(3));
    expect(() => checkSeals(header, founding, cache)).toThrow(
      expect.objectContaining({ code: 'seal-foreign' }),
    );
  });
});

describe('receipts of our own chain on GoQuorum', () => {
  const verdicts = (trust: ReturnType<typeof openTrust>) =>
    goquorumOwn.evidence.map(({ file, receipt }) => verify({ receipt, files: [file], trust }).verdict);

  test('are VERIFIED with the bundle that the service led on, the old one and the new ones', async () => {
    const { head, trustFile } = await open(last);
    await head.confirm();
    expect(verdicts(openTrust(trustFile.bytes))).toEqual(['VERIFIED', 'VERIFIED', 'VERIFIED']);
  });

  test('of the new set are UNDETERMINED with the bundle of the founding', () => {
    expect(verdicts(openTrust(goquorumOwn.bundle))).toEqual(['VERIFIED', 'UNDETERMINED', 'UNDETERMINED']);
  });

  test('are MISMATCH for another file, and INVALID for whoever trusts another ledger', () => {
    const [{ file, receipt }, { file: other }] = goquorumOwn.evidence as [
      (typeof goquorumOwn.evidence)[0],
      (typeof goquorumOwn.evidence)[0],
    ];
    const trust = openTrust(goquorumOwn.bundle);
    expect(verify({ receipt, files: [other], trust }).verdict).toBe('MISMATCH');
    const stranger = { ...trust, ledgers: [{ address: trust.registry, fromBlock: 0, namedAt: 0 }] };
    const { verdict, checks } = verify({ receipt, files: [file], trust: stranger });
    expect(verdict).toBe('INVALID');
    expect(checks.find(({ outcome }) => outcome === 'fail')?.name).toBe('anchor.emitter');
  });
});
