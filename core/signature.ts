import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concat, toHex0x, utf8 } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';

/**
 * ECDSA over secp256k1 as Ethereum uses it. A signature is 65 bytes r ‖ s ‖ v. v is 0 or 1 here; formats that add
 * 27 say so. s is in the lower half of the order only: with both halves there would be two spellings.
 */

const SIGNATURE_BYTES = 65;

/** The last 20 bytes of the public key's Keccak-256, lower-case hex with 0x. `point`: 65 bytes, 0x04 ‖ x ‖ y. */
function addressOfPoint(point: Uint8Array): string {
  return toHex0x(keccak256(point.subarray(1)).subarray(12));
}

/** Is this a private key: 32 bytes, from 1 to the order of the curve less 1? */
export function isPrivateKey(key: Uint8Array): boolean {
  return key.length === 32 && secp256k1.utils.isValidSecretKey(key);
}

/** The public key of a private key (32 bytes): x ‖ y, 64 bytes. @throws FormatError `private-key-invalid` */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  if (!isPrivateKey(privateKey)) throw new FormatError('private-key-invalid', 'Not a secp256k1 private key');
  return secp256k1.getPublicKey(privateKey, false).subarray(1);
}

/** The address of a public key, x ‖ y, 64 bytes. Whether it is a point of the curve does not matter here. */
export function addressOfPublicKey(publicKey: Uint8Array): string {
  return addressOfPoint(concat(Uint8Array.of(4), publicKey));
}

/** The address of a private key (32 bytes). @throws FormatError `private-key-invalid` */
export function addressOfKey(privateKey: Uint8Array): string {
  return addressOfPublicKey(publicKeyOf(privateKey));
}

/**
 * Signs a digest of 32 bytes; deterministic (RFC 6979), so the same key and digest give the same signature.
 * @returns r ‖ s ‖ v, v 0 or 1
 * @throws FormatError `private-key-invalid`
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  if (!isPrivateKey(privateKey)) throw new FormatError('private-key-invalid', 'Not a secp256k1 private key');
  const signed = secp256k1.sign(digest, privateKey, { prehash: false, lowS: true, format: 'recovered' });
  return concat(signed.subarray(1), signed.subarray(0, 1));
}

/**
 * The address whose key made this signature of this digest.
 * @param signature r ‖ s ‖ v, v 0 or 1, s in the lower half
 * @throws FormatError `signature-invalid`
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): string {
  const v = signature[64];
  if (signature.length !== SIGNATURE_BYTES || (v !== 0 && v !== 1)) {
    throw new FormatError('signature-invalid', 'A signature is 65 bytes that end in 0 or 1');
  }
  try {
    const parsed = secp256k1.Signature.fromBytes(
      concat(Uint8Array.of(v), signature.subarray(0, 64)),
      'recovered',
    );
    if (parsed.hasHighS()) throw new FormatError('signature-invalid', 's is in the upper half');
    return addressOfPoint(parsed.recoverPublicKey(digest).toBytes(false));
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('signature-invalid', 'Not a signature of any key', { cause });
  }
}

/** The digest that a wallet signs for a text (EIP-191, version 0x45). */
export function personalDigest(text: string): Uint8Array {
  const bytes = utf8(text);
  return keccak256(concat(utf8(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes));
}
