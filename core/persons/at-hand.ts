import { toHex } from '../bytes.ts';
import { sha256 } from '../digests.ts';
import { FormatError } from '../errors.ts';
import { openDisclosures } from '../opened-record.ts';
import { parseReceipt } from '../receipt.ts';
import { readRecord } from '../record.ts';
import { COUNTERSIGNATURE_KIND } from './countersignature.ts';
import { KEY_LIST_KIND, MAX_KEY_LIST_BYTES } from './key-list.ts';
import type { AnchoredFile } from './verify.ts';

/** Countersignatures and key lists among whatever was handed over, put together with their receipts by content. */

/** What was handed over of persons' signatures, each file with its receipt. */
export type SignatureFiles = {
  readonly countersignatures: readonly AnchoredFile[];
  readonly keyLists: readonly AnchoredFile[];
};

/** What a receipt says of itself, before anything was verified: enough to know what it may belong to. */
export type ClaimedReceipt = {
  readonly bytes: Uint8Array;
  readonly kind: string;
  /** SHA-256 of the files that it discloses. */
  readonly files: readonly string[];
};

/** Whether a record of this kind is about persons' signatures, and no evidence itself. */
export const isSignatureKind = (kind: string | undefined): boolean =>
  kind === COUNTERSIGNATURE_KIND || kind === KEY_LIST_KIND;

/** A file that is longer is neither of the two. */
export const MAX_SIGNATURE_FILE_BYTES = MAX_KEY_LIST_BYTES;

/** @returns undefined for what is no receipt */
export function claimedReceipt(bytes: Uint8Array): ClaimedReceipt | undefined {
  try {
    const { record: value, disclosures } = parseReceipt(bytes);
    const record = readRecord(value);
    const { files } = openDisclosures(record, disclosures);
    return { bytes, kind: record.kind, files: files.flatMap((file) => file?.sha256 ?? []) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
}

/** A file's content; `sm3` where the caller knows it, since a receipt that records it is held against it too. */
export type SignatureFile = { readonly bytes: Uint8Array; readonly sm3?: string | undefined };

export type MatchedSignatures<Receipt extends ClaimedReceipt> = SignatureFiles & {
  /** Receipts of countersignatures and key lists whose file is not there: they say nothing. */
  readonly fileless: readonly Receipt[];
};

/**
 * Puts receipts of countersignatures and key lists together with their files; receipts of other kinds are passed over.
 * @param fileOf the file of a SHA-256, where it was handed over
 */
export function matchSignatures<Receipt extends ClaimedReceipt>(
  receipts: readonly Receipt[],
  fileOf: (sha256: string) => SignatureFile | undefined,
): MatchedSignatures<Receipt> {
  const countersignatures: AnchoredFile[] = [];
  const keyLists: AnchoredFile[] = [];
  const fileless: Receipt[] = [];
  // One object for one content with one receipt, however often it was handed over: what is read of it is kept by that.
  const seen = new Set<string>();
  for (const receipt of receipts.filter(({ kind }) => isSignatureKind(kind))) {
    const digest = toHex(sha256(receipt.bytes));
    if (seen.has(digest)) continue;
    seen.add(digest);
    const file = receipt.files.map(fileOf).find((each) => each !== undefined);
    if (!file) {
      fileless.push(receipt);
      continue;
    }
    const anchored = { file: file.bytes, sm3: file.sm3, receipt: receipt.bytes };
    (receipt.kind === KEY_LIST_KIND ? keyLists : countersignatures).push(anchored);
  }
  return { countersignatures, keyLists, fileless };
}
