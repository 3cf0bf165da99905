import {
  type ClaimedReceipt,
  claimedReceipt,
  isSignatureKind,
  type MatchedSignatures,
  matchSignatures,
  type SignatureFile,
} from '../persons/at-hand.ts';
import { isMissing, type SignedBeside } from '../persons/beside.ts';
import type { BundleContents, BundledRecord } from './contents.ts';

/** What persons signed, as it lies in a bundle: among the records, most of them related ones, told by their kinds. */

/** Contents of countersignatures and key lists that are kept in memory; 10,000 signatures have some 5 MB. */
export const MAX_SIGNATURE_FILES_BYTES = 64 * 1024 * 1024;

type Receipts = ReadonlyMap<string, Uint8Array>;

/** A receipt of a bundle, with its path. */
type BundledReceipt = ClaimedReceipt & { readonly path: string };

function signatureReceipts(contents: BundleContents, receipts: Receipts) {
  return [...contents.records, ...contents.related].flatMap((bundled) => {
    const receipt = claimedReceipt(receipts.get(bundled.receipt)!);
    return receipt && isSignatureKind(receipt.kind) ? [{ bundled, receipt }] : [];
  });
}

/** Paths of the files whose content is needed to judge what persons signed. */
export function signaturePaths(contents: BundleContents, receipts: Receipts): Set<string> {
  const ofBundled = ({ files }: BundledRecord) => files.map(({ path }) => path);
  return new Set(signatureReceipts(contents, receipts).flatMap(({ bundled }) => ofBundled(bundled)));
}

/**
 * Puts countersignatures and key lists of a bundle together with their receipts.
 * @param read `files`: digests by path; `signatureFiles`: contents by path, of those of `signaturePaths` that were kept
 */
export function signaturesIn(read: {
  readonly contents: BundleContents;
  readonly receipts: Receipts;
  readonly files: ReadonlyMap<string, { readonly sha256: string; readonly sm3?: string }>;
  readonly signatureFiles: ReadonlyMap<string, Uint8Array>;
}): MatchedSignatures<BundledReceipt> {
  const byDigest = new Map<string, SignatureFile>();
  for (const [path, bytes] of read.signatureFiles) {
    const { sha256, sm3 } = read.files.get(path)!;
    byDigest.set(sha256, { bytes, sm3 });
  }
  const receipts = signatureReceipts(read.contents, read.receipts).map(({ bundled, receipt }) => ({
    ...receipt,
    path: bundled.receipt,
  }));
  return matchSignatures(receipts, (sha256) => byDigest.get(sha256));
}

/** How it stands with persons' signatures over many records. */
type SignedCounts = {
  /** Records whose kind asks for persons, and of these: with all of them, and with some missing. */
  readonly asked: number;
  readonly complete: number;
  readonly missing: number;
  /** Signatures that do not count. */
  readonly refused: number;
};

export function signedCounts(records: readonly { readonly signed?: SignedBeside }[]): SignedCounts {
  const all = records.flatMap(({ signed }) => signed ?? []);
  const asking = all.filter(({ roles }) => roles.some(({ demanded }) => demanded > 0));
  const missing = asking.filter(isMissing).length;
  const signatures = all.flatMap((each) => each.signatures);
  return {
    ...{ asked: asking.length, complete: asking.length - missing, missing },
    refused: signatures.filter(({ verdict }) => verdict === 'INVALID').length,
  };
}
