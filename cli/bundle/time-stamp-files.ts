import { readBatchAnchored } from '../../core/batch-anchored.ts';
import { toHex } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { openLog, readSealedLog } from '../../core/sealed-log.ts';
import { failure } from '../command-error.ts';
import type { BagWriter } from './bag-writer.ts';
import type { RecordSource } from './record-writer.ts';

/** Time stamps of the batches that a bundle's records are in, each file once. */
export type TimeStampWriter = {
  /** Notes the batch of a record, whose files are asked for once. @throws CommandError `receipt-unreadable` */
  note(record: Pick<RecordSource, 'recordId' | 'receipt' | 'stamps'>): void;
  /** Writes the files. @returns their paths @throws CommandError the service's own */
  add(bag: BagWriter): Promise<string[]>;
};

/** The root that a receipt names, 64 hex digits. @throws CommandError `receipt-unreadable` */
function rootOf(receipt: Uint8Array, recordId: string): string {
  try {
    const { log } = openLog(readSealedLog(parseReceipt(receipt).anchor, 'receipt.anchor'));
    return toHex(readBatchAnchored(log).root);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw failure('receipt-unreadable', { path: recordId, reason: cause.code }, { cause });
  }
}

export function timeStampWriter(): TimeStampWriter {
  const batches = new Map<string, () => Promise<readonly Uint8Array[]>>();
  return {
    note({ recordId, receipt, stamps }) {
      const root = rootOf(receipt, recordId);
      if (!batches.has(root)) batches.set(root, stamps);
    },
    async add(bag) {
      const paths: string[] = [];
      for (const root of [...batches.keys()].sort()) {
        for (const [nth, file] of (await batches.get(root)!()).entries()) {
          const path = `data/time-stamps/${root.slice(0, 32)}-${nth + 1}.json`;
          await bag.add(path, file);
          paths.push(path);
        }
      }
      return paths;
    },
  };
}
