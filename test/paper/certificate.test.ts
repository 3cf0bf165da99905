import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  type PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { receiptOfCertificate } from '../../core/certificate-pdf.ts';
import { grouped, headFingerprint } from '../../core/fingerprint.ts';
import { verify } from '../../core/verify.ts';
import { en, zh } from '../../language/certificate.ts';
import { en as verdictsEn, zh as verdictsZh } from '../../language/verdicts.ts';
import { makeCertificate, verificationAddress } from '../../paper/certificate.ts';
import { digestsOf } from '../support/ledger-fixture.ts';
import { receiptFor } from '../support/paper-receipts.ts';
import { paperWorld } from '../support/paper-world.ts';
import { fontsOf, picturesOf, structureOf, textOfPages } from '../support/pdf-tools.ts';
import { qrTextsIn } from '../support/qr-reader.ts';

const world = paperWorld('四机构存证联盟');
const { trust, grid } = world;
const [receipt] = grid.receipts as [Uint8Array];
const page = 'https://evidence.example/';
const made = makeCertificate({ receipt, trust, page });
const flat = (text: string) => text.replace(/\s+/g, '');
const textOf = async (pdf: Uint8Array) => flat((await textOfPages(pdf)).join(''));
const report = verify({ receipt, files: [], trust });

