import { agencyWord, readBatchAnchored } from '../../core/batch-anchored.ts';
import { toHex0x } from '../../core/bytes.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { readRecord } from '../../core/record.ts';
import { openSealedLog } from '../../core/sealed-log.ts';
import type { Services } from '../http/services.ts';
import type { RecordProof } from '../ledger/custody-abi.ts';
import { Refusal } from '../refusal.ts';
import { findKept, keptBytes, listKept } from '../store/kept-receipts.ts';

type Proving = Pick<Services, 'store' | 'receipts'>;

/** Where a record stands on the chain, as the contracts want it proved: out of its receipt, ours or one that we keep. */
export type ProvedRecord = { readonly agency: string; readonly proof: RecordProof };

async function bytesOf({ store, receipts }: Proving, recordId: string): Promise<Uint8Array> {
  const own = await receipts.receiptFor(recordId);
  if (own.kind === 'receipt') return own.bytes;
  if (own.kind === 'pending') throw new Refusal('record-not-anchored', 'The record is not anchored yet');
  const [kept] = listKept(store, { record: recordId, limit: 1 });
  const bytes = kept && findKept(store, kept.id) && keptBytes(store, kept.id);
  if (!bytes) throw new Refusal('record-not-found', 'Neither a record of ours nor one whose receipt is kept');
  return bytes;
}

/** @throws Refusal `record-not-found`, `record-not-anchored` */
export async function proveRecord(proving: Proving, recordId: string): Promise<ProvedRecord> {
  const { record, anchor, inclusion } = parseReceipt(await bytesOf(proving, recordId));
  const { agency } = readRecord(record);
  const { sequence } = readBatchAnchored(openSealedLog(anchor).log);
  return {
    agency,
    proof: {
      agency: agencyWord(agency),
      leaf: `0x${recordId}`,
      sequence,
      index: inclusion.index,
      path: inclusion.path.map(toHex0x),
    },
  };
}
