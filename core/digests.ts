import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

/**
 * What is known of a file: `size` in bytes, `sha256` and `sm3` as 64 lower-case hex digits. `sm3` is missing where
 * the digests were made elsewhere, by a tool without it.
 */
export type FileDigests = {
  readonly size: number;
  readonly sha256: string;
  readonly sm3?: string;
};

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** Keccak-256 as Ethereum uses it (not SHA3-256: the padding differs), 32 bytes. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}
