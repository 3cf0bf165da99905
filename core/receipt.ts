import { fromHex } from './bytes.ts';
import { canonicalBytes, parseCanonical } from './canonical.ts';
import { MAX_HEADER_BYTES } from './header.ts';
import { MAX_TREE_SIZE } from './merkle.ts';
import { type EvidenceRecord, MAX_CLAIMS, MAX_FILES } from './record.ts';
import type { SealedLog } from './sealed-log.ts';
import { readArray, readBytes0x, readHex, readInteger, readLiteral, readMembers, readText } from './shape.ts';

/** The receipt: one canonical JSON document that proves a record offline. docs/FORMAT.md section 5. */

export const RECEIPT_FORMAT = 'jianzheng/receipt/1';
export const RECEIPT_MEDIA_TYPE = 'application/vnd.jianzheng.receipt+json';
export const MAX_RECEIPT_BYTES = 4 * 1024 * 1024;

export type Receipt = {
  /** The log `BatchAnchored`, proved up to its block's seals. Size and root of the batch come from it alone. */
  readonly anchor: SealedLog;
  readonly disclosures: readonly string[];
  readonly format: typeof RECEIPT_FORMAT;
  /** Place in the batch; the path has 64 hex digits each, from the leaf's sibling up. */
  readonly inclusion: { readonly index: number; readonly path: readonly string[] };
  /** RLP of the sealed header that the record's `notBefore` names, hex with 0x. */
  readonly notBefore: string;
  readonly record: EvidenceRecord;
};

/** A receipt taken apart. Its record and its anchor are still what someone wrote there: each has a reader of its own. */
export type ReceiptParts = {
  readonly anchor: unknown;
  readonly disclosures: readonly string[];
  readonly inclusion: { readonly index: number; readonly path: readonly Uint8Array[] };
  readonly notBefore: Uint8Array;
  readonly record: unknown;
};

/** The one form of a receipt, in bytes. @throws FormatError `json-value-invalid`, `json-too-deep` */
export function receiptBytes(receipt: Receipt): Uint8Array {
  return canonicalBytes(receipt);
}

/**
 * Takes a receipt apart. Limits come first: bytes before parsing, depth before recursion, counts before cryptography.
 * @throws FormatError those of `parseCanonical`, and `member-invalid`
 */
export function parseReceipt(bytes: Uint8Array): ReceiptParts {
  const receipt = readMembers(parseCanonical(bytes, { maxBytes: MAX_RECEIPT_BYTES }), 'receipt', [
    'anchor',
    'disclosures',
    'format',
    'inclusion',
    'notBefore',
    'record',
  ]);
  readLiteral(receipt.format, 'receipt.format', RECEIPT_FORMAT);
  const inclusion = readMembers(receipt.inclusion, 'receipt.inclusion', ['index', 'path']);
  return {
    anchor: receipt.anchor,
    disclosures: readArray(receipt.disclosures, 'receipt.disclosures', 0, 2 + MAX_CLAIMS + MAX_FILES).map(
      (text, index) => readText(text, `receipt.disclosures[${index}]`),
    ),
    inclusion: {
      index: readInteger(inclusion.index, 'receipt.inclusion.index', 0, MAX_TREE_SIZE - 1),
      path: readArray(inclusion.path, 'receipt.inclusion.path', 0, 32).map((hash, index) =>
        fromHex(readHex(hash, `receipt.inclusion.path[${index}]`, 32)),
      ),
    },
    notBefore: readBytes0x(receipt.notBefore, 'receipt.notBefore', 1, MAX_HEADER_BYTES),
    record: receipt.record,
  };
}
