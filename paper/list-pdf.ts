import {
  COLUMNS,
  type ColumnName,
  type EvidenceList,
  headOf,
  inline,
  listWords,
  rowsOf,
  subjectOf,
} from './evidence-list.ts';
import { note } from './parts.ts';
import { INK, openSheet } from './sheet.ts';
import { type Cell, type Column, table } from './table.ts';

/** The evidence list on paper, across. */

const WIDTHS: Readonly<Record<Exclude<ColumnName, 'remarks'>, number>> = {
  number: 32,
  name: 140,
  category: 58,
  format: 88,
  integrity: 160,
  source: 112,
};
const TEXT = { size: 7.5 };
const DIGEST = { size: 6.6 };

/** @returns a PDF in the form of PDF/A-3a and PDF/UA-1 */
export async function listPdf(list: EvidenceList): Promise<Uint8Array> {
  const { records } = list;
  const title = listWords('title');
  const subject = subjectOf(list);
  const latest = Math.max(0, ...records.map(({ anchored }) => anchored?.time ?? 0));
  const sheet = openSheet({
    title: inline(title),
    subject: subject.zh,
    author: records[0]?.agency.name?.zh ?? records[0]?.agency.id ?? '',
    keywords: subject.zh,
    at: new Date(latest * 1000),
    layout: 'landscape',
  });
  const { doc, left, width } = sheet;
  const shownSubject = subjectOf(list, sheet.shown);
  const files = records.reduce((sum, record) => sum + record.files.length, 0);
  const count = listWords('count', { files, records: records.length });
  const top = doc.y;
  sheet.tags.artifact(() => doc.rect(left, top + 3, 3, 44).fill(INK.accent));
  sheet.tags.inside('H1', () => {
    sheet.line(title.zh, left + 14, top - 2, { size: 18, bold: true });
    sheet.line(title.en, left + 14, top + 27, { size: 10.5, colour: INK.quiet, lang: 'en' });
  });
  doc.y = top + 56;
  note(sheet, { zh: inline(shownSubject), en: inline(count) });
  note(sheet, listWords('note'));

  const used = Object.values(WIDTHS).reduce((sum, each) => sum + each, 0);
  const columns: Column[] = COLUMNS.map((column) => {
    const { zh, en } = headOf(column);
    return { head: [zh, en], width: column === 'remarks' ? width - used : WIDTHS[column] };
  });
  const rows = rowsOf(list).map((row) =>
    COLUMNS.map((column): Cell => {
      const style = column === 'integrity' ? DIGEST : TEXT;
      return row[column].map((text) => ({ text: sheet.shown(text), style }));
    }),
  );
  table(sheet, columns, rows);
  doc.y += 6;
  const escapes = records.some((record) => record.files.some(({ name }) => sheet.shown(name) !== name));
  if (escapes) note(sheet, listWords('escaped'));
  return sheet.end((page, pages) => ({
    left: shownSubject.zh,
    right: inline(listWords('foot.page', { page, pages })),
  }));
}
