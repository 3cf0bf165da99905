import { afterEach, describe, expect, test } from 'vitest';
import { toHex0x } from '../../../core/bytes.ts';
import { encodeHeader } from '../../../core/header.ts';
import { blockHash, checkSeals } from '../../../core/qbft.ts';
import { RECEIPT_FORMAT, receiptBytes } from '../../../core/receipt.ts';
import { buildRecord } from '../../../core/record.ts';
import { openSealedLog, type SealedLog } from '../../../core/sealed-log.ts';
import { decodeTransactionReceipt, type Log } from '../../../core/transaction-receipt.ts';
import { trieRoot } from '../../../core/trie.ts';
import { readValidatorSetChanged } from '../../../core/validator-set-changed.ts';
import { verify } from '../../../core/verify.ts';
import { followSets } from '../../../server/ledger/links.ts';
import { isAnchorOf, openAnchor, proveLog } from '../../../server/ledger/proofs.ts';
import { bytesFor, fileFor } from '../../support/ledger-fixture.ts';
import { contractFile } from '../../support/qbft-vectors.ts';
import { besuLondon, goquorumContract, goquorumHeaders, type Recording } from '../../support/replay-node.ts';
import { type ReplayView, replayView, setsOf } from '../../support/replay-view.ts';

/**
 * Proving what real QBFT networks recorded. Covered: receipts in both engines' ways, their tries, seals of the set in
 * force, a contract's change of the set. Not covered: events of our contracts, for none of these networks held them;
 * the tests say where the proof ends for that reason.
 */

let view: ReplayView | undefined;
const open = async (...given: Parameters<typeof replayView>) => {
  view = await replayView(...given);
  return view;
};
afterEach(async () => {
  await view?.close();
  view = undefined;
});

const lastOf = ({ blocks }: Recording) => Math.max(...blocks.keys());
const any = () => true;

describe.each([
  ['GoQuorum', goquorumHeaders],
  ['Besu', besuLondon],
] as const)('what %s says of its blocks', (_, recorded) => {
  const full = [...recorded.blocks].filter(([, { receipts }]) => (receipts?.length ?? 0) > 0);
  const provable = full.filter(
    ([number, { receipts }]) =>
      recorded.blocks.has(number - 1) && receipts?.some(({ logs }) => logs.length > 0),
  );
  const [number, { header, receipts = [] }] = provable.toSorted(
    ([, a], [, b]) => (b.receipts?.length ?? 0) - (a.receipts?.length ?? 0),
  )[0] as (typeof provable)[0];

  test('gives the receipts that the header names, of all types, failed ones too', async () => {
    const { node, replay } = await open(recorded, { head: lastOf(recorded) });
    const types = new Set<number>();
    let failed = 0;
    for (const [at, block] of full) {
      const { transactions } = (await node.block(at))!;
      const bytes = (await node.blockReceipts(at, transactions))!;
      expect(toHex0x(trieRoot(bytes))).toBe(block.header.receiptsRoot);
      for (const receipt of bytes.map(decodeTransactionReceipt)) {
        types.add(receipt.type);
        if (!receipt.succeeded) failed++;
      }
    }
    expect([...types].toSorted()).toEqual(recorded.blockReceipts ? [0, 1, 2] : [0, 1]);
    expect(failed).toBeGreaterThan(0);
    const singly = full.reduce((sum, [, block]) => sum + (block.receipts?.length ?? 0), 0);
    const asked = replay.asked.filter((method) => method === 'eth_getTransactionReceipt').length;
    expect(asked).toBe(recorded.blockReceipts ? 0 : singly);
  });

  test('proves a log up to the seals of the set in force', async () => {
    const { node, cache } = await open(recorded, { head: lastOf(recorded) });
    const [{ set }] = setsOf(recorded);
    for (const [at, block] of provable) {
      const sealed = await proveLog(node, at, any);
      const opened = openSealedLog(sealed);
      expect([opened.number, opened.blockHash, opened.succeeded]).toEqual([at, block.header.hash, true]);
      expect(checkSeals(opened.header, set, cache)).toHaveLength(3);
    }
    expect(provable.length).toBeGreaterThan(3);
  });

  test('proves nothing while the receipts lag behind, and the same as ever once they are there', async () => {
    const { node, replay } = await open(recorded, { head: number });
    const known = await proveLog(node, number, any);
    replay.lagging.add(number);
    expect(await proveLog(node, number, any)).toBeUndefined();
    replay.lagging.clear();
    expect(await proveLog(node, number, any)).toEqual(known);
    // A block that the node does not have yet lags in the same way.
    replay.head = number - 1;
    expect(await proveLog(node, number, any)).toBeUndefined();
  });

  test('proves nothing where a receipt is another than the one that was sealed', async () => {
    const { node } = await open(
      {
        ...recorded,
        blocks: new Map(recorded.blocks).set(number, {
          header,
          receipts: receipts.with(0, { ...receipts[0]!, cumulativeGasUsed: '0x1' }),
        }),
      },
      { head: number },
    );
    await expect(proveLog(node, number, any)).rejects.toMatchObject({ code: 'ledger-answer-invalid' });
  });

  test('is no anchor of ours: another contract’s event, and refused as such', async () => {
    const emitter = receipts.flatMap(({ logs }) => logs)[0]?.address as string;
    const { node, trust, cache } = await open(recorded, { head: number, contract: emitter });
    await expect(proveLog(node, number, isAnchorOf(emitter, 'grid', 1))).rejects.toMatchObject({
      code: 'ledger-answer-invalid',
    });
    const sealed = await proveLog(node, number, any);
    expect(() => openAnchor(sealed, 'grid', trust, cache)).toThrow(
      expect.objectContaining({ code: 'event-other' }),
    );
    expect(() =>
      openAnchor(
        sealed,
        'grid',
        { ...trust, ledgers: [{ address: trust.registry.replace(/.$/, 'f'), fromBlock: 0, namedAt: 0 }] },
        cache,
      ),
    ).toThrow(expect.objectContaining({ code: 'anchor-emitter' }));
  });
});

