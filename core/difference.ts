import { concat, toHex, utf8 } from './bytes.ts';
import { sha256 } from './digests.ts';
import type { FileEntry } from './file-entry.ts';

/**
 * Why a file is not one that was recorded, as far as it can be shown: a change is named only when undoing it gives
 * bytes of the recorded size and SHA-256. Whatever is not shown is not said.
 */
export type Change =
  /** Line ends: LF, CRLF. */
  | 'line-ends'
  /** A byte order mark that came or went. */
  | 'byte-order-mark'
  /** A newline at the very end that came or went. */
  | 'final-newline'
  /** The same text in another encoding. */
  | 'encoding'
  /** Bytes added at the end. */
  | 'appended';

export type Difference = {
  /** Place of the recorded file, as in `Report.disclosed`. */
  readonly place: number;
  /** What was undone to get its bytes; one or more. */
  readonly changes: readonly Change[];
  /** The encoding that was recorded, where that differs: a label of the Encoding standard. */
  readonly encoding?: string;
  /** How many bytes were added at the end. */
  readonly bytes?: number;
};

/** Files above this are not looked at: each attempt holds a copy and reads it once. */
export const MAX_EXPLAINED_BYTES = 32 * 1024 * 1024;

const [LF, CR] = [0x0a, 0x0d];
const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);

type Attempt = {
  readonly bytes: Uint8Array;
  readonly changes: readonly Change[];
  readonly encoding?: string;
};

const beginsWith = (bytes: Uint8Array, start: Uint8Array) => start.every((byte, i) => bytes[i] === byte);

/** Every line end as LF, whatever it was before. */
function toLf(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => byte !== CR || bytes[i + 1] !== LF);
}

function toCrlf(bytes: Uint8Array): Uint8Array {
  const lines = bytes.reduce((count, byte, i) => count + (byte === LF && bytes[i - 1] !== CR ? 1 : 0), 0);
  const out = new Uint8Array(bytes.length + lines);
  let at = 0;
  for (const [i, byte] of bytes.entries()) {
    if (byte === LF && bytes[i - 1] !== CR) out[at++] = CR;
    out[at++] = byte;
  }
  return out;
}

const withoutNewline = (bytes: Uint8Array) => {
  if (bytes.at(-1) !== LF) return bytes;
  return bytes.subarray(0, bytes.at(-2) === CR ? -2 : -1);
};

/** A text's other forms: each combination of line ends, byte order mark and final newline. */
function* formsOf(bytes: Uint8Array, before: Omit<Attempt, 'bytes'>): Generator<Attempt> {
  const ends: [Uint8Array, Change[]][] = [[bytes, []]];
  if (bytes.includes(LF)) ends.push([toLf(bytes), ['line-ends']], [toCrlf(bytes), ['line-ends']]);
  for (const [text, first] of ends) {
    const marked = beginsWith(text, BOM) ? text.subarray(BOM.length) : concat(BOM, text);
    const marks: [Uint8Array, Change[]][] = [
      [text, first],
      [marked, [...first, 'byte-order-mark']],
    ];
    for (const [form, second] of marks) {
      const changes = [...before.changes, ...second];
      const stripped = withoutNewline(form);
      yield { ...before, bytes: form, changes };
      if (stripped !== form) yield { ...before, bytes: stripped, changes: [...changes, 'final-newline'] };
      else {
        yield { ...before, bytes: concat(form, Uint8Array.of(LF)), changes: [...changes, 'final-newline'] };
        yield {
          ...before,
          bytes: concat(form, Uint8Array.of(CR, LF)),
          changes: [...changes, 'final-newline'],
        };
      }
    }
  }
}

function decoded(bytes: Uint8Array, label: string): string | undefined {
  try {
    // A text that this encoding cannot be is none; without the encoding there is nothing to try.
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

let gbkCodes: ReadonlyMap<string, number> | undefined;

/** Characters to their two bytes in GBK, read off the decoder that every platform has. */
function gbkTable(): ReadonlyMap<string, number> {
  if (gbkCodes) return gbkCodes;
  const codes = new Map<string, number>();
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const text = decoded(Uint8Array.of(high, low), 'gbk');
      if (text !== undefined && [...text].length === 1 && !codes.has(text))
        codes.set(text, (high << 8) | low);
    }
  }
  gbkCodes = codes;
  return codes;
}

/** The text in GBK; undefined where it has characters outside of that. */
function gbk(text: string): Uint8Array | undefined {
  const codes = gbkTable();
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const code = point < 0x80 ? point : codes.get(character);
    if (code === undefined) return undefined;
    if (code < 0x80) bytes.push(code);
    else bytes.push(code >> 8, code & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** The same text in other encodings: what Windows programs and telephones make of each other's files. */
function* encodingsOf(bytes: Uint8Array): Generator<Attempt> {
  const as = (encoding: string, form: Uint8Array | undefined): Attempt[] =>
    form ? [{ bytes: form, changes: ['encoding'], encoding }] : [];
  const text = decoded(bytes, 'utf-8');
  if (text !== undefined) {
    const bare = text.replace(/^\ufeff/, '');
    for (const marked of [bare, `\ufeff${bare}`]) {
      yield* as('utf-16le', utf16(marked, true));
      yield* as('utf-16be', utf16(marked, false));
    }
    yield* as('gbk', gbk(bare));
    return;
  }
  for (const label of ['utf-16le', 'utf-16be', 'gb18030']) {
    const found = decoded(bytes, label);
    if (found === undefined) continue;
    for (const form of formsOf(utf8(found.replace(/^\ufeff/, '')), {
      changes: ['encoding'],
      encoding: 'utf-8',
    })) {
      yield form;
    }
  }
}

function* attemptsAt(bytes: Uint8Array): Generator<Attempt> {
  yield* formsOf(bytes, { changes: [] });
  yield* encodingsOf(bytes);
}

/**
 * Looks for a change whose undoing gives one of the recorded files. Sizes are compared first, so few digests are taken.
 * @param bytes of the given file, which is none of the recorded ones
 * @param recorded as in `Report.disclosed`: null where not shown
 * @returns null where nothing of the kind can be shown
 */
export function explainDifference(
  bytes: Uint8Array,
  recorded: readonly (Pick<FileEntry, 'size' | 'sha256'> | null)[],
): Difference | null {
  if (bytes.length > MAX_EXPLAINED_BYTES) return null;
  const placeOf = (candidate: Uint8Array): number => {
    if (!recorded.some((entry) => entry?.size === candidate.length)) return -1;
    const digest = toHex(sha256(candidate));
    return recorded.findIndex((entry) => entry?.size === candidate.length && entry.sha256 === digest);
  };
  for (const { bytes: candidate, changes, encoding } of attemptsAt(bytes)) {
    const place = placeOf(candidate);
    if (place >= 0) return { place, changes, ...(encoding === undefined ? {} : { encoding }) };
  }
  for (const entry of recorded) {
    if (!entry || entry.size >= bytes.length) continue;
    const place = placeOf(bytes.subarray(0, entry.size));
    if (place >= 0) return { place, changes: ['appended'], bytes: bytes.length - entry.size };
  }
  return null;
}
