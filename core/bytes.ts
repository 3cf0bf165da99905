import { bytesToHex } from '@noble/hashes/utils.js';
import { FormatError } from './errors.ts';

/**
 * Bytes and their three spellings. Every spelling has exactly one form that decodes: what a receipt says must not
 * be sayable in a second way, or two different receipts would claim the same thing.
 */

const encoder = new TextEncoder();
// `fatal` refuses what is not UTF-8; `ignoreBOM` keeps a byte order mark, so that the JSON parser refuses it.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Lower-case hex without prefix. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** Lower-case hex with `0x`, as Ethereum tools expect it. */
export function toHex0x(bytes: Uint8Array): string {
  return `0x${bytesToHex(bytes)}`;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}

function decodeHex(text: string, start: number): Uint8Array {
  if ((text.length - start) % 2 !== 0)
    throw new FormatError('hex-invalid', 'Hex with an odd number of digits');
  const bytes = new Uint8Array((text.length - start) / 2);
  for (let i = 0, at = start; i < bytes.length; i++, at += 2) {
    const high = hexDigit(text.charCodeAt(at));
    const low = hexDigit(text.charCodeAt(at + 1));
    if (high < 0 || low < 0) throw new FormatError('hex-invalid', 'Not lower-case hex');
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** Decodes lower-case hex without prefix. @throws FormatError `hex-invalid` */
export function fromHex(text: string): Uint8Array {
  return decodeHex(text, 0);
}

/** Decodes lower-case hex with `0x`. @throws FormatError `hex-invalid` */
export function fromHex0x(text: string): Uint8Array {
  if (!text.startsWith('0x')) throw new FormatError('hex-invalid', 'Hex without its 0x prefix');
  return decodeHex(text, 2);
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE64URL_VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) BASE64URL_VALUES[BASE64URL.charCodeAt(i)] = i;

/** base64url without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += BASE64URL[(pending >> bits) & 63];
    }
  }
  if (bits > 0) text += BASE64URL[(pending << (6 - bits)) & 63];
  return text;
}

/**
 * Decodes base64url without padding. The unused bits of the last digit must be zero (RFC 4648 section 3.5),
 * otherwise several texts would stand for the same bytes.
 * @throws FormatError `base64url-invalid`
 */
export function fromBase64Url(text: string): Uint8Array {
  if (text.length % 4 === 1) throw new FormatError('base64url-invalid', 'Impossible length for base64url');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let pending = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = BASE64URL_VALUES[text.charCodeAt(i)] ?? -1;
    if (value < 0) throw new FormatError('base64url-invalid', 'A character that base64url does not have');
    pending = ((pending << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (pending >> bits) & 0xff;
    }
  }
  if ((pending & ((1 << bits) - 1)) !== 0) {
    throw new FormatError('base64url-invalid', 'The unused last bits are not zero');
  }
  return bytes;
}

/** One array of all the given bytes, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Same length, same bytes. Not in constant time: nothing compared here is secret. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether a text holds no lone surrogate. Browsers have `String.isWellFormed` only since 2023. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** UTF-8 of a text. A lone surrogate would silently become U+FFFD, so it is refused. @throws FormatError `text-invalid` */
export function utf8(text: string): Uint8Array {
  if (!isWellFormed(text)) throw new FormatError('text-invalid', 'Text with a lone surrogate');
  return encoder.encode(text);
}

/** Text of strictly valid UTF-8. @throws FormatError `text-invalid` */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new FormatError('text-invalid', 'Not valid UTF-8', { cause });
  }
}
