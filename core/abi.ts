import { concat, fromHex0x, toHex0x, utf8 } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';

/**
 * As much of Solidity's ABI as the registry needs: words of 32 bytes, byte strings as arguments, and arrays of words as
 * results (Solidity documentation, "Contract ABI Specification").
 */

const WORD = 32;
const ADDRESS_BYTES = 20;

/** An argument: a word that stands in its place, or bytes that stand behind all places. */
export type Argument = Uint8Array | { readonly bytes: Uint8Array };

/** First four bytes of the hash of a function's or an error's signature, such as `vote(uint64)`. */
export function selectorOf(signature: string): Uint8Array {
  return keccak256(utf8(signature)).subarray(0, 4);
}

/** A number as a word. @param value a whole number, not negative */
export function numberWord(value: number | bigint): Uint8Array {
  return fromHex0x(
    `0x${BigInt(value)
      .toString(16)
      .padStart(WORD * 2, '0')}`,
  );
}

/** An address, 0x and 40 lower-case digits, as a word. @throws FormatError `hex-invalid`, `abi-invalid` */
export function addressWord(address: string): Uint8Array {
  const bytes = fromHex0x(address);
  if (bytes.length !== ADDRESS_BYTES) throw new FormatError('abi-invalid', 'An address has 20 bytes');
  return concat(new Uint8Array(WORD - ADDRESS_BYTES), bytes);
}

/** Arguments one after the other, as `abi.encode` lays them out. */
export function encodeArguments(args: readonly Argument[]): Uint8Array {
  const heads: Uint8Array[] = [];
  const tails: Uint8Array[] = [];
  let offset = args.length * WORD;
  for (const arg of args) {
    if (arg instanceof Uint8Array) {
      heads.push(arg);
      continue;
    }
    const padding = new Uint8Array((WORD - (arg.bytes.length % WORD)) % WORD);
    const tail = concat(numberWord(arg.bytes.length), arg.bytes, padding);
    heads.push(numberWord(offset));
    tails.push(tail);
    offset += tail.length;
  }
  return concat(...heads, ...tails);
}

/** The input of a call. @param signature such as `vote(uint64)` */
export function encodeCall(signature: string, args: readonly Argument[]): Uint8Array {
  return concat(selectorOf(signature), encodeArguments(args));
}

function invalid(message: string): never {
  throw new FormatError('abi-invalid', message);
}

/** Words of a result or of an error's values. @throws FormatError `abi-invalid` */
export function wordsOf(data: Uint8Array): Uint8Array[] {
  if (data.length % WORD !== 0) invalid('The bytes do not end with a word');
  return Array.from({ length: data.length / WORD }, (_, i) => data.subarray(i * WORD, (i + 1) * WORD));
}

/** A word as a number of at most 2^53 - 1. @throws FormatError `abi-invalid` */
export function readNumber(word: Uint8Array | undefined, max: number = Number.MAX_SAFE_INTEGER): number {
  if (word?.length !== WORD) return invalid('A word is missing');
  const value = BigInt(toHex0x(word));
  return value <= BigInt(max) ? Number(value) : invalid(`A number is larger than ${max}`);
}

/** A word as an address, lower-case hex with 0x. @throws FormatError `abi-invalid` */
export function readAddress(word: Uint8Array | undefined): string {
  if (word?.length !== WORD) return invalid('A word is missing');
  if (word.subarray(0, WORD - ADDRESS_BYTES).some((byte) => byte !== 0)) invalid('A word that is no address');
  return toHex0x(word.subarray(WORD - ADDRESS_BYTES));
}

/**
 * A result that is one array of structs of `width` words each, in its one canonical layout.
 * @throws FormatError `abi-invalid`
 */
export function readRows(data: Uint8Array, width: number): Uint8Array[][] {
  const words = wordsOf(data);
  if (readNumber(words[0]) !== WORD) invalid('The array does not begin at its place');
  const count = readNumber(words[1]);
  const rest = words.slice(2);
  if (rest.length !== count * width) invalid('The result does not end with the array');
  return Array.from({ length: count }, (_, i) => rest.slice(i * width, (i + 1) * width));
}
