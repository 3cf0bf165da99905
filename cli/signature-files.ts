import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../core/bytes.ts';
import { sha256 } from '../core/digests.ts';
import {
  type ClaimedReceipt,
  claimedReceipt,
  isSignatureKind,
  MAX_SIGNATURE_FILE_BYTES,
  matchSignatures,
  type SignatureFile,
  type SignatureFiles,
} from '../core/persons/at-hand.ts';
import { MAX_RECEIPT_BYTES } from '../core/receipt.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { hashFile } from './digests.ts';

/** Countersignatures, key lists and receipts as they lie in a folder, under whatever names: matched by content. */

export type SignatureFolder = SignatureFiles & {
  /** Receipts of neither: one may be the signed record's, which says of what kind that is. */
  readonly others: readonly Uint8Array[];
  /** Names of receipts whose file is missing, and of files that no receipt of the folder shows. */
  readonly fileless: readonly string[];
  readonly unmatched: readonly string[];
};

/** Reads a folder. @throws CommandError `file-unreadable` */
export async function readSignatureFiles(folder: string): Promise<SignatureFolder> {
  const names = await readdir(folder).catch((cause: Error) => {
    throw failure('file-unreadable', { path: folder, reason: cause.message }, { cause });
  });
  const receipts: (ClaimedReceipt & { readonly name: string })[] = [];
  const files = new Map<string, SignatureFile>();
  const digestByName = new Map<string, string>();
  for (const name of names.sort()) {
    const path = join(folder, name);
    const bytes = await readBounded(path, Math.max(MAX_RECEIPT_BYTES, MAX_SIGNATURE_FILE_BYTES));
    const receipt = claimedReceipt(bytes);
    if (receipt) {
      receipts.push({ ...receipt, name });
      continue;
    }
    const digest = toHex(sha256(bytes));
    digestByName.set(name, digest);
    if (bytes.length > MAX_SIGNATURE_FILE_BYTES) continue;
    const { sm3 } = await hashFile(path, { sm3: true });
    files.set(digest, { bytes, sm3 });
  }
  const { countersignatures, keyLists, fileless } = matchSignatures(receipts, (each) => files.get(each));
  const taken = new Set(receipts.flatMap(({ kind, files: shown }) => (isSignatureKind(kind) ? shown : [])));
  return {
    countersignatures,
    keyLists,
    others: receipts.filter(({ kind }) => !isSignatureKind(kind)).map(({ bytes }) => bytes),
    fileless: fileless.map(({ name }) => name),
    unmatched: [...digestByName].flatMap(([name, digest]) =>
      taken.has(digest) && files.has(digest) ? [] : [name],
    ),
  };
}
