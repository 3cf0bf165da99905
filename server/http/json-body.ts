import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { Refusal } from '../refusal.ts';

/**
 * JSON as it was sent, before a parser has smoothed it: bytes that are no UTF-8 would become U+FFFD, of two members of
 * one name the last would win, and a member `__proto__` would be lost on the way through objects. What was meant could
 * then no longer be told from what was recorded.
 */

/** Deeper than any of our schemas, and than any receipt that a verifier accepts: nothing down there is ever kept. */
const MAX_DEPTH = 64;

/** An object with its member at hand, or an array with its index. */
type Level = { member: string | number; readonly names?: Set<string>; expectsName: boolean };

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Index of the quotation mark that ends the string which begins at `start`. */
function endOfString(bytes: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return i;
}

function pathOf(levels: readonly Level[], root: string): string {
  const path = levels.map(({ member }) => String(member));
  return (
    [root, ...path]
      .filter((part) => part !== '')
      .join('.')
      .slice(0, 100) || 'body'
  );
}

export function notUtf8(where: string): Refusal {
  return new Refusal('text-not-utf8', 'Bytes that are no UTF-8', { details: { where } });
}

function unusable(message: string, levels: readonly Level[], root: string): Refusal {
  const path = pathOf(levels, root);
  return new Refusal('request-invalid', message, { details: { where: path, errors: [{ path, message }] } });
}

/** The name of a member as its bytes spell it; undefined where they spell none. */
function nameIn(token: Uint8Array): string | undefined {
  try {
    return JSON.parse(Buffer.from(token).toString('utf8')) as string;
  } catch {
    return undefined;
  }
}

/**
 * Whether it is JSON at all is the parser's business.
 * @param root where the JSON stands, for the problem
 * @throws Refusal `text-not-utf8`; `request-invalid` for doubled members and names that cannot be carried
 */
export function checkJson(bytes: Uint8Array, root = ''): void {
  const wellFormed = isUtf8(bytes);
  const levels: Level[] = [];
  for (let i = 0; i < bytes.length && levels.length <= MAX_DEPTH; i++) {
    const level = levels.at(-1);
    switch (bytes[i]) {
      case QUOTE: {
        const end = endOfString(bytes, i);
        const token = bytes.subarray(i, end + 1);
        if (!wellFormed && !isUtf8(token)) throw notUtf8(pathOf(levels, root));
        if (level?.names && level.expectsName) {
          level.member = nameIn(token) ?? '';
          level.expectsName = false;
          if (level.member === '__proto__') throw unusable('This name cannot be carried', levels, root);
          if (level.names.has(level.member)) throw unusable('This member stands twice', levels, root);
          level.names.add(level.member);
        }
        i = end;
        break;
      }
      case OPEN_OBJECT:
        levels.push({ member: '', names: new Set(), expectsName: true });
        break;
      case OPEN_ARRAY:
        levels.push({ member: 0, expectsName: false });
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        levels.pop();
        break;
      case COMMA:
        if (level?.names) level.expectsName = true;
        else if (level) level.member = Number(level.member) + 1;
        break;
    }
  }
  if (!wellFormed) throw notUtf8(root || 'body');
}

/** Reads JSON bodies of at most `limit` bytes. Others pass unread. */
export function jsonBody(limit: number): RequestHandler {
  return express.json({
    limit,
    verify(_request, _response, bytes, charset) {
      // RFC 8259 section 8.1: JSON that systems exchange is UTF-8.
      if (!/^utf-?8$/i.test(charset)) throw new Refusal('media-type-unsupported', 'JSON in another charset');
      checkJson(bytes);
    },
  });
}
