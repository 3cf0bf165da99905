import type { FileEntry } from '../core/file-entry.ts';
import { heading, note } from './parts.ts';
import type { Proved } from './proved.ts';
import { INK, type Sheet } from './sheet.ts';
import { type Cell, type Column, table } from './table.ts';
import { words } from './words.ts';

/** The table of a certificate's files. */

const NUMBER_WIDTH = 34;
const DIGESTS_WIDTH = 270;
const NAME = { size: 8 };
const SMALL = { size: 7, colour: INK.quiet };
/** 64 digits in one line of the column. */
const HEX = { size: 6.6 };

function row(sheet: Sheet, file: FileEntry, place: number): Cell[] {
  const size = words('bytes', { size: file.size.toLocaleString('en') });
  const sm3 = words('files.noSm3');
  return [
    [{ text: String(place + 1), style: NAME }],
    [
      { text: sheet.shown(file.name), style: NAME },
      { text: `${size.zh} ${size.en}`, style: SMALL },
      { text: file.mediaType, style: SMALL },
    ],
    [
      { text: 'SHA-256', style: SMALL },
      { text: file.sha256, style: HEX },
      { text: 'SM3', style: SMALL },
      file.sm3 === undefined ? { text: `${sm3.zh} ${sm3.en}`, style: SMALL } : { text: file.sm3, style: HEX },
    ],
  ];
}

export function filesTable(sheet: Sheet, { disclosed, hidden }: Proved): void {
  heading(sheet, words('part.files'));
  const head = (key: 'files.number' | 'files.name' | 'files.digests') => {
    const { zh, en } = words(key);
    return [zh, en];
  };
  const columns: Column[] = [
    { head: head('files.number'), width: NUMBER_WIDTH },
    { head: head('files.name'), width: sheet.width - NUMBER_WIDTH - DIGESTS_WIDTH },
    { head: head('files.digests'), width: DIGESTS_WIDTH },
  ];
  const rows = disclosed.flatMap((file, place) => (file ? [row(sheet, file, place)] : []));
  if (rows.length === 0) note(sheet, words('files.none'));
  else table(sheet, columns, rows);
  sheet.doc.y += 4;
  if (rows.length > 0 && hidden.files > 0) note(sheet, words('files.hidden', { count: hidden.files }));
  const escapes = disclosed.some((file) => file && sheet.shown(file.name) !== file.name);
  if (escapes) note(sheet, words('files.escaped'));
}
