import { isWellFormed, utf8 } from '../bytes.ts';
import { FormatError } from '../errors.ts';

/** Names inside a bundle. Someone unpacks it one day, on a system that folds case, or takes `\` for a separator. */

const MAX_NAME_BYTES = 1024;
/** Bytes of a file's name in the record that its name in the bundle keeps. */
const MAX_KEPT_BYTES = 120;

const refused = (code: string, name: string) =>
  new FormatError(code, 'A name in the bundle is refused', { details: { name: name.slice(0, 200) } });

/**
 * Holds the name of an entry against what unpacking it could do.
 * @throws FormatError `bundle-name-absolute`, `bundle-name-traversal`, `bundle-name-invalid`
 */
export function checkEntryName(name: string): void {
  if (/^[/\\]|^[a-zA-Z]:/.test(name)) throw refused('bundle-name-absolute', name);
  const parts = name.split(/[/\\]/);
  if (parts.includes('..')) throw refused('bundle-name-traversal', name);
  const odd =
    !isWellFormed(name) ||
    utf8(name).length > MAX_NAME_BYTES ||
    /[\p{Cc}\ufffd\\]/u.test(name) ||
    parts.some((part) => part === '' || part === '.');
  if (odd) throw refused('bundle-name-invalid', name);
}

/** What two names have in common that some file system takes for one. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** Text of at most so many bytes of UTF-8, cut between characters. */
function cut(text: string, maxBytes: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8(character).length;
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}

/**
 * What a file of a record is called in a bundle: its place first, so that no two can be taken for one, then as much of
 * its own name as every file system takes.
 * @param name from the record: any script, maybe with folders
 */
export function payloadName(position: string, index: number, name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1)!;
  const tame = last
    // What some file system or the manifest gives a meaning, and what would show another name than there is.
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*%~]/gu, '_')
    .replace(/\s+/gu, ' ');
  const dot = tame.lastIndexOf('.');
  const end = dot > 0 && tame.length - dot <= 12 ? tame.slice(dot) : '';
  const start = cut(end === '' ? tame : tame.slice(0, dot), MAX_KEPT_BYTES);
  const shown = `${start}${end}`.replace(/[. ]+$/u, '_');
  return `data/files/${position}/${String(index + 1).padStart(4, '0')}-${shown}`;
}
