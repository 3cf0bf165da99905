import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { en, zh } from '../../language/evidence-list.ts';
import { COLUMNS, type EvidenceList, type ListedRecord, rowsOf } from '../../paper/evidence-list.ts';
import { makeList } from '../../paper/make-list.ts';
import { fileFor } from '../support/ledger-fixture.ts';
import { textOfPages } from '../support/pdf-tools.ts';

const record = (names: readonly string[], more: Partial<ListedRecord> = {}): ListedRecord => ({
  recordId: 'ab'.repeat(32),
  agency: { id: 'grid', name: { zh: '供电公司', en: 'Grid company' } },
  claims: { collector: '李伟', place: '北京', note: '现场提取' },
  files: names.map(fileFor),
  anchored: { number: 7, time: 1_790_000_000 },
  ...more,
});
const listOf = (...records: ListedRecord[]): EvidenceList => ({ of: { case: '京公〔2026〕42 号' }, records });
const NAMES = [
  '现场/照片.jpg',
  '=HYPERLINK("http://x","y")',
  '+1',
  '-1',
  '@x',
  ' =1',
  '＝1',
  'a"b,c.txt',
  '😀.csv',
];
const list = listOf(record(NAMES), record(['later.txt'], { anchored: null, claims: {} }));

/** Cells of a CSV in quotes throughout. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell]) => cell!.replaceAll('""', '"'));

describe('the rows of an evidence list', () => {
  it('have what practice asks for', () => {
    const [first, , , , , , , , , last] = rowsOf(list);
    expect(COLUMNS.map((column) => zh[`column.${column}`])).toEqual([
      '序号',
      '名称',
      '类别',
      '文件格式',
      '完整性校验值',
      '来源',
      '备注',
    ]);
    expect(first).toMatchObject({
      number: ['1'],
      name: ['现场/照片.jpg'],
      category: ['文档', 'Document'],
      format: ['JPG', 'text/plain'],
      source: ['供电公司（grid）', 'Grid company', '采集人 Collected by: 李伟', '采集地点 Place: 北京'],
    });
    const { sha256, sm3 } = fileFor('现场/照片.jpg');
    expect(first!.integrity).toEqual([`SHA-256: ${sha256}`, `SM3: ${sm3}`]);
    expect(first!.remarks).toContain('北京时间 2026-09-21 22:13:20');
    expect(first!.remarks).toContain('现场提取');
    expect(last!.remarks).toContain('尚未上链 Not anchored yet');
  });

  it.each([
    ['image/png', '图片'],
    ['video/mp4', '视频'],
    ['audio/mpeg', '音频'],
    ['application/zip', '压缩包'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', '文档'],
    ['application/octet-stream', '其他'],
  ])('call %s %s', (mediaType, category) => {
    const [row] = rowsOf(listOf(record([], { files: [{ ...fileFor('x'), mediaType }] })));
    expect(row!.category[0]).toBe(category);
  });
});

describe('an evidence list', () => {
  it('as CSV is UTF-8 that Excel knows, and nothing in it is a formula', async () => {
    const bytes = await makeList(list, 'csv');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + NAMES.length + 1);
    expect(cellsOf(lines[0]!)[4]).toBe('完整性校验值 Integrity values');
    const cells = lines.slice(1).map(cellsOf);
    for (const row of cells) {
      expect(row).toHaveLength(COLUMNS.length);
      for (const cell of row) expect(cell).not.toMatch(/^[\s\u3000]*[=+\-@＝＋－＠]/);
    }
    expect(cells.map((row) => row[1]!.replace(/^'/, ''))).toEqual([...NAMES, 'later.txt']);
  });

  it('as XLSX holds every cell as text', async () => {
    const zip = new ZipReader(new Uint8ArrayReader(await makeList(list, 'xlsx')));
    const parts = new Map<string, string>();
    for (const entry of await zip.getEntries()) {
      if (!entry.directory) parts.set(entry.filename, await entry.getData(new TextWriter()));
    }
    const sheet = parts.get('xl/worksheets/sheet1.xml')!;
    expect(sheet).not.toContain('<f');
    const cells = [...sheet.matchAll(/<c [^>]*>/g)].map(([cell]) => cell);
    expect(cells).toHaveLength((1 + NAMES.length + 1) * COLUMNS.length);
    for (const cell of cells) expect(cell).toMatch(/t="(s|inlineStr)"/);
    const strings = parts.get('xl/sharedStrings.xml')!;
    expect(strings).toContain('=HYPERLINK(');
    expect(strings).toContain('现场/照片.jpg');
  });

  it('as XLSX can be read although a statement holds what XML has no place for', async () => {
    const bytes = await makeList(listOf(record(['a.txt'], { claims: { note: 'a\u0001b\uffffc' } })), 'xlsx');
    const zip = new ZipReader(new Uint8ArrayReader(bytes));
    const entries = await zip.getEntries();
    const strings = entries.find(({ filename }) => filename === 'xl/sharedStrings.xml');
    const text = strings && !strings.directory ? await strings.getData(new TextWriter()) : '';
    expect(text).toContain('a\\u{1}b\\u{ffff}c');
  });

  it('as PDF has properties that are well-formed, whatever the case is called', async () => {
    const pdf = await makeList({ of: { case: 'A & B </rdf:li><x>\u0001' }, records: list.records }, 'pdf');
    const xmp =
      Buffer.from(pdf)
        .toString('utf8')
        .match(/<x:xmpmeta[\s\S]*<\/x:xmpmeta>/)?.[0] ?? '';
    expect(xmp).toContain('案件 A ＆ B ＜/rdf:li＞＜x＞\\u{1}');
    expect(xmp.match(/<rdf:li[ >]/g)).toHaveLength(xmp.match(/<\/rdf:li>/g)!.length);
    expect(xmp).not.toContain('&');
  });

  it('as PDF can be searched, repeats its head, and is the same each time', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `用电数据/${i}.csv`);
    const long = listOf(record(names));
    const pdf = await makeList(long, 'pdf');
    expect(Buffer.compare(pdf, await makeList(long, 'pdf'))).toBe(0);
    const pages = await textOfPages(pdf);
    expect(pages.length).toBeGreaterThan(4);
    for (const [index, text] of pages.entries()) {
      expect(text).toContain(`第 ${index + 1} 页，共 ${pages.length} 页`);
      expect(text).toContain('完整性校验值');
    }
    const all = pages.join('').replace(/\s+/g, '');
    for (const name of names) expect(all).toContain(name);
    for (const words of [zh.title, en.title, zh.note, '京公〔2026〕42号']) {
      expect(all).toContain(words.replace(/\s+/g, ''));
    }
  });
});