describe('a certificate', () => {
  it('says everything in both languages, as text that can be found', async () => {
    const text = await textOf(await made);
    const { interval, recordId, disclosed } = report;
    for (const words of [en.title, zh.title, zh['means.not'], en['means.not'], zh.intro, zh.compare]) {
      expect(text).toContain(flat(words).replaceAll('’', "'"));
    }
    for (const file of disclosed!) {
      for (const value of [file!.name, file!.sha256, file!.sm3!]) expect(text).toContain(value);
    }
    expect(text).toContain(recordId);
    expect(text).toContain(interval!.anchored.hash);
    expect(text).toContain(flat(grouped(trust.foundingHash)));
    expect(text).toContain(flat(grouped(headFingerprint(trust))));
    expect(text).toContain('由4个机构中的3个封签，验证者集合第1版。');
    expect(text).toContain('Sealedby3of4agencies,validatorset1.');
    expect(text).toContain('grid机构（grid）');
    expect(text).toContain('2026-0042，本案第1条记录');
    expect(text).toContain('采集人Collectedby李伟');
    expect(text).toContain(flat('介于北京时间 2026-09-21 22:13:27 与北京时间 2026-09-21 22:13:34 之间。'));
    expect(text).toContain(flat('Between 2026-09-21 14:13:27 UTC and 2026-09-21 14:13:34 UTC.'));
    expect(text).toContain(flat(verificationAddress(page, recordId!)));
  });

  it.each([60, 100, 200])(
    'has a QR code that leads to verification, read at %i dots per inch',
    async (dots) => {
      const [first] = await picturesOf(await made, dots);
      expect(await qrTextsIn(first!)).toEqual([verificationAddress(page, report.recordId!)]);
    },
  );

  it('says so where there is one operator alone', async () => {
    const single = paperWorld('single', ['grid']);
    const text = await textOf(
      await makeCertificate({ receipt: single.grid.receipts[0]!, trust: single.trust }),
    );
    for (const words of [verdictsEn['vouches.single'], verdictsZh['vouches.single'], zh['interval.single']]) {
      expect(text).toContain(flat(words).replaceAll('’', "'"));
    }
    expect(text).not.toContain('由1个机构');
  });

  it('has the same bytes each time, and other bytes for another receipt', async () => {
    expect(Buffer.compare(await makeCertificate({ receipt, trust, page }), await made)).toBe(0);
    const other = await makeCertificate({ receipt: grid.receipts[1]!, trust, page });
    expect(Buffer.compare(other, await made)).not.toBe(0);
  });

  it('carries its receipt, which verifies with the files', async () => {
    const inside = await receiptOfCertificate(await made);
    expect(Buffer.compare(inside, receipt)).toBe(0);
    const files = grid.records[0]!.files.map(digestsOf);
    expect(verify({ receipt: inside, files, trust }).verdict).toBe('VERIFIED');
  });

  it('is not made of a receipt that does not verify', async () => {
    const other = paperWorld('other').trust;
    const damaged = receipt.slice();
    damaged[100]! ^= 1;
    const refused = { code: 'certificate-receipt-invalid' };
    await expect(makeCertificate({ receipt: damaged, trust })).rejects.toMatchObject(refused);
    await expect(makeCertificate({ receipt, trust: other })).rejects.toMatchObject(refused);
    const known = { ...trust, sets: trust.sets.slice(0, 1), changedAt: trust.changedAt.slice(0, 1) };
    await expect(makeCertificate({ receipt: world.later.receipts[0]!, trust: known })).rejects.toMatchObject({
      code: 'certificate-receipt-undetermined',
      details: { checks: expect.stringContaining('anchor.set') },
    });
  });

  it('shows what cannot be drawn, and lets nothing vanish or change places', async () => {
    const names = [
      '😀笔录📷.pdf',
      'תמונה.jpg',
      '\u202egnp.exe',
      'a  b.txt',
      'a\u0301.txt',
      'n\\u{1f600}.txt',
    ];
    const text = await textOf(await makeCertificate({ receipt: receiptFor(world, names), trust }));
    for (const shown of [
      '\\u{1f600}笔录\\u{1f4f7}.pdf',
      '\\u{5ea}\\u{5de}\\u{5d5}\\u{5e0}\\u{5d4}.jpg',
      '\\u{202e}gnp.exe',
      'a\\u{20}b.txt',
      'a\\u{301}.txt',
      'n\\u{5c}u{1f600}.txt',
    ]) {
      expect(text).toContain(shown);
    }
    expect(text).toContain(flat(zh['files.escaped']));
  });

  it('breaks long names, and a row that no page holds goes on on the next', async () => {
    const long = 'ع'.repeat(500);
    const pages = await textOfPages(
      await makeCertificate({ receipt: receiptFor(world, [long, 'z.txt']), trust }),
    );
    const text = flat(pages.join(''));
    expect(text.split('\\u{639}').length - 1).toBeGreaterThan(440);
    expect(text).toContain('z.txt');
  });

  it('repeats the head of the table on each of its pages, and numbers them', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `勘验照片/现场${i}号.jpg`);
    const pages = await textOfPages(await makeCertificate({ receipt: receiptFor(world, names), trust }));
    expect(pages.length).toBeGreaterThan(6);
    for (const [index, text] of pages.entries()) {
      expect(text).toContain(`第 ${index + 1} 页，共 ${pages.length} 页`);
      if (text.includes('.jpg')) expect(text).toContain('名称、大小、类型');
    }
    const all = flat(pages.join(''));
    for (const name of names) expect(all).toContain(name);
  });
});

describe('the structure of a certificate, for whoever has it read aloud', () => {
  const names = Array.from({ length: 40 }, (_, i) => `勘验照片/现场${i}号.jpg`);
  const long = makeCertificate({ receipt: receiptFor(world, names), trust, page });

  it('has the title, then its parts, in the order in which they are read', async () => {
    const headings = (await structureOf(await made)).matchAll(/^ {2}(H[12]) .*\n.*\n +"(.*)"$/gm);
    expect([...headings].map(([, level, text]) => [level, text])).toEqual([
      ['H1', zh.title],
      ...(['record', 'time', 'vouches', 'files', 'means', 'verify'] as const).map((part) => [
        'H2',
        zh[`part.${part}`],
      ]),
    ]);
  });

  it('has one table with one head, over however many pages, each row of three cells', async () => {
    const structure = await structureOf(await long);
    expect((await textOfPages(await long)).length).toBeGreaterThan(3);
    const count = (type: string) => structure.match(new RegExp(`^ +${type}\\b`, 'gm'))?.length;
    expect(['Table', 'THead', 'TBody', 'TH', 'TR', 'TD'].map(count)).toEqual([1, 1, 1, 3, 41, 120]);
    const flatStructure = flat(structure);
    for (const name of names) expect(flatStructure.split(name)).toHaveLength(2);
    expect(structure).not.toContain('第 1 页');
  });

  it('says in words what its picture is, and which texts are English', async () => {
    const document = await PDFDocument.load(await made, { updateMetadata: false });
    const elements = document.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFDict && object.has(PDFName.of('S')) ? [object] : []));
    const [figure] = elements.filter((element) => element.get(PDFName.of('S')) === PDFName.of('Figure'));
    const alt = figure!.lookup(PDFName.of('Alt')) as PDFString | PDFHexString;
    expect(alt.decodeText()).toContain(verificationAddress(page, report.recordId!));
    const english = elements.filter((element) => String(element.get(PDFName.of('Lang'))) === '(en)');
    // A heading has its Chinese and its English words; so have most of the others.
    expect(english.length).toBeGreaterThan(20);
    expect(english.length).toBeLessThan(elements.length / 2);
  });
});

