import PDFDocument from 'pdfkit';
import { fontBytes } from './fonts.ts';
import { printable } from './printable.ts';
import { type Tags, tagging } from './tags.ts';
import { propertyText } from './xml-text.ts';

/** A4 sheets with one typeface and one set of measures: what every document on paper is written on. */

/** Points: 1/72 inch. */
export const MARGIN = { top: 52, bottom: 56, left: 52, right: 52 } as const;
const SMALL = 7;

export const INK = {
  text: '#1b1f24',
  quiet: '#5b6570',
  line: '#b9c1c9',
  accent: '#9b2226',
  shade: '#f2f4f6',
};

export type Style = {
  readonly size: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
  /** Of a text that is not Chinese. */
  readonly lang?: 'en';
};

export type Sheet = {
  readonly doc: PDFKit.PDFDocument;
  readonly tags: Tags;
  /** Left edge and width of what is written, points. */
  readonly left: number;
  readonly width: number;
  /** Where the space for text ends. */
  readonly bottom: () => number;
  /** Foreign text made printable. */
  readonly shown: (text: string) => string;
  /** Sets typeface, size and colour. */
  readonly use: (style: Style) => PDFKit.PDFDocument;
  /** Lines that fit into a width, broken between any two characters: for names and digests, which are no prose. */
  readonly wrap: (text: string, width: number, style: Style) => string[];
  readonly lineHeight: (style: Style) => number;
  /** Begins a new page where fewer than `height` points are left. @returns whether it did */
  readonly room: (height: number) => boolean;
  /** Draws one line, where the element that it is part of is written already. */
  readonly put: (text: string, x: number, y: number, style: Style & { width?: number }) => void;
  /** One line at a place; it never breaks. Part of the element that is open. */
  readonly line: (text: string, x: number, y: number, style: Style & { width?: number }) => void;
  /** A paragraph from the current place on. */
  readonly prose: (text: string, style: Style, at?: { x: number; width: number }) => void;
  /** Writes the feet of all pages and ends. @returns the document's bytes */
  readonly end: (
    foot: (page: number, pages: number) => { left: string; right: string },
  ) => Promise<Uint8Array>;
};

export type SheetOptions = {
  readonly title: string;
  readonly subject: string;
  readonly author: string;
  /** The one date in the document, so that the same content gives the same bytes. */
  readonly at: Date;
  readonly layout?: 'portrait' | 'landscape';
  /** What distinguishes the document in its ID. */
  readonly keywords: string;
};

/** The document's bytes once it has ended; called before it does. */
function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.once('end', () => resolve(Buffer.concat(chunks)));
    doc.once('error', reject);
  });
}

/**
 * Opens a document in the form of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): everything it needs is inside, files
 * may be attached, and its structure says what is read in which order and language.
 */
export function openSheet({ title, subject, author, at, keywords, layout }: SheetOptions): Sheet {
  const doc = new PDFDocument({
    size: 'A4',
    layout: layout ?? 'portrait',
    margins: MARGIN,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    lang: 'zh-CN',
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: false,
    info: {
      Title: propertyText(title),
      Subject: propertyText(subject),
      Author: propertyText(author),
      Keywords: propertyText(keywords),
      Creator: 'Jianzheng 见证',
      CreationDate: at,
    },
  });
  doc.registerFont('regular', fontBytes('regular') as Buffer);
  doc.registerFont('bold', fontBytes('bold') as Buffer);
  doc.font('regular');
  doc.addPage();
  const tags = tagging(doc);

  const width = doc.page.width - MARGIN.left - MARGIN.right;
  const bottom = () => doc.page.height - MARGIN.bottom;
  // pdfkit's own type does not show the font it has parsed.
  const parsed = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })
    ._font.font;
  const widths = { regular: new Map<string, number>(), bold: new Map<string, number>() };

  const use: Sheet['use'] = ({ size, bold, colour }) =>
    doc
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(colour ?? INK.text);

  function widthOf(character: string, style: Style): number {
    const known = widths[style.bold ? 'bold' : 'regular'];
    let unit = known.get(character);
    if (unit === undefined) {
      unit = use({ ...style, size: 1000 }).widthOfString(character) / 1000;
      known.set(character, unit);
    }
    return unit * style.size;
  }

  const lineHeight: Sheet['lineHeight'] = (style) => style.size * 1.5;

  const langOf = ({ lang }: Style) => (lang ? { lang } : {});

  function put(text: string, x: number, y: number, style: Style & { width?: number }): void {
    // The typeface's own line is 1.45 of its size: the text stands in the middle of ours.
    use(style).text(text, x, y, {
      lineBreak: false,
      ...(style.width === undefined ? {} : { width: style.width, align: style.align ?? 'left' }),
    });
  }
  const line: Sheet['line'] = (text, x, y, style) =>
    tags.leaf('Span', () => put(text, x, y, style), langOf(style));

  return {
    doc,
    tags,
    left: MARGIN.left,
    width,
    bottom,
    shown: (text) => printable(text, (code) => parsed.hasGlyphForCodePoint(code)),
    use,
    wrap(text, available, style) {
      const lines: string[] = [];
      let current = '';
      let taken = 0;
      for (const character of text) {
        const next = widthOf(character, style);
        if (current !== '' && taken + next > available) {
          lines.push(current);
          current = '';
          taken = 0;
        }
        current += character;
        taken += next;
      }
      return [...lines, current];
    },
    lineHeight,
    room(height) {
      if (doc.y + height <= bottom()) return false;
      doc.addPage();
      return true;
    },
    put,
    line,
    prose(text, style, at) {
      const draw = () =>
        use(style).text(text, at?.x ?? MARGIN.left, doc.y, {
          width: at?.width ?? width,
          align: style.align ?? 'left',
          lineGap: style.size * 0.12,
        });
      tags.leaf('P', draw, langOf(style));
    },
    async end(foot) {
      const { start, count } = doc.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        doc.switchToPage(start + page);
        const y = doc.page.height - MARGIN.bottom + 18;
        const { left, right } = foot(page + 1, count);
        const drawFoot = () => {
          doc
            .lineWidth(0.5)
            .strokeColor(INK.line)
            .moveTo(MARGIN.left, y - 6)
            .lineTo(MARGIN.left + width, y - 6)
            .stroke();
          // Below the margin, where a text would begin another page.
          doc.page.margins.bottom = 0;
          put(left, MARGIN.left, y, { size: SMALL, colour: INK.quiet });
          const end = use({ size: SMALL }).widthOfString(right);
          put(right, MARGIN.left + width - end, y, { size: SMALL, colour: INK.quiet });
          doc.page.margins.bottom = MARGIN.bottom;
        };
        tags.artifact(drawFoot, 'Pagination');
      }
      const bytes = collect(doc);
      doc.end();
      return bytes;
    },
  };
}
