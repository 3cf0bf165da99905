import { keccak256 } from './digests.ts';

/**
 * The bloom filter of a block's logs (yellow paper section 4.3.1): three bits of 2048 for the address and for each
 * topic of every log. A missing bit proves that there is no such log, since the header's hash binds the filter; a bit
 * that is there proves nothing.
 */
const BITS = 2048;

/**
 * Whether a block may hold a log with this address or topic.
 * @param bloom 256 bytes, a header's `logsBloom`
 * @param value 20 bytes of an address or 32 of a topic
 * @returns false only where there is none
 */
export function mayHold(bloom: Uint8Array, value: Uint8Array): boolean {
  return bloomBits(value).every((bit) => ((bloom[255 - (bit >> 3)] as number) & (1 << (bit & 7))) !== 0);
}

/** The three bits of a value: the low 11 bits of each of the first three pairs of its Keccak-256. */
function bloomBits(value: Uint8Array): number[] {
  const digest = keccak256(value);
  return [0, 2, 4].map((at) => (((digest[at] as number) << 8) | (digest[at + 1] as number)) & (BITS - 1));
}
