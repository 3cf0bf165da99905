import { fromBase64Url, toBase64Url } from '../bytes.ts';
import { canonicalBytes, parseCanonical } from '../canonical.ts';
import { FormatError } from '../errors.ts';
import { readArray, readLiteral, readMembers, readText } from '../shape.ts';

/** The file with a batch's time stamps, which travels beside its receipts. docs/FORMAT.md section 18. */

const TIME_STAMPS_FORMAT = 'jianzheng/time-stamps/1';
export const TIME_STAMPS_MEDIA_TYPE = 'application/vnd.jianzheng.time-stamps+json';
/** A token with its certificates has some 5 KiB; one renewal in several years makes sixteen enough for a century. */
export const MAX_TOKEN_BYTES = 64 * 1024;
export const MAX_TOKENS = 16;
export const MAX_TIME_STAMPS_BYTES = 2 * 1024 * 1024;

/** @param tokens DER of RFC 3161 tokens: the first over the batch's root, each next one over the one before it */
export function timeStampsBytes(tokens: readonly Uint8Array[]): Uint8Array {
  return canonicalBytes({ format: TIME_STAMPS_FORMAT, tokens: tokens.map(toBase64Url) });
}

/** Takes the file apart; its tokens are still what someone wrote there. @throws FormatError those of `parseCanonical`, `member-invalid` */
export function parseTimeStamps(bytes: Uint8Array): Uint8Array[] {
  const value = parseCanonical(bytes, { maxBytes: MAX_TIME_STAMPS_BYTES });
  const file = readMembers(value, 'time-stamps', ['format', 'tokens']);
  readLiteral(file.format, 'time-stamps.format', TIME_STAMPS_FORMAT);
  return readArray(file.tokens, 'time-stamps.tokens', 1, MAX_TOKENS).map((token, index) => {
    const where = `time-stamps.tokens[${index}]`;
    const text = readText(token, where);
    const der = text.length > MAX_TOKEN_BYTES * 2 ? undefined : fromBase64Url(text);
    if (!der || der.length === 0 || der.length > MAX_TOKEN_BYTES) {
      const expected = `1 to ${MAX_TOKEN_BYTES} bytes as base64url`;
      throw new FormatError('member-invalid', `${where} must be ${expected}`, {
        details: { where, expected },
      });
    }
    return der;
  });
}
