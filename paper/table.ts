import { INK, type Sheet, type Style } from './sheet.ts';
import { headsColumn } from './tags.ts';

/** Tables over any number of pages: the head stands on each, and a row that no page holds goes on on the next. */

export type Column = {
  /** Each line of the head, the Chinese one first. */
  readonly head: readonly string[];
  /** Points. */
  readonly width: number;
};

/** A cell: lines in the order in which they are printed, each broken where it is too long. */
export type Cell = readonly { readonly text: string; readonly style: Style }[];

const PADDING = 4;
const HEAD: Style = { size: 7.5, bold: true };
const HEAD_EN: Style = { ...HEAD, lang: 'en' };

type Line = { readonly text: string; readonly style: Style };

export function table(sheet: Sheet, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
  const { doc, tags, left, bottom, lineHeight } = sheet;
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const edges = columns.map(
    (_, index) => left + columns.slice(0, index).reduce((sum, { width }) => sum + width, 0),
  );
  const rule = (y: number, colour: string, weight: number) =>
    doc
      .lineWidth(weight)
      .strokeColor(colour)
      .moveTo(left, y)
      .lineTo(left + total, y)
      .stroke();

  const headLines = Math.max(...columns.map(({ head }) => head.length));
  const headHeight = headLines * lineHeight(HEAD) + 2 * PADDING;

  function headCell(index: number, put: Sheet['put'], y: number): void {
    for (const [at, text] of columns[index]!.head.entries()) {
      const style = at === 0 ? HEAD : HEAD_EN;
      put(text, edges[index]! + PADDING, y + PADDING + at * lineHeight(HEAD), style);
    }
  }

  function headCells(y: number): void {
    for (const index of columns.keys()) {
      const made = tags.element('TH');
      headsColumn(doc, made);
      tags.within(made, () => headCell(index, sheet.line, y));
      made.end();
    }
  }

  /** The head where it is first read; on later pages it is there to be looked at only. */
  function head(first: boolean): void {
    const y = doc.y;
    tags.artifact(() => {
      doc.rect(left, y, total, headHeight).fill(INK.shade);
      rule(y, INK.text, 0.8);
      rule(y + headHeight, INK.text, 0.5);
    });
    if (first) tags.inside('THead', () => tags.inside('TR', () => headCells(y)));
    else {
      tags.artifact(() => {
        for (const index of columns.keys()) headCell(index, sheet.put, y);
      }, 'Pagination');
    }
    doc.y = y + headHeight;
  }

  const broken = (cell: Cell, width: number): Line[] =>
    cell.flatMap(({ text, style }) =>
      sheet.wrap(text, width - 2 * PADDING, style).map((part) => ({ text: part, style })),
    );

  /** How many of the lines fit into a height. */
  function fitting(lines: readonly Line[], height: number): number {
    let taken = 0;
    return lines.filter(({ style }) => {
      taken += lineHeight(style);
      return taken <= height;
    }).length;
  }

  const heightOf = (lines: readonly Line[]) => lines.reduce((sum, { style }) => sum + lineHeight(style), 0);
  const smallest = 40;

  function drawLines(lines: readonly Line[], x: number, top: number): void {
    let at = top;
    for (const { text, style } of lines) {
      sheet.put(text, x, at, style);
      at += lineHeight(style);
    }
  }

  function writeRow(row: readonly Cell[]): void {
    const cells = row.map(() => tags.element('TD'));
    let rest = row.map((cell, index) => broken(cell, columns[index]!.width));
    const whole = Math.max(...rest.map(heightOf)) + 2 * PADDING;
    const page = doc.page.height - doc.page.margins.top - doc.page.margins.bottom - headHeight;
    // A row stays together where one page holds it.
    const needed = whole <= page ? whole : smallest;
    if (sheet.room(needed)) head(false);
    while (rest.some((lines) => lines.length > 0)) {
      const y = doc.y;
      const space = bottom() - y - 2 * PADDING;
      const now = rest.map((lines) => lines.slice(0, fitting(lines, space)));
      for (const [index, lines] of now.entries()) {
        if (lines.length > 0) cells[index]!.add(() => drawLines(lines, edges[index]! + PADDING, y + PADDING));
      }
      rest = rest.map((lines, index) => lines.slice(now[index]!.length));
      doc.y = y + Math.max(...now.map(heightOf)) + 2 * PADDING;
      tags.artifact(() => rule(doc.y, INK.line, 0.4));
      if (rest.some((lines) => lines.length > 0)) {
        doc.addPage();
        head(false);
      }
    }
    for (const cell of cells) cell.end();
  }

  sheet.room(headHeight + smallest);
  tags.inside('Table', () => {
    head(true);
    tags.inside('TBody', () => {
      for (const row of rows) tags.inside('TR', () => writeRow(row));
    });
  });
  doc.x = left;
}
