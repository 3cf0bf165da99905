import { FormatError } from '../core/errors.ts';
import type { FileEntry } from '../core/file-entry.ts';
import { openDisclosures } from '../core/opened-record.ts';
import { MAX_RECEIPT_BYTES, parseReceipt } from '../core/receipt.ts';
import { readRecord } from '../core/record.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { hashFiles } from './digests.ts';
import { EXIT } from './exit.ts';
import { type LocalFile, listFiles } from './local-files.ts';
import { startProgress } from './progress.ts';

/** Receipts that are handed over, each with those of the files at hand that it discloses. */

export type ReceiptAtHand = {
  /** Where it came from, for messages. */
  readonly from: string;
  readonly bytes: Uint8Array;
  /** By place in the record; null where not disclosed. Claims, until the receipt is verified. */
  readonly disclosed: readonly (FileEntry | null)[];
};

/** @throws CommandError `receipt-unreadable`: no receipt */
export function receiptAtHand(bytes: Uint8Array, from: string): ReceiptAtHand {
  try {
    const { record, disclosures } = parseReceipt(bytes);
    return { from, bytes, disclosed: openDisclosures(readRecord(record), disclosures).files };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw failure(
      'receipt-unreadable',
      { path: from, reason: error.code },
      { exit: EXIT.invalid, cause: error },
    );
  }
}

/** @throws CommandError `file-unreadable`, `receipt-unreadable` */
export async function receiptFromFile(path: string): Promise<ReceiptAtHand> {
  return receiptAtHand(await readBounded(path, MAX_RECEIPT_BYTES), path);
}

/**
 * The files below a path by the receipt that discloses them, once each. Everything that is given must belong
 * somewhere: what was passed over in silence would be taken for handed over.
 * @throws CommandError `file-unreadable`, `verify-left-out`, `files-foreign`
 */
export async function filesFor(
  receipts: readonly ReceiptAtHand[],
  path: string | undefined,
  progressText: string,
): Promise<LocalFile[][]> {
  if (path === undefined) return receipts.map(() => []);
  const { files, leftOut } = await listFiles([path]);
  const [strange] = leftOut;
  if (strange !== undefined) throw failure('verify-left-out', { path: strange }, { exit: EXIT.differs });
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const progress = startProgress(progressText, total, 'bytes');
  const taken = receipts.map(() => new Map<string, LocalFile>());
  try {
    for await (const { item, digests } of hashFiles(files, { sm3: false, onBytes: progress.add })) {
      const { sha256, size } = digests;
      const owners = receipts.flatMap(({ disclosed }, index) =>
        disclosed.some((file) => file?.sha256 === sha256 && file.size === size) ? [index] : [],
      );
      if (owners.length === 0) throw failure('files-foreign', { path: item.path }, { exit: EXIT.differs });
      for (const owner of owners) taken[owner]?.set(sha256, item);
    }
  } finally {
    progress.stop();
  }
  return taken.map((byDigest) => [...byDigest.values()]);
}
