import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex0x, toHex0x } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { decodeHeader, encodeHeader } from '../../core/header.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { checkSeals, unsealed } from '../../core/qbft.ts';
import { buildSealedLog, openParent, openSealedLog, type SealedLog } from '../../core/sealed-log.ts';
import { encodeTransactionReceipt, transactionReceiptFromRpc } from '../../core/transaction-receipt.ts';
import { fcRuns } from '../support/properties.ts';
import { besuFile, contractFile, type RpcReceipt } from '../support/qbft-vectors.ts';

const headerAt = (number: number) => contractFile.headers.find((b) => Number(b.header.number) === number);
const encodeAll = (receipts: readonly RpcReceipt[]) =>
  receipts.map((json) => encodeTransactionReceipt(transactionReceiptFromRpc(json)));

function proveChange({ number, receipts }: (typeof contractFile.changes)[number]): SealedLog {
  const logs = receipts.map((json) => transactionReceiptFromRpc(json).logs.length);
  return buildSealedLog({
    header: headerFromRpc(headerAt(number)?.header),
    parent: headerFromRpc(headerAt(number - 1)?.header),
    receipts: encodeAll(receipts),
    transactionIndex: logs.findIndex((count) => count > 0),
    logIndex: 0,
  });
}

const sealed = contractFile.changes.map(proveChange);
const code = (name: string) => expect.objectContaining({ code: name });

describe('a sealed log', () => {
  it('proves each recorded change of the validators, sealed by the outgoing set', () => {
    let validators: readonly string[] = contractFile.initialValidators;
    for (const [i, change] of sealed.entries()) {
      const opened = openSealedLog(change);
      expect(opened.log.address).toBe(contractFile.contract);
      expect(opened.succeeded).toBe(true);
      expect(opened.number).toBe(contractFile.changes[i]?.number);
      expect(opened.blockHash).toBe(headerAt(opened.number)?.header.hash);
      expect(opened.parentTime).toBeLessThanOrEqual(opened.time);
      expect(checkSeals(opened.header, validators).length).toBeGreaterThanOrEqual(3);
      const words =
        toHex0x(opened.log.data)
          .slice(2 + 128)
          .match(/.{64}/g) ?? [];
      validators = words.map((word) => `0x${word.slice(24)}`);
      expect(headerAt(opened.number + 1)?.expect.validators.toSorted()).toEqual(validators.toSorted());
    }
  });

  it('proves every log of a block of many transactions', () => {
    const byNumber = new Map(besuFile.blocks.map((block) => [Number(block.header.number), block]));
    let proved = 0;
    for (const { header, receipts } of besuFile.blocks) {
      const parent = byNumber.get(Number(header.number) - 1);
      if (!parent) continue;
      for (const [transactionIndex, json] of receipts.entries()) {
        const { logs } = transactionReceiptFromRpc(json);
        for (const [logIndex, log] of logs.entries()) {
          const opened = openSealedLog(
            buildSealedLog({
              header: headerFromRpc(header),
              parent: headerFromRpc(parent.header),
              receipts: encodeAll(receipts),
              transactionIndex,
              logIndex,
            }),
          );
          expect(opened.log).toEqual(log);
          proved++;
        }
      }
    }
    expect(proved).toBeGreaterThan(0);
  });

  it('is not built from receipts of another block, for a log that is not there, or over another parent', () => {
    const [first, second] = contractFile.changes as [
      (typeof contractFile.changes)[number],
      (typeof contractFile.changes)[number],
    ];
    const parts = {
      header: headerFromRpc(headerAt(first.number)?.header),
      parent: headerFromRpc(headerAt(first.number - 1)?.header),
      receipts: encodeAll(first.receipts),
      transactionIndex: 0,
      logIndex: 0,
    };
    expect(() => buildSealedLog({ ...parts, receipts: encodeAll(second.receipts) })).toThrow(
      code('receipts-root-mismatch'),
    );
    expect(() => buildSealedLog({ ...parts, transactionIndex: 1 })).toThrow(code('receipts-root-mismatch'));
    expect(() => buildSealedLog({ ...parts, logIndex: 1 })).toThrow(code('log-missing'));
    expect(() => buildSealedLog({ ...parts, parent: parts.header })).toThrow(code('parent-mismatch'));
  });

  it('takes its parent in the one form that has the hash', () => {
    const [change] = sealed as [SealedLog];
    const parent = headerFromRpc(headerAt((contractFile.changes[0]?.number ?? 0) - 1)?.header);
    expect(decodeHeader(fromHex0x(change.parent))).toEqual(unsealed(parent));
    const withSeals = { ...change, parent: toHex0x(encodeHeader(parent)) };
    expect(() => openSealedLog(withSeals)).toThrow(code('parent-mismatch'));
  });

  it('takes no parent that is not the block before, or claims a later time, whatever its hash', () => {
    const parent = unsealed(headerFromRpc(contractFile.headers[0]?.header));
    const bytes = encodeHeader(parent);
    const child = { ...parent, parentHash: keccak256(bytes), number: parent.number + 1n };
    expect(openParent(child, bytes)).toEqual(parent);
    const { timestamp, number } = child;
    expect(openParent({ ...child, timestamp: timestamp + 1n }, bytes)).toEqual(parent);
    for (const wrong of [{ timestamp: timestamp - 1n }, { number: number + 1n }, { number: number - 1n }]) {
      expect(() => openParent({ ...child, ...wrong }, bytes)).toThrow(code('parent-mismatch'));
    }
  });

  it('is refused with a member missing, unknown, of another type or in another spelling', () => {
    const [change] = sealed as [SealedLog];
    const { parent: _, ...without } = change;
    const refused: unknown[] = [
      null,
      'text',
      [],
      without,
      { ...change, extra: 1 },
      { ...change, logIndex: '0' },
      { ...change, logIndex: -1 },
      { ...change, transactionIndex: 0.5 },
      { ...change, proof: [] },
      { ...change, proof: change.proof[0] },
      { ...change, proof: Array(65).fill(change.proof[0]) },
      { ...change, header: change.header.toUpperCase() },
      { ...change, header: change.header.slice(2) },
    ];
    for (const value of refused) expect(() => openSealedLog(value)).toThrow(code('member-invalid'));
    const longer = toHex0x(concat(fromHex0x(change.header), Uint8Array.of(0)));
    expect(() => openSealedLog({ ...change, header: longer })).toThrow(code('header-invalid'));
  });

  it('never opens to another log or block when any byte of it is changed, unless only the seals differ', () => {
    const [change] = sealed as [SealedLog];
    const genuine = openSealedLog(change);
    const places = [
      ...['header', 'parent'].map((name) => ({ name, hex: change[name as 'header' | 'parent'] })),
      ...change.proof.map((hex, i) => ({ name: `${i}`, hex })),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (place, at, flip) => {
          const bytes = fromHex0x(place.hex);
          bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ flip;
          const hex = toHex0x(bytes);
          const changed = ['header', 'parent'].includes(place.name)
            ? { ...change, [place.name]: hex }
            : { ...change, proof: change.proof.map((node, i) => (`${i}` === place.name ? hex : node)) };
          try {
            const opened = openSealedLog(changed);
            // A changed header is another block (its seals will not hold) or the same one with other seals.
            expect(place.name).toBe('header');
            expect(() => checkSeals(opened.header, contractFile.initialValidators)).toThrow();
            expect(opened.log).toEqual(genuine.log);
          } catch (error) {
            expect(error).toHaveProperty('code');
          }
        },
      ),
      fcRuns(150),
    );
  });
});
