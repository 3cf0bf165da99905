import { isWellFormed, utf8 } from './bytes.ts';
import type { FileDigests } from './digests.ts';
import { FormatError } from './errors.ts';
import { readHex, readInteger, readMembers, readText } from './shape.ts';

/** A file as a record describes it: its digests, its name as the submitter gave it, and its media type. */
export type FileEntry = FileDigests & {
  /** Relative path with `/` between folders, 1 to 1024 bytes of UTF-8, in any script. */
  readonly name: string;
  /** `type/subtype` in lower case, without parameters. */
  readonly mediaType: string;
};

const MAX_NAME_BYTES = 1024;
// C0, DEL and C1: they would let a name write over a terminal or break a line of a report.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// The restricted names of RFC 6838 section 4.2.
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/**
 * Why a text cannot be the name of a file in a record, or null when it can. The name is kept as it was given and is
 * never used as a path here, but someone will unpack it one day: so both separators are held against traversal.
 */
export function fileNameProblem(name: string): string | null {
  if (!isWellFormed(name)) return 'no well-formed Unicode';
  if (name === '') return 'empty';
  if (utf8(name).length > MAX_NAME_BYTES) return `longer than ${MAX_NAME_BYTES} bytes`;
  if (CONTROL.test(name)) return 'with a control character';
  if (/^[a-zA-Z]:/.test(name)) return 'with a drive letter';
  if (name.split(/[/\\]/).some((part) => part === '' || part === '.' || part === '..')) {
    return 'no relative path without empty, "." or ".." parts';
  }
  return null;
}

/** The media type to record for what a client declared: lower case, without parameters, or the general one. */
export function mediaTypeOf(declared: string | undefined): string {
  const type = (declared ?? '').split(';')[0]!.trim().toLowerCase();
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream';
}

/** Reads a file entry as a disclosure holds it. @throws FormatError `member-invalid`, `file-name-invalid` */
export function readFileEntry(value: unknown, where: string): FileEntry {
  const entry = readMembers(value, where, ['mediaType', 'name', 'sha256', 'size'], ['sm3']);
  const name = readText(entry.name, `${where}.name`);
  const problem = fileNameProblem(name);
  if (problem !== null) {
    throw new FormatError('file-name-invalid', `The name of a file is ${problem}`, { details: { where } });
  }
  return {
    mediaType: readText(entry.mediaType, `${where}.mediaType`, MEDIA_TYPE, 'a media type'),
    name,
    sha256: readHex(entry.sha256, `${where}.sha256`, 32),
    size: readInteger(entry.size, `${where}.size`, 0, Number.MAX_SAFE_INTEGER),
    ...(Object.hasOwn(entry, 'sm3') ? { sm3: readHex(entry.sm3, `${where}.sm3`, 32) } : {}),
  };
}
