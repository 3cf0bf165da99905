import { fromBase64Url, toBase64Url, utf8 } from './bytes.ts';
import { canonicalBytes, type JsonValue, parseCanonical } from './canonical.ts';
import { sha256 } from './digests.ts';
import { FormatError } from './errors.ts';

/**
 * Salted disclosures in the form of RFC 9901 section 4.2: the base64url text of a JSON array that begins with a salt.
 * The record holds only the digest of that text. We accept the canonical JSON alone, so a value has one text.
 */

/** Bytes of a salt: 128 bits, as RFC 9901 section 9.3 asks. */
export const SALT_BYTES = 16;
/** Longest disclosure, in characters. The longest claim or file entry that the record's own limits allow fits. */
const MAX_DISCLOSURE_CHARACTERS = 32 * 1024;

/** A parsed disclosure: `[salt, value]` for an element of an array, `[salt, name, value]` for a named slot. */
export type Disclosure =
  | { readonly name: null; readonly value: JsonValue }
  | { readonly name: string; readonly value: JsonValue };

/** Digest of a disclosure: base64url of SHA-256 over its ASCII text (RFC 9901 section 4.2.3), 43 characters. */
export function disclosureDigest(disclosure: string): string {
  return toBase64Url(sha256(utf8(disclosure)));
}

/**
 * Text of a disclosure for a named slot, or (`name` null) for an element of an array.
 * @param salt 16 bytes
 * @throws FormatError `salt-invalid`, `disclosure-invalid`, and those of `canonicalText`
 */
export function writeDisclosure(salt: Uint8Array, name: string | null, value: JsonValue): string {
  if (salt.length !== SALT_BYTES) throw new FormatError('salt-invalid', `A salt has ${SALT_BYTES} bytes`);
  const array = name === null ? [toBase64Url(salt), value] : [toBase64Url(salt), name, value];
  const text = toBase64Url(canonicalBytes(array));
  if (text.length > MAX_DISCLOSURE_CHARACTERS) {
    throw new FormatError('disclosure-invalid', `Longer than ${MAX_DISCLOSURE_CHARACTERS} characters`);
  }
  return text;
}

/**
 * Reads a disclosure from an adversary.
 * @throws FormatError `disclosure-invalid`
 */
export function readDisclosure(text: string): Disclosure {
  const refuse = (message: string, cause?: unknown): never => {
    throw new FormatError('disclosure-invalid', message, { cause });
  };
  if (text.length > MAX_DISCLOSURE_CHARACTERS) {
    return refuse(`Longer than ${MAX_DISCLOSURE_CHARACTERS} characters`);
  }
  let value: JsonValue;
  try {
    value = parseCanonical(fromBase64Url(text), { maxBytes: MAX_DISCLOSURE_CHARACTERS, maxDepth: 3 });
  } catch (cause) {
    return refuse('Not the base64url of canonical JSON', cause);
  }
  if (!Array.isArray(value)) return refuse('Not an array');
  const elements: readonly JsonValue[] = value;
  const salt = elements[0];
  if (typeof salt !== 'string' || salt.length !== 22) return refuse('Does not begin with a salt of 16 bytes');
  try {
    fromBase64Url(salt);
  } catch (cause) {
    return refuse('Does not begin with a salt of 16 bytes', cause);
  }
  if (elements.length === 2) return { name: null, value: elements[1]! };
  const name = elements[1];
  if (elements.length !== 3 || typeof name !== 'string')
    return refuse('Neither [salt, value] nor [salt, name, value]');
  return { name, value: elements[2]! };
}