describe('the form of PDF/A-3a and PDF/UA-1, as far as it is checked here', () => {
  const open = async () => PDFDocument.load(await made, { updateMetadata: false });
  const content = (stream: unknown) =>
    new TextDecoder().decode(decodePDFRawStream(stream as PDFRawStream).decode());

  it('names itself in XMP, with the same title and dates as its information dictionary', async () => {
    const document = await open();
    const xmp = content(document.catalog.lookup(PDFName.of('Metadata')));
    expect(xmp).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(xmp).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(xmp).toContain(document.getTitle());
    expect(xmp).toContain(document.getCreationDate()!.toISOString().slice(0, 19));
    expect(document.getCreationDate()).toEqual(new Date(report.interval!.anchored.time * 1000));
    expect(document.catalog.lookup(PDFName.of('Lang'), PDFString).asString()).toBe('zh-CN');
    const marked = document.catalog.lookup(PDFName.of('MarkInfo'), PDFDict).get(PDFName.of('Marked'));
    expect(String(marked)).toBe('true');
  });

  it('holds its colours’ profile and all of its fonts, and no script, form or encryption', async () => {
    const document = await open();
    const intent = document.catalog.lookup(PDFName.of('OutputIntents'), PDFArray).lookup(0, PDFDict);
    expect(intent.lookup(PDFName.of('S'))).toBe(PDFName.of('GTS_PDFA1'));
    expect(intent.lookup(PDFName.of('DestOutputProfile'))).toBeInstanceOf(PDFRawStream);
    const fonts = (await fontsOf(await made)).trim().split('\n').slice(2);
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect(font).toMatch(/NotoSansSC.+Identity-H\s+yes yes yes/);
    for (const absent of ['AcroForm', 'OpenAction', 'AA'])
      expect(document.catalog.has(PDFName.of(absent))).toBe(false);
    expect(document.context.trailerInfo.Encrypt).toBeUndefined();
    expect(document.context.trailerInfo.ID).toBeInstanceOf(PDFArray);
    expect(Buffer.from(await made).toString('latin1', 0, 8)).toBe('%PDF-1.7');
  });

  it('attaches the receipt as the document’s source, with its type, size and date', async () => {
    const document = await open();
    const file = document.catalog.lookup(PDFName.of('AF'), PDFArray).lookup(0, PDFDict);
    expect(file.lookup(PDFName.of('AFRelationship'))).toBe(PDFName.of('Source'));
    expect(file.has(PDFName.of('UF'))).toBe(true);
    const stream = file.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F')) as PDFRawStream;
    expect(stream.dict.lookup(PDFName.of('Subtype'))).toBe(
      PDFName.of('application/vnd.jianzheng.receipt+json'),
    );
    const parameters = stream.dict.lookup(PDFName.of('Params'), PDFDict);
    expect(String(parameters.lookup(PDFName.of('Size')))).toBe(String(receipt.length));
    expect(parameters.has(PDFName.of('ModDate'))).toBe(true);
    expect(content(stream)).toBe(new TextDecoder().decode(receipt));
  });
});
