import { FormatError } from './errors.ts';
import { decodeRlp, encodeRlp, type RlpItem, readList, readString, readUint, uintBytes } from './rlp.ts';

/**
 * A block header (yellow paper section 4.3, EIP-1559, 4895, 4844, 4788, 7685). Hashes, addresses and the bloom are
 * bytes, numbers are bigint, the timestamp is in unix seconds. Forks added the optional fields in this order; a
 * header holds those of its fork, and which they are is seen from the header alone.
 */
export type Header = {
  readonly parentHash: Uint8Array;
  readonly sha3Uncles: Uint8Array;
  readonly miner: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly logsBloom: Uint8Array;
  readonly difficulty: bigint;
  readonly number: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly timestamp: bigint;
  readonly extraData: Uint8Array;
  readonly mixHash: Uint8Array;
  readonly nonce: Uint8Array;
  readonly baseFeePerGas?: bigint;
  readonly withdrawalsRoot?: Uint8Array;
  readonly blobGasUsed?: bigint;
  readonly excessBlobGas?: bigint;
  readonly parentBeaconBlockRoot?: Uint8Array;
  readonly requestsHash?: Uint8Array;
};

type Names<Value> = {
  [Name in keyof Header]-?: Header[Name] extends Value | undefined ? Name : never;
}[keyof Header];

/**
 * `bytes` (of that length, or up to it) or `uint` (below 2^(8 * length)). Block number and time are held below 2^53:
 * they are printed, compared and written into JSON, where a larger integer would quietly become another one.
 */
export type HeaderField =
  | {
      readonly name: Names<Uint8Array>;
      readonly kind: 'bytes';
      readonly length: number;
      readonly upTo?: true;
    }
  | { readonly name: Names<bigint>; readonly kind: 'uint'; readonly length: number; readonly safe?: true };

/** Larger than the extraData of 64 validators with as many seals (6 KiB), small enough to be no burden. */
const MAX_EXTRA_DATA = 32 * 1024;
/** Bytes of a whole header's RLP, at most. */
export const MAX_HEADER_BYTES = 64 * 1024;

export const HEADER_FIELDS: readonly HeaderField[] = [
  { name: 'parentHash', kind: 'bytes', length: 32 },
  { name: 'sha3Uncles', kind: 'bytes', length: 32 },
  { name: 'miner', kind: 'bytes', length: 20 },
  { name: 'stateRoot', kind: 'bytes', length: 32 },
  { name: 'transactionsRoot', kind: 'bytes', length: 32 },
  { name: 'receiptsRoot', kind: 'bytes', length: 32 },
  { name: 'logsBloom', kind: 'bytes', length: 256 },
  { name: 'difficulty', kind: 'uint', length: 32 },
  { name: 'number', kind: 'uint', length: 8, safe: true },
  { name: 'gasLimit', kind: 'uint', length: 8 },
  { name: 'gasUsed', kind: 'uint', length: 8 },
  { name: 'timestamp', kind: 'uint', length: 8, safe: true },
  { name: 'extraData', kind: 'bytes', length: MAX_EXTRA_DATA, upTo: true },
  { name: 'mixHash', kind: 'bytes', length: 32 },
  { name: 'nonce', kind: 'bytes', length: 8 },
  { name: 'baseFeePerGas', kind: 'uint', length: 32 },
  { name: 'withdrawalsRoot', kind: 'bytes', length: 32 },
  { name: 'blobGasUsed', kind: 'uint', length: 8 },
  { name: 'excessBlobGas', kind: 'uint', length: 8 },
  { name: 'parentBeaconBlockRoot', kind: 'bytes', length: 32 },
  { name: 'requestsHash', kind: 'bytes', length: 32 },
];
/** How many of the fields every header has. */
export const HEADER_FIELDS_ALWAYS = 15;

function invalid(message: string, cause?: unknown): never {
  throw new FormatError('header-invalid', message, { cause });
}

function readField(item: RlpItem | undefined, field: HeaderField): Uint8Array | bigint {
  if (field.kind === 'bytes')
    return readString(item, field.name, field.upTo ? 0 : field.length, field.length);
  const value = readUint(item, field.name, field.length);
  if (field.safe && value > BigInt(Number.MAX_SAFE_INTEGER)) invalid(`${field.name} is 2^53 or more`);
  return value;
}

/**
 * The fields of a header's RLP, decoded strictly: `encodeHeader` gives the same bytes again.
 * @throws FormatError `header-invalid`
 */
export function decodeHeader(bytes: Uint8Array): Header {
  if (bytes.length > MAX_HEADER_BYTES) invalid(`A header of more than ${MAX_HEADER_BYTES} bytes`);
  try {
    return headerFromItems(readList(decodeRlp(bytes), 'header', HEADER_FIELDS_ALWAYS, HEADER_FIELDS.length));
  } catch (cause) {
    if (cause instanceof FormatError && cause.code === 'rlp-invalid') return invalid(cause.message, cause);
    throw cause;
  }
}

function headerFromItems(items: readonly RlpItem[]): Header {
  const header: Record<string, Uint8Array | bigint> = {};
  for (const [i, item] of items.entries()) {
    const field = HEADER_FIELDS[i] as HeaderField;
    header[field.name] = readField(item, field);
  }
  return header as unknown as Header;
}

/**
 * RLP of the fields that the header has. Nothing is guessed from a fork's name: the result is held against a hash.
 * @throws FormatError `header-invalid` when a field is missing before one that is there, or has a wrong length
 */
export function encodeHeader(header: Header): Uint8Array {
  const items: RlpItem[] = [];
  for (const [i, field] of HEADER_FIELDS.entries()) {
    const value = header[field.name];
    if (value === undefined) {
      if (i < HEADER_FIELDS_ALWAYS) invalid(`A header without ${field.name}`);
      continue;
    }
    if (items.length !== i) invalid(`A header with ${field.name} but without what comes before it`);
    items.push(value instanceof Uint8Array ? value : uintBytes(value));
  }
  // Read again, so that nothing leaves here that decodeHeader would refuse.
  const bytes = encodeRlp(items);
  decodeHeader(bytes);
  return bytes;
}
