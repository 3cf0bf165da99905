import writeXlsxFile from 'write-excel-file/node';
import { COLUMNS, type EvidenceList, headOf, inline, listWords, rowsOf } from './evidence-list.ts';

/** Evidence lists for spreadsheets. A name that somebody gave a file must never be computed as a formula. */

/** What spreadsheets take for the start of a formula, in full width too (owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[\s\u3000]*[=+\-@＝＋－＠]|^[\t\r\n]/;

function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** UTF-8 with the byte order mark by which Excel knows it (RFC 4180 otherwise). */
export function listCsv(list: EvidenceList): Uint8Array {
  const head = COLUMNS.map((column) => inline(headOf(column)));
  const rows = rowsOf(list).map((row) =>
    COLUMNS.map((column) => row[column].join(column === 'category' ? ' ' : '; ')),
  );
  const lines = [head, ...rows].map((cells) => cells.map(csvCell).join(','));
  return Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf8');
}

const WIDTHS = { number: 8, name: 40, category: 16, format: 24, integrity: 76, source: 36, remarks: 60 };

/** Every cell is text by its type, so nothing in it is ever a formula. */
export async function listXlsx(list: EvidenceList): Promise<Uint8Array> {
  const head = COLUMNS.map((column) => ({
    value: inline(headOf(column)),
    type: String,
    fontWeight: 'bold' as const,
    backgroundColor: '#F2F4F6' as const,
  }));
  const rows = rowsOf(list).map((row) =>
    COLUMNS.map((column) => ({
      value: row[column].join('\n'),
      type: String,
      wrap: true,
      alignVertical: 'top' as const,
    })),
  );
  return writeXlsxFile([head, ...rows], {
    sheet: listWords('title').zh,
    columns: COLUMNS.map((column) => ({ width: WIDTHS[column] })),
    stickyRowsCount: 1,
    orientation: 'landscape',
  }).toBuffer();
}
