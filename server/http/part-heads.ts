import { isUtf8 } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { Refusal } from '../refusal.ts';
import { notUtf8 } from './json-body.ts';

/**
 * What busboy does not tell of a part: the bytes of its header, whether they are UTF-8 at all, and whether a name came
 * as `filename*`. It decodes leniently, so two names that differ become one with U+FFFD in it; and multer then reads
 * %22 in a name as a quotation mark, which is right for `filename` as browsers write it and wrong for `filename*`.
 */
type PartHead = {
  /** The name in `filename*` (RFC 5987), exactly as it was meant; absent where the part has none. */
  readonly extendedName?: string;
};

/** Fields of a header by lower-case name, one character for each byte. */
type Headers = Record<string, string[] | undefined>;

const EXTENDED_NAME = /;[ \t]*filename\*=/i;
const UTF8_VALUE = /;[ \t]*filename\*=UTF-8'[^';]*'([^;\s]*)/i;
const CHARSET = /;[ \t]*charset=(?:"([^"]*)"|([^;\s]*))/i;

/** Names of fields that are safe to repeat to whoever asked. */
const PLAIN_NAME = /;[ \t]*name="?([\w-]{1,40})"?/i;

const bytesOf = (text: string) => Buffer.from(text, 'latin1');

/** Decodes bytes that came one to a character. @throws Refusal `text-not-utf8` */
function decodeBytes(text: string, where: string): string {
  const bytes = bytesOf(text);
  if (!isUtf8(bytes)) throw notUtf8(where);
  return bytes.toString('utf8');
}

function readHead(headers: Headers, where: string): PartHead {
  const disposition = headers['content-disposition']?.[0] ?? '';
  if (!isUtf8(bytesOf(disposition))) throw notUtf8(where);
  // What stands in quotes is somebody's text, and may look like anything.
  const unquoted = disposition.replace(/"(?:\\.|[^"\\])*"/g, '""');
  if (!EXTENDED_NAME.test(unquoted)) return {};
  const value = UTF8_VALUE.exec(unquoted)?.[1];
  try {
    if (value !== undefined) return { extendedName: decodeURIComponent(value) };
  } catch {
    // Percent-encoded bytes that are no UTF-8, or no percent-encoding: as if it were in another charset.
  }
  throw notUtf8(where);
}

/** Fields come as bytes, for the reader to decode: a charset that the part declares would have busboy decode them. */
function takeCharset(headers: Headers, where: string): void {
  const type = headers['content-type']?.[0];
  const declared = type && CHARSET.exec(type);
  if (!declared) return;
  if (!/^utf-?8$/i.test(declared[1] ?? declared[2] ?? '')) throw notUtf8(where);
  headers['content-type'] = [type.split(';', 1)[0]!];
}

type HeaderParser = { cb: (headers: Headers) => void };

/**
 * Reads the head of each part just before `parser` reports the part.
 * busboy has no event for this, so it leans on two names inside busboy 1.6, whose version the lock file fixes: the
 * parser of a header is set as `_hparser`, and hands over what it read by calling its `cb`. A part whose head did not
 * come this way is refused, so another busboy would fail every upload, and its tests, rather than let one through.
 * @param take a head, or the refusal of a part that cannot be read; such a part is not reported any more
 */
function watchHeads(parser: Writable, take: (head: PartHead | Refusal) => void): void {
  let current: HeaderParser | null = null;
  let watched: HeaderParser | undefined;
  let count = 0;
  function watch(headerParser: HeaderParser): void {
    watched = headerParser;
    const report = headerParser.cb;
    headerParser.cb = (headers) => {
      count++;
      const name = PLAIN_NAME.exec(headers['content-disposition']?.[0] ?? '')?.[1];
      const where = name === undefined ? `part ${count}` : `${name} (part ${count})`;
      try {
        takeCharset(headers, where);
        take(readHead(headers, where));
        report(headers);
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        take(cause);
        report({});
      }
    };
  }
  Object.defineProperty(parser, '_hparser', {
    get: () => current,
    set(next: HeaderParser | null) {
      if (next && next !== watched) watch(next);
      current = next;
    },
  });
}

const unread = () => new Refusal('multipart-invalid', 'A part whose head cannot be read');

export type HeadReader = {
  /** Starts with a busboy parser that has read nothing yet. */
  watch(parser: Writable): void;
  /** The name in `filename*` of the file that is being reported; undefined where it has none. */
  extendedName(): string | undefined;
  /** To be called at the end. @throws Refusal `multipart-invalid` when a part was left out without a word */
  finish(): void;
};

/** @param fail is told of parts that cannot be read: Refusal `text-not-utf8`, `multipart-invalid` */
export function headReader(fail: (refusal: Refusal) => void): HeadReader {
  /** Of the part that has begun, until the parser reports the part: some it passes over in silence. */
  let next: PartHead | undefined;
  let extendedName: string | undefined;
  const take = () => {
    if (!next) fail(unread());
    extendedName = next?.extendedName;
    next = undefined;
  };
  return {
    watch(parser) {
      watchHeads(parser, (head) => {
        if (next) fail(unread());
        if (head instanceof Refusal) fail(head);
        next = head instanceof Refusal ? undefined : head;
      });
      parser.prependListener('file', (_field, stream: Readable, { filename }: { filename?: string }) => {
        take();
        // A form's empty field for files is sent like this; content without a name would be left out without a word.
        if (!filename) {
          stream.once('data', () => fail(new Refusal('file-name-invalid', 'The name of a file is empty')));
        }
      });
      parser.prependListener('field', take);
    },
    extendedName: () => extendedName,
    finish() {
      if (next) throw unread();
    },
  };
}

/**
 * The fields of a form whose texts came as bytes, one to a character. Doubled fields are arrays, which no schema takes.
 * @throws Refusal `text-not-utf8`
 */
export function decodedFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? decodeBytes(value, name.slice(0, 60)) : value,
    ]),
  );
}