describe('a verifier without a network', () => {
  test.each([
    ['GoQuorum', goquorumHeaders, 24],
    ['Besu', besuLondon, 197],
  ] as const)(
    'takes header, parent, receipt and the block before from %s, and only the event is not ours',
    async (_, recorded, number) => {
      const emitter = recorded.blocks.get(number)?.receipts?.flatMap(({ logs }) => logs)[0]
        ?.address as string;
      const { node, trust } = await open(recorded, { head: number, contract: emitter });
      const earlier = (await node.block(number - 1))!.header;
      let salts = 0;
      const { record, disclosures } = buildRecord({
        agency: 'grid',
        kind: 'evidence',
        caseId: '2026-0042',
        caseSalt: bytesFor('case salt').slice(0, 16),
        link: { position: 1, previous: null },
        claims: {},
        files: [fileFor('photo')],
        notBefore: { number: number - 1, hash: toHex0x(blockHash(earlier)) },
        salt: () => bytesFor(`salt ${salts++}`).slice(0, 16),
      });
      const receipt = receiptBytes({
        anchor: (await proveLog(node, number, any)) as SealedLog,
        disclosures,
        format: RECEIPT_FORMAT,
        inclusion: { index: 0, path: [] },
        notBefore: toHex0x(encodeHeader(earlier)),
        record,
      });
      const { verdict, checks } = verify({ receipt, files: [], trust });
      expect(verdict).toBe('INVALID');
      const named = (outcome: string) =>
        checks.filter((check) => check.outcome === outcome).map(({ name }) => name);
      expect(named('fail')).toEqual(['anchor.event']);
      expect(named('pass')).toEqual(
        expect.arrayContaining([
          'anchor.header',
          'anchor.parent',
          'anchor.receipt',
          'anchor.emitter',
          'notBefore.hash',
          'notBefore.order',
        ]),
      );
    },
  );
});

describe('a change of the set that a contract made', () => {
  const isChange = ({ address }: Log) => address === contractFile.contract;

  /** The addresses that the contract named; its event has no version, so our reader does not take it. */
  function namedIn(log: Log): string[] {
    const words = toHex0x(log.data.subarray(64)).slice(2).match(/.{64}/g) ?? [];
    return words.map((word) => `0x${word.slice(24)}`);
  }

  test('is proved from the node, sealed by the outgoing set, and the head goes on under the incoming one', async () => {
    const opened = await open(goquorumContract, { head: 1, contract: contractFile.contract });
    const { node, head, replay, trust, cache, learn } = opened;
    for (const { number } of contractFile.changes) {
      replay.head = number;
      expect((await head.confirm()).number).toBe(number);
      const change = openSealedLog(await proveLog(node, number, isChange));
      expect(change.succeeded).toBe(true);
      checkSeals(change.header, trust.sets.at(-1) ?? [], cache);
      learn(namedIn(change.log), number);
      replay.head = number + 1;
      expect((await head.confirm()).number).toBe(number + 1);
    }
    expect(trust.sets.map((set) => set.length)).toEqual([4, 5, 4]);
    replay.head = lastOf(goquorumContract);
    expect((await head.confirm()).number).toBe(replay.head);
  });

  test('without the form of our registry is followed no further: the service stops and says so', async () => {
    const { node, trustFile, replay } = await open(goquorumContract, {
      head: 20,
      contract: contractFile.contract,
    });
    const change = openSealedLog(await proveLog(node, 15, isChange));
    expect(() => readValidatorSetChanged(change.log)).toThrow(
      expect.objectContaining({ code: 'event-other' }),
    );
    replay.onCall = () => `0x${'2'.padStart(64, '0')}`;
    await expect(followSets(node, trustFile)).rejects.toMatchObject({ code: 'ledger-answer-invalid' });
    expect(replay.asked).toContain('eth_getLogs');
  });
});
