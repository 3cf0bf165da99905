import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../core/bytes.ts';
import { sha256 } from '../core/digests.ts';
import { FormatError } from '../core/errors.ts';
import { openDisclosures } from '../core/opened-record.ts';
import { COUNTERSIGNATURE_KIND } from '../core/persons/countersignature.ts';
import { KEY_LIST_KIND, MAX_KEY_LIST_BYTES } from '../core/persons/key-list.ts';
import type { AnchoredFile } from '../core/persons/verify.ts';
import { MAX_RECEIPT_BYTES, parseReceipt } from '../core/receipt.ts';
import { readRecord } from '../core/record.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { hashFile } from './digests.ts';

/** Countersignatures, key lists and receipts as they lie in a folder, under whatever names: matched by content. */

export type SignatureFiles = {
  readonly countersignatures: readonly AnchoredFile[];
  readonly keyLists: readonly AnchoredFile[];
  /** Receipts of neither: one may be the signed record's, which says of what kind that is. */
  readonly others: readonly Uint8Array[];
};

type Receipt = { readonly bytes: Uint8Array; readonly kind: string; readonly files: ReadonlySet<string> };

function asReceipt(bytes: Uint8Array): Receipt | undefined {
  try {
    const { record: value, disclosures } = parseReceipt(bytes);
    const record = readRecord(value);
    const { files } = openDisclosures(record, disclosures);
    return { bytes, kind: record.kind, files: new Set(files.flatMap((file) => file?.sha256 ?? [])) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
}

/**
 * Reads a folder. A receipt whose file is missing, and a file without a receipt, have nothing to say and are named.
 * @throws CommandError `file-unreadable`, `signatures-unmatched`
 */
export async function readSignatureFiles(folder: string): Promise<SignatureFiles> {
  const names = await readdir(folder).catch((cause: Error) => {
    throw failure('file-unreadable', { path: folder, reason: cause.message }, { cause });
  });
  const receipts: (Receipt & { readonly name: string })[] = [];
  const files = new Map<string, AnchoredFile & { readonly name: string }>();
  for (const name of names.sort()) {
    const path = join(folder, name);
    const bytes = await readBounded(path, Math.max(MAX_RECEIPT_BYTES, MAX_KEY_LIST_BYTES));
    const receipt = asReceipt(bytes);
    if (receipt) receipts.push({ ...receipt, name });
    else {
      const { sm3 } = await hashFile(path, { sm3: true });
      files.set(toHex(sha256(bytes)), { name, file: bytes, sm3, receipt: new Uint8Array() });
    }
  }
  const isOurs = ({ kind }: Receipt) => kind === COUNTERSIGNATURE_KIND || kind === KEY_LIST_KIND;
  const matched = receipts.filter(isOurs).map((receipt) => {
    const digest = [...receipt.files].find((each) => files.has(each));
    const file = digest === undefined ? undefined : files.get(digest);
    if (!file) throw failure('signatures-unmatched', { path: receipt.name });
    return { kind: receipt.kind, name: file.name, file: { ...file, receipt: receipt.bytes } };
  });
  const [alone] = [...files.values()].filter(({ name }) => matched.every((each) => each.name !== name));
  if (alone) throw failure('signatures-unmatched', { path: alone.name });
  const of = (kind: string) => matched.filter((each) => each.kind === kind).map(({ file }) => file);
  return {
    countersignatures: of(COUNTERSIGNATURE_KIND),
    keyLists: of(KEY_LIST_KIND),
    others: receipts.filter((receipt) => !isOurs(receipt)).map(({ bytes }) => bytes),
  };
}
