/**
 * SHA-256(0x01 || left || right) for whole levels of a tree. A general SHA-256 spends most of its time on such short
 * inputs with objects, padding and byte order; here a level stays an array of words from the leaves to the root.
 * The function is FIPS 180-4 section 6.2 and nothing else; a property test holds it against @noble/hashes.
 *
 * The input has 65 bytes, so two blocks: the first is the prefix, the left hash and the right one without its last
 * byte; the second is that byte, the padding and the length. There are only 256 second blocks, so their message
 * schedules are computed once.
 */

// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 section 4.2.2), and of
// the square roots of the first 8 (5.3.3). Computed, because a table is where a wrong digit hides; doubles carry
// enough bits for both (the test against another implementation would show any that was off).
const K = new Int32Array(64);
const INITIAL = new Int32Array(8);
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) prime &&= candidate % divisor !== 0;
  if (!prime) continue;
  if (found < 8) INITIAL[found] = (Math.sqrt(candidate) % 1) * 2 ** 32;
  K[found++] = (Math.cbrt(candidate) % 1) * 2 ** 32;
}

/** Extends 16 message words to the 64 of the schedule, each with its round's constant already added. */
function schedule(w: Int32Array, at: number): void {
  for (let i = 16; i < 64; i++) {
    const a = w[at + i - 15]!;
    const b = w[at + i - 2]!;
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    w[at + i] = (w[at + i - 16]! + s0 + w[at + i - 7]! + s1) | 0;
  }
  for (let i = 0; i < 64; i++) w[at + i] = (w[at + i]! + K[i]!) | 0;
}

/** One application of the compression function: `w` from `at` on is the schedule, `state` is read and replaced. */
function compress(state: Int32Array, w: Int32Array, at: number): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = at; i < at + 64; i++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + sum1 + (g ^ (e & (f ^ g))) + w[i]!) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (sum0 + ((a & b) ^ (c & (a ^ b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

const LAST_BLOCKS = new Int32Array(256 * 64);
for (let last = 0; last < 256; last++) {
  LAST_BLOCKS[last * 64] = (last << 24) | 0x800000;
  LAST_BLOCKS[last * 64 + 15] = 65 * 8;
  schedule(LAST_BLOCKS, last * 64);
}

const W = new Int32Array(64);
const STATE = new Int32Array(8);

/** Writes the hash of the node over the two hashes at `source[from]` (16 words, left then right) to `target[to]`. */
function hashPair(source: Int32Array, from: number, target: Int32Array, to: number): void {
  let carried = 0x01;
  for (let i = 0; i < 16; i++) {
    const word = source[from + i]!;
    W[i] = (carried << 24) | (word >>> 8);
    carried = word & 0xff;
  }
  schedule(W, 0);
  STATE.set(INITIAL);
  compress(STATE, W, 0);
  compress(STATE, LAST_BLOCKS, carried * 64);
  for (let i = 0; i < 8; i++) target[to + i] = STATE[i]!;
}

/**
 * The level above: neighbours in pairs, and a last one without a neighbour moves up as it is, which gives exactly the
 * tree of RFC 9162 section 2.1.1 (the split at the largest power of two below n, read from the leaves up).
 * @param level hashes of one level, eight big-endian words each
 */
export function levelAbove(level: Int32Array): Int32Array {
  const count = level.length / 8;
  const above = new Int32Array(Math.ceil(count / 2) * 8);
  const pairs = Math.floor(count / 2);
  for (let pair = 0; pair < pairs; pair++) hashPair(level, pair * 16, above, pair * 8);
  if (count % 2 === 1) above.set(level.subarray((count - 1) * 8), pairs * 8);
  return above;
}
