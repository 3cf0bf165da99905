import {
  claimedReceipt,
  isSignatureKind,
  MAX_SIGNATURE_FILE_BYTES,
  matchSignatures,
  type SignatureFile,
} from '../../core/persons/at-hand.ts';
import type { GivenContent, LooseSignatures } from './verify-messages.ts';

/** Countersignatures and key lists among files that were given together: those alone are read, and not only hashed. */
export async function matchLoose(
  receipts: readonly Uint8Array[],
  files: readonly GivenContent[],
): Promise<LooseSignatures> {
  const claimed = receipts.flatMap((bytes, index) => {
    const receipt = claimedReceipt(bytes);
    return receipt && isSignatureKind(receipt.kind) ? [{ ...receipt, index }] : [];
  });
  const wanted = new Set(claimed.flatMap((receipt) => receipt.files));
  const contents = new Map<string, SignatureFile>();
  for (const { sha256, sm3, file } of files) {
    if (!wanted.has(sha256) || file.size > MAX_SIGNATURE_FILE_BYTES) continue;
    contents.set(sha256, { bytes: new Uint8Array(await file.arrayBuffer()), sm3 });
  }
  const { countersignatures, keyLists, fileless } = matchSignatures(claimed, (each) => contents.get(each));
  return { signatures: { countersignatures, keyLists }, fileless: fileless.map(({ index }) => index) };
}
