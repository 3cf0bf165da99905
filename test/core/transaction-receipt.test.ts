import { describe, expect, it } from 'vitest';
import { concat, toHex0x } from '../../core/bytes.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { encodeRlp, type RlpItem } from '../../core/rlp.ts';
import {
  decodeTransactionReceipt,
  encodeTransactionReceipt,
  transactionReceiptFromRpc,
} from '../../core/transaction-receipt.ts';
import { trieProof, trieRoot } from '../../core/trie.ts';
import { verifyTrieProof } from '../../core/trie-proof.ts';
import { besuFile, contractFile, type RpcReceipt, receiptsFile } from '../support/qbft-vectors.ts';

const changes = contractFile.changes.map(({ number, receipts }) => ({
  header: contractFile.headers.find((block) => Number(block.header.number) === number)?.header,
  receipts,
}));
const recorded = { GoQuorum: receiptsFile.blocks, Besu: besuFile.blocks, 'changes of the set': changes };

function encodeAll(receipts: readonly RpcReceipt[]): Uint8Array[] {
  return receipts.map((json) => encodeTransactionReceipt(transactionReceiptFromRpc(json)));
}

describe('transaction receipts', () => {
  for (const [name, blocks] of Object.entries(recorded)) {
    it(`give the receipts root of their block, and each is proved under it (${name})`, () => {
      for (const { header: json, receipts } of blocks) {
        const header = headerFromRpc(json);
        const encoded = encodeAll(receipts);
        expect(toHex0x(trieRoot(encoded))).toBe(toHex0x(header.receiptsRoot));
        for (const [index, bytes] of encoded.entries()) {
          const proof = trieProof(encoded, index);
          expect(verifyTrieProof(header.receiptsRoot, index, proof)).toEqual(bytes);
          expect(decodeTransactionReceipt(bytes)).toEqual(transactionReceiptFromRpc(receipts[index]));
        }
      }
    });
  }

  it('are met in types 0, 1 and 2, failed and not', () => {
    const all = Object.values(recorded).flatMap((blocks) => blocks.flatMap((block) => block.receipts));
    expect(new Set(all.map((receipt) => receipt.type))).toEqual(new Set(['0x0', '0x1', '0x2']));
    expect(new Set(all.map((receipt) => receipt.status))).toEqual(new Set(['0x0', '0x1']));
  });

  it('are refused in any other form', () => {
    const bloom = new Uint8Array(256);
    const one = Uint8Array.of(1);
    const log: RlpItem = [new Uint8Array(20), [], new Uint8Array()];
    const good = encodeRlp([one, one, bloom, [log]]);
    expect(decodeTransactionReceipt(good).succeeded).toBe(true);
    expect(decodeTransactionReceipt(concat(Uint8Array.of(2), good)).type).toBe(2);
    const refused: Uint8Array[] = [
      new Uint8Array(),
      concat(Uint8Array.of(0), good),
      concat(Uint8Array.of(5), good),
      concat(Uint8Array.of(0x80), good),
      concat(good, one),
      encodeRlp([Uint8Array.of(2), one, bloom, []]),
      encodeRlp([Uint8Array.of(0), one, bloom, []]),
      encodeRlp([new Uint8Array(32).fill(1), one, bloom, []]),
      encodeRlp([one, one, bloom.slice(1), []]),
      encodeRlp([one, one, bloom]),
      encodeRlp([one, one, bloom, [[new Uint8Array(19), [], one]]]),
      encodeRlp([one, one, bloom, [[new Uint8Array(20), [one], one]]]),
      encodeRlp([one, one, bloom, [[new Uint8Array(20), Array(5).fill(new Uint8Array(32)), one]]]),
      encodeRlp([one, one, bloom, [[new Uint8Array(20), [], one, one]]]),
    ];
    for (const bytes of refused) {
      expect(() => decodeTransactionReceipt(bytes)).toThrow(
        expect.objectContaining({ code: 'transaction-receipt-invalid' }),
      );
    }
  });

  it('are refused from a node that leaves out what they consist of', () => {
    const json = receiptsFile.blocks[0]?.receipts[0] as RpcReceipt;
    for (const name of ['status', 'cumulativeGasUsed', 'logsBloom', 'logs']) {
      expect(() => transactionReceiptFromRpc({ ...json, [name]: undefined })).toThrow(
        expect.objectContaining({ code: 'rpc-value-invalid' }),
      );
    }
    expect(() => transactionReceiptFromRpc(null)).toThrow();
    const { type: _, ...untyped } = json;
    expect(transactionReceiptFromRpc(untyped).type).toBe(0);
  });
});
