import type { BlockTime } from '../core/report.ts';
import type { Trust } from '../core/trust.ts';
import { INK, type Sheet, type Style } from './sheet.ts';
import { type Both, timeWords, verdictWords, words } from './words.ts';

/** What a certificate is set from: headings, facts in two columns, sentences in both languages. */

const LABEL_WIDTH = 124;
const HEADING: Style = { size: 11, bold: true };
const VALUE: Style = { size: 8.5 };
const VALUE_EN: Style = { size: 8, colour: INK.quiet, lang: 'en' };

/** A heading keeps this much of its part with it, points. */
const KEEP = 64;

export function heading(sheet: Sheet, { zh, en }: Both): void {
  const { doc, left, width } = sheet;
  if (!sheet.room(KEEP)) doc.y += 9;
  const y = doc.y;
  sheet.tags.inside('H2', () => {
    sheet.line(zh, left, y, HEADING);
    const zhWidth = sheet.use(HEADING).widthOfString(zh);
    sheet.line(en, left + zhWidth + 7, y + 3, { size: 8.5, colour: INK.quiet, lang: 'en' });
  });
  const under = y + 18;
  sheet.tags.artifact(() =>
    doc
      .lineWidth(0.6)
      .strokeColor(INK.line)
      .moveTo(left, under)
      .lineTo(left + width, under)
      .stroke(),
  );
  doc.y = under + 5;
}

/** Lines of a text within a width: digits and names break anywhere, prose between its words. */
function heightOf(sheet: Sheet, text: string, style: Style, width: number): number {
  return text === '' ? 0 : sheet.use(style).heightOfString(text, { width, lineGap: style.size * 0.12 });
}

/** Rows of a label in both languages and a value. */
export function facts(sheet: Sheet, rows: readonly (readonly [Both, Both])[]): void {
  const { doc, left, width } = sheet;
  const x = left + LABEL_WIDTH;
  const room = width - LABEL_WIDTH;
  for (const [label, value] of rows) {
    const en = value.en === value.zh ? '' : value.en;
    const height = heightOf(sheet, value.zh, VALUE, room) + heightOf(sheet, en, VALUE_EN, room);
    sheet.room(Math.min(height, KEEP * 4));
    const y = doc.y;
    const page = doc.page;
    sheet.tags.inside('Div', () => {
      sheet.tags.inside('P', () => {
        sheet.line(label.zh, left, y, { size: 8.5, colour: INK.text, bold: true });
        const labelWidth = sheet.use({ size: 8.5, bold: true }).widthOfString(label.zh);
        const besides: Style = { size: 7, colour: INK.quiet, lang: 'en' };
        if (label.en !== '') sheet.line(label.en, left + labelWidth + 5, y + 1.4, besides);
      });
      doc.y = y;
      sheet.prose(value.zh, VALUE, { x, width: room });
      if (en !== '') sheet.prose(en, VALUE_EN, { x, width: room });
    });
    // A value that went on on the next page ends where it ends.
    if (doc.page === page) doc.y = Math.max(doc.y, y + 13);
    doc.y += 2.5;
  }
  doc.x = left;
}

function both(sheet: Sheet, { zh, en }: Both, style: Style, styleEn: Style): void {
  const { width } = sheet;
  const height = heightOf(sheet, zh, style, width) + heightOf(sheet, en, styleEn, width);
  sheet.room(height);
  sheet.prose(zh, style, { x: sheet.left, width });
  if (en !== '') sheet.prose(en, styleEn, { x: sheet.left, width });
  sheet.doc.y += 4;
}

export function sentence(sheet: Sheet, text: Both, strong = false): void {
  both(
    sheet,
    text,
    { size: 9, bold: strong },
    { size: 8.5, colour: strong ? INK.text : INK.quiet, lang: 'en' },
  );
}

/** What must be said and is not the matter itself. */
export function note(sheet: Sheet, text: Both): void {
  both(sheet, text, { size: 7.5, colour: INK.quiet }, { size: 7.5, colour: INK.quiet, lang: 'en' });
}

/** An agency by its names, where the bundle knows them, and its id. */
export function agencyWords(sheet: Sheet, trust: Trust, id: string): Both {
  const name = trust.agencies.find((agency) => agency.id === id)?.name;
  if (!name) return { zh: id, en: id };
  return { zh: `${sheet.shown(name.zh)}（${id}）`, en: `${sheet.shown(name.en)} (${id})` };
}

const CLAIMS = ['place', 'collector', 'device', 'note'] as const;

/** The name of a claim: in words where our own pages ask for it, else as it was given. */
export function claimWords(sheet: Sheet, name: string): Both {
  const known = CLAIMS.find((claim) => claim === name);
  return known ? words(`claim.${known}`) : { zh: sheet.shown(name), en: '' };
}

export function blockWords(
  key: 'interval.notBefore' | 'interval.anchored',
  block: BlockTime & { readonly parentTime?: number },
): Both {
  const time = timeWords(block.time);
  const parent = timeWords(block.parentTime ?? block.time);
  const { number } = block;
  return verdictWords(
    key,
    { number, time: time.zh, parentTime: parent.zh },
    { number, time: time.en, parentTime: parent.en },
  );
}
