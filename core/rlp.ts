import { concat } from './bytes.ts';
import { FormatError } from './errors.ts';

/**
 * RLP (Ethereum yellow paper, appendix B): a string of bytes, or a list of items. The decoder takes only the one
 * encoding that the encoder gives, so whatever decodes also encodes to the same bytes again.
 */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** Deeper than any Ethereum structure of ours: receipt > logs > log > topics > topic is 5. Trie nodes nest 2 levels inline. */
const MAX_DEPTH = 8;
/**
 * Items in one decoding. Each costs some hundred bytes of memory, whatever it holds, so that megabytes of one-byte
 * items would take hundreds of them. The transaction receipt of 10,000 logs of three topics has 80,000.
 */
const MAX_ITEMS = 100_000;

function invalid(message: string): never {
  throw new FormatError('rlp-invalid', message);
}

function bigEndian(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

function prefix(length: number, short: number): Uint8Array {
  if (length < 56) return Uint8Array.of(short + length);
  const size = bigEndian(length);
  return concat(Uint8Array.of(short + 55 + size.length), size);
}

/** The one RLP encoding of an item. */
export function encodeRlp(item: RlpItem): Uint8Array {
  if (item instanceof Uint8Array) {
    if (item.length === 1 && (item[0] as number) < 0x80) return item.slice();
    return concat(prefix(item.length, 0x80), item);
  }
  const content = concat(...item.map(encodeRlp));
  return concat(prefix(content.length, 0xc0), content);
}

type Span = { list: boolean; start: number; end: number };

/** Where the content of the item at `at` lies. `end` is never beyond `limit`, the end of what encloses the item. */
function spanAt(bytes: Uint8Array, at: number, limit: number): Span {
  const first = bytes[at] as number;
  if (first < 0x80) return { list: false, start: at, end: at + 1 };
  const list = first >= 0xc0;
  const short = first - (list ? 0xc0 : 0x80);
  let start = at + 1;
  let length = short;
  if (short > 55) {
    start += short - 55;
    // 2^32 bytes are far above every limit of ours, and more would leave the integers that a double holds.
    if (short - 55 > 4) invalid('An item longer than any of ours');
    if (start > limit) invalid('A length that ends after the data');
    length = 0;
    for (let i = at + 1; i < start; i++) length = length * 256 + (bytes[i] as number);
    if (bytes[at + 1] === 0 || length < 56) invalid('A length that is not in its shortest form');
  }
  const end = start + length;
  if (end > limit) invalid('An item that ends after the data');
  if (!list && length === 1 && (bytes[start] as number) < 0x80) invalid('A byte that stands for itself');
  return { list, start, end };
}

function decodeSpan(bytes: Uint8Array, span: Span, depth: number, budget: { items: number }): RlpItem {
  if (--budget.items < 0) invalid(`More than ${MAX_ITEMS} items`);
  if (!span.list) return bytes.slice(span.start, span.end);
  if (depth >= MAX_DEPTH) invalid(`Lists nested deeper than ${MAX_DEPTH}`);
  const items: RlpItem[] = [];
  for (let at = span.start; at < span.end; ) {
    const child = spanAt(bytes, at, span.end);
    items.push(decodeSpan(bytes, child, depth + 1, budget));
    at = child.end;
  }
  return items;
}

/**
 * Decodes exactly one item that takes up all the bytes. Another spelling of the same item is refused: lengths not
 * in their shortest form, single bytes with a prefix, bytes left over.
 * @throws FormatError `rlp-invalid`
 */
export function decodeRlp(bytes: Uint8Array): RlpItem {
  if (bytes.length === 0) invalid('No data');
  const span = spanAt(bytes, 0, bytes.length);
  if (span.end !== bytes.length) invalid('Data after the item');
  return decodeSpan(bytes, span, 0, { items: MAX_ITEMS });
}

/** A list of `min` to `max` items. @throws FormatError `rlp-invalid` */
export function readList(
  item: RlpItem | undefined,
  where: string,
  min: number,
  max: number,
): readonly RlpItem[] {
  if (item === undefined || item instanceof Uint8Array) return invalid(`${where} must be a list`);
  if (item.length < min || item.length > max) invalid(`${where} must have ${min} to ${max} items`);
  return item;
}

/** A string of `min` to `max` bytes (exactly `min` without `max`). @throws FormatError `rlp-invalid` */
export function readString(item: RlpItem | undefined, where: string, min: number, max = min): Uint8Array {
  if (!(item instanceof Uint8Array)) return invalid(`${where} must be bytes`);
  if (item.length < min || item.length > max) invalid(`${where} must be ${min} to ${max} bytes`);
  return item;
}

/** An unsigned integer below 2^(8 * maxBytes), without leading zeros. @throws FormatError `rlp-invalid` */
export function readUint(item: RlpItem | undefined, where: string, maxBytes: number): bigint {
  const bytes = readString(item, where, 0, maxBytes);
  if (bytes[0] === 0) invalid(`${where} must be an integer without leading zeros`);
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** Big-endian bytes of an unsigned integer without leading zeros; none at all for 0. */
export function uintBytes(value: bigint): Uint8Array {
  if (value < 0n) throw new FormatError('rlp-invalid', 'RLP has no negative integers');
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return Uint8Array.from(bytes);
}
