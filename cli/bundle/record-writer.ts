import type { BundledRecord } from '../../core/bundle/contents.ts';
import { payloadName } from '../../core/bundle/entry-names.ts';
import { withDisclosures } from '../../core/bundle/selection.ts';
import { openDisclosures } from '../../core/opened-record.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { readRecord } from '../../core/record.ts';
import { failure } from '../command-error.ts';
import { receiptAtHand } from '../receipt-files.ts';
import type { BagWriter } from './bag-writer.ts';
import type { Choice } from './choice.ts';
import { steadyBytes } from './steady-bytes.ts';

/** A record that goes into a bundle, and where the bytes of its files come from. */
export type RecordSource = {
  readonly recordId: string;
  readonly receipt: Uint8Array;
  /** Whether the service holds the file at a place of the record. */
  holds(index: number): boolean;
  /** Its bytes, from this one on. */
  open(index: number, from: number): AsyncIterable<Uint8Array>;
  /** The files with time stamps of its batch. */
  stamps(): Promise<readonly Uint8Array[]>;
};

/** What a reader of the bundle is told of it before anything was verified. */
export type ListedFiles = readonly { readonly name: string; readonly path: string | null }[];

/** Writes records into a bag: receipts with what is shown of them, and each content once. */
export type RecordWriter = {
  /**
   * @param place of its receipt and of the folder of its files, no two records at one
   * @throws CommandError `receipt-unreadable`, `case-file-differs`
   */
  add(
    source: RecordSource,
    place: { readonly receipt: string; readonly folder: string },
  ): Promise<{ bundled: BundledRecord; files: ListedFiles }>;
  written(): {
    readonly files: number;
    readonly bytes: number;
    /** Names of shown files that the service does not hold. */
    readonly absent: readonly string[];
  };
};

export function recordWriter(bag: BagWriter, choice: Choice): RecordWriter {
  const absent: string[] = [];
  /** Path by digest: what several records show is stored once. */
  const paths = new Map<string, string>();
  let bytes = 0;
  return {
    async add({ recordId, receipt: whole, holds, open }, place) {
      receiptAtHand(whole, recordId);
      const receipt = withDisclosures(whole, choice.wanted);
      const parts = parseReceipt(receipt);
      const shown = openDisclosures(readRecord(parts.record), parts.disclosures).files;
      const receiptPath = `data/receipts/${place.receipt}.json`;
      await bag.add(receiptPath, receipt);
      const bundled: { index: number; path: string }[] = [];
      const files: { name: string; path: string | null }[] = [];
      for (const [index, file] of shown.entries()) {
        if (!file) continue;
        let path = paths.get(file.sha256);
        if (path === undefined && holds(index)) {
          path = payloadName(place.folder, index, file.name);
          const sha256 = await bag.stream(
            path,
            file.size,
            steadyBytes((from) => open(index, from)),
          );
          if (sha256 !== file.sha256)
            throw failure('case-file-differs', { name: file.name, record: recordId });
          paths.set(sha256, path);
          bytes += file.size;
        }
        if (path === undefined) absent.push(file.name);
        else bundled.push({ index, path });
        files.push({ name: file.name, path: path ?? null });
      }
      return { bundled: { recordId, receipt: receiptPath, files: bundled }, files };
    },
    written: () => ({ files: paths.size, bytes, absent }),
  };
}
