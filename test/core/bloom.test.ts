import { Bloom } from '@ethereumjs/vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHold } from '../../core/bloom.ts';
import { fromHex0x } from '../../core/bytes.ts';
import {
  decodeTransactionReceipt,
  encodeTransactionReceipt,
  transactionReceiptFromRpc,
} from '../../core/transaction-receipt.ts';
import { receiptsFile } from '../support/qbft-vectors.ts';

const value = fc.uint8Array({ minLength: 20, maxLength: 32 });

test('says of any value what another implementation says', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), value, (held, asked) => {
      const bloom = new Bloom();
      for (const one of held) bloom.add(one);
      for (const one of held) expect(mayHold(bloom.bitvector, one)).toBe(true);
      expect(mayHold(bloom.bitvector, asked)).toBe(bloom.check(asked));
    }),
  );
});

test('finds every log of recorded blocks of a real engine in their headers, and excludes what is not there', () => {
  let logs = 0;
  for (const { header, receipts } of receiptsFile.blocks) {
    const bloom = fromHex0x(header.logsBloom as string);
    for (const receipt of receipts) {
      for (const log of decodeTransactionReceipt(encodeTransactionReceipt(transactionReceiptFromRpc(receipt)))
        .logs) {
        logs++;
        for (const held of [fromHex0x(log.address), ...log.topics]) expect(mayHold(bloom, held)).toBe(true);
      }
    }
    expect(mayHold(bloom, new Uint8Array(20).fill(0xee))).toBe(false);
  }
  expect(logs).toBeGreaterThan(0);
});
