import { fromBase64Url, fromHex, fromHex0x } from './bytes.ts';
import { FormatError } from './errors.ts';

/**
 * Readers for the members of a parsed document. Each names the place in its error (`record.files[2]`), and a
 * document has exactly the members that its format lists: an unknown one could mean something to another reader.
 */

function wrong(where: string, expected: string): never {
  throw new FormatError('member-invalid', `${where} must be ${expected}`, { details: { where, expected } });
}

export type Members = Readonly<Record<string, unknown>>;

/** A JSON object, whatever its members. @throws FormatError `member-invalid` */
export function readObject(value: unknown, where: string): Members {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return wrong(where, 'an object');
  return value as Members;
}

/** An object with exactly these members, each its own. @throws FormatError `member-invalid` */
export function readMembers<Name extends string>(
  value: unknown,
  where: string,
  names: readonly Name[],
  optional: readonly string[] = [],
): Readonly<Record<Name, unknown>> & Members {
  const object = readObject(value, where);
  for (const name of names) {
    if (!Object.hasOwn(object, name)) wrong(where, `an object with the member "${name}"`);
  }
  for (const name of Object.keys(object)) {
    if (!(names as readonly string[]).includes(name) && !optional.includes(name)) {
      wrong(where, `an object without the member "${name.slice(0, 64)}"`);
    }
  }
  return object as Readonly<Record<Name, unknown>> & Members;
}

/** An array of `min` to `max` elements. The count is checked before anything is done with them. */
export function readArray(value: unknown, where: string, min: number, max: number): readonly unknown[] {
  if (!Array.isArray(value)) return wrong(where, 'an array');
  if (value.length < min || value.length > max) return wrong(where, `an array of ${min} to ${max} elements`);
  return value;
}

/** A text, optionally of a pattern. */
export function readText(value: unknown, where: string, pattern?: RegExp, expected?: string): string {
  if (typeof value !== 'string') return wrong(where, 'a text');
  if (pattern && !pattern.test(value))
    return wrong(where, expected ?? `a text that matches ${pattern.source}`);
  return value;
}

/** Exactly this text. */
export function readLiteral<Text extends string>(value: unknown, where: string, literal: Text): Text {
  if (value !== literal) return wrong(where, `"${literal}"`);
  return literal;
}

/** An integer from `min` to `max`. */
export function readInteger(value: unknown, where: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    return wrong(where, `an integer from ${min} to ${max}`);
  }
  return value;
}

/** Lower-case hex without prefix, of a fixed number of bytes; returned as it stands. */
export function readHex(value: unknown, where: string, length: number): string {
  const text = readText(value, where);
  if (text.length !== length * 2) return wrong(where, `${length * 2} lower-case hex digits`);
  try {
    fromHex(text);
  } catch {
    return wrong(where, `${length * 2} lower-case hex digits`);
  }
  return text;
}

/** Lower-case hex with 0x, of `min` to `max` bytes, as bytes. */
export function readBytes0x(value: unknown, where: string, min: number, max: number): Uint8Array {
  const expected = `0x and lower-case hex of ${min === max ? min : `${min} to ${max}`} bytes`;
  const text = readText(value, where);
  if (text.length < 2 + min * 2 || text.length > 2 + max * 2) return wrong(where, expected);
  try {
    return fromHex0x(text);
  } catch {
    return wrong(where, expected);
  }
}

/** Lower-case hex with 0x, of a fixed number of bytes; returned as it stands. */
export function readHex0x(value: unknown, where: string, length: number): string {
  readBytes0x(value, where, length, length);
  return value as string;
}

/** A SHA-256 digest as base64url, 43 characters; returned as it stands. */
export function readDigest(value: unknown, where: string): string {
  const text = readText(value, where);
  if (text.length !== 43) return wrong(where, 'a digest of 43 base64url characters');
  try {
    fromBase64Url(text);
  } catch {
    return wrong(where, 'a digest of 43 base64url characters');
  }
  return text;
}
