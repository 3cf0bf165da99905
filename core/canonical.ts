import canonicalize from 'canonicalize';
import { equal, fromUtf8, isWellFormed, utf8 } from './bytes.ts';
import { FormatError } from './errors.ts';

/**
 * Canonical JSON (RFC 8785), and the stricter form that all our documents have: numbers are safe integers, because
 * everything that we count fits, and other languages read no other number the same way.
 */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Nesting that none of our documents comes near, far from what overflows any parser's stack. */
const MAX_DEPTH = 16;
/** Values in one document. Bounds memory: `[[],[],[]...` costs some twenty times its bytes once parsed. */
const MAX_VALUES = 200_000;

function refuse(message: string): never {
  throw new FormatError('json-value-invalid', message);
}

function checkNumber(value: number, numbers: 'any' | 'integers'): void {
  if (!Number.isFinite(value)) refuse('A number that is not finite');
  if (numbers === 'integers' && !Number.isSafeInteger(value)) refuse('A number that is not a safe integer');
}

/** Refuses what `canonicalize` would drop, replace or call a method of. */
function check(value: unknown, numbers: 'any' | 'integers', depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    checkNumber(value, numbers);
    return;
  }
  if (typeof value === 'string') {
    if (!isWellFormed(value)) refuse('Text with a lone surrogate');
    return;
  }
  if (typeof value !== 'object') refuse(`A value of type ${typeof value} has no JSON form`);
  if (depth >= MAX_DEPTH) throw new FormatError('json-too-deep', `JSON nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) {
    // By index: a hole in the array is undefined here, and forEach would pass over it.
    for (let i = 0; i < value.length; i++) check(value[i], numbers, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse('An object that is no plain object');
  for (const [name, member] of Object.entries(value)) {
    if (!isWellFormed(name)) refuse('A member name with a lone surrogate');
    check(member, numbers, depth + 1);
  }
}

function serialise(value: unknown, numbers: 'any' | 'integers'): string {
  check(value, numbers, 0);
  const text = canonicalize(value);
  return text === undefined ? refuse('A value without a JSON form') : text;
}

/** RFC 8785 for any JSON value, fractions included. @throws FormatError `json-value-invalid`, `json-too-deep` */
export function jcsText(value: unknown): string {
  return serialise(value, 'any');
}

/** RFC 8785 text of a value of ours. @throws FormatError `json-value-invalid`, `json-too-deep` */
export function canonicalText(value: unknown): string {
  return serialise(value, 'integers');
}

/** UTF-8 bytes of `canonicalText`. @throws FormatError `json-value-invalid`, `json-too-deep` */
export function canonicalBytes(value: unknown): Uint8Array {
  return utf8(canonicalText(value));
}

/**
 * Walks the raw bytes once before any parser sees them: native parsers recurse, and allocate for every value.
 * Strings are skipped; whether the rest is JSON at all is the parser's business.
 */
function checkShape(bytes: Uint8Array, maxDepth: number): void {
  let depth = 0;
  let values = 0;
  let inString = false;
  const count = () => {
    if (++values > MAX_VALUES) {
      throw new FormatError('json-too-large', `JSON with more than ${MAX_VALUES} values`);
    }
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      count();
      if (++depth > maxDepth) throw new FormatError('json-too-deep', `JSON nested deeper than ${maxDepth}`);
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte === 0x2c) {
      count();
    }
  }
}

/**
 * Parses canonical JSON, and only that: written again it must give the same bytes, which leaves no room for doubled
 * members, white space, another order or another spelling of a text or number.
 * @param limits `maxBytes`: size of the document in bytes; `maxDepth`: nesting, at most and by default 16
 * @throws FormatError `json-too-large`, `json-too-deep`, `text-invalid`, `json-invalid`, `json-value-invalid`,
 *   `json-not-canonical`
 */
export function parseCanonical(
  bytes: Uint8Array,
  limits: { maxBytes: number; maxDepth?: number },
): JsonValue {
  if (bytes.length > limits.maxBytes) {
    throw new FormatError('json-too-large', `Larger than ${limits.maxBytes} bytes`);
  }
  checkShape(bytes, Math.min(limits.maxDepth ?? MAX_DEPTH, MAX_DEPTH));
  const text = fromUtf8(bytes);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new FormatError('json-invalid', 'Not JSON', { cause });
  }
  if (!equal(canonicalBytes(value), bytes)) {
    throw new FormatError('json-not-canonical', 'Not the canonical form (RFC 8785) of this JSON');
  }
  return value;
}
