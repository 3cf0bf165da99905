import { deflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { receiptOfCertificate } from '../../core/certificate-pdf.ts';
import { MAX_RECEIPT_BYTES } from '../../core/receipt.ts';
import { makeCertificate } from '../../paper/certificate.ts';
import { paperWorld } from '../support/paper-world.ts';

const world = paperWorld('certificates');
const [receipt, another] = world.grid.receipts as [Uint8Array, Uint8Array];
const certificate = await makeCertificate({ receipt, trust: world.trust });

type Attachment = { name: string; bytes: Uint8Array };

/** A PDF of somebody else's, with what is attached to it. */
async function foreignPdf(attachments: readonly Attachment[]): Promise<PDFDocument> {
  const document = await PDFDocument.create();
  document.addPage();
  for (const { name, bytes } of attachments)
    await document.attach(bytes, name, { mimeType: 'application/json' });
  return document;
}

const attached = async (...attachments: Attachment[]) => (await foreignPdf(attachments)).save();
const code = (name: string) => ({ name: 'FormatError', code: name });

/** One stream as it stands in a file, and what else a PDF needs to be taken for one. */
const withStream = (content: Uint8Array, lineEnd = '\n') =>
  Buffer.concat([
    Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile /Length 1 >>\nstream\r\n'),
    content,
    Buffer.from(`${lineEnd}endstream\nendobj\n%%EOF\n`),
  ]);

describe('the receipt in a certificate', () => {
  it('is found in ours', async () => {
    expect(Buffer.compare(await receiptOfCertificate(certificate), receipt)).toBe(0);
  });

  it.each([{ useObjectStreams: true }, { useObjectStreams: false }])(
    'is found after another program saved it: %o',
    async (options) => {
      const document = await PDFDocument.load(certificate);
      document.addPage();
      const saved = await document.save(options);
      expect(Buffer.compare(await receiptOfCertificate(saved), receipt)).toBe(0);
    },
  );

  it('is found after something was added to the end, as signatures are', async () => {
    const document = await PDFDocument.load(certificate, { forIncrementalUpdate: true });
    document.addPage();
    const added = await document.saveIncremental(document.takeSnapshot());
    const signed = Buffer.concat([certificate, added]);
    expect(Buffer.compare(await receiptOfCertificate(signed), receipt)).toBe(0);
  });

  it.each(['', '\n', '\r\n', '\r'])('is found whatever line end follows it: %j', async (lineEnd) => {
    for (const content of [receipt, deflateSync(receipt)]) {
      expect(Buffer.compare(await receiptOfCertificate(withStream(content, lineEnd)), receipt)).toBe(0);
    }
  });

  it('is found although its last byte looks like a line end', async () => {
    // The checksum is the end of a deflated stream: some of these end with LF or CR.
    const endings = new Set<number>();
    for (let spaces = 0; endings.size < 2; spaces++) {
      const bytes = Buffer.concat([
        Buffer.from(`{"format":"jianzheng/receipt/1"${' '.repeat(spaces)}`),
        Buffer.from('}'),
      ]);
      const content = deflateSync(bytes);
      const last = content.at(-1)!;
      if (last !== 0x0a && last !== 0x0d) continue;
      endings.add(last);
      for (const lineEnd of ['', '\n', '\r\n']) {
        expect(Buffer.compare(await receiptOfCertificate(withStream(content, lineEnd)), bytes)).toBe(0);
      }
    }
  });

  it('is one, however often it is attached', async () => {
    const twice = await attached({ name: 'a.json', bytes: receipt }, { name: 'b.json', bytes: receipt });
    expect(Buffer.compare(await receiptOfCertificate(twice), receipt)).toBe(0);
  });

  it('is found beside other things, by its content and not by its name', async () => {
    const pdf = await attached(
      { name: 'receipt.json', bytes: Buffer.from('{"format":"something/else"}') },
      { name: 'photo.jpg', bytes: receipt },
      { name: 'trust.json', bytes: world.bundles.latest },
    );
    expect(Buffer.compare(await receiptOfCertificate(pdf), receipt)).toBe(0);
  });
});

describe('what is no certificate', () => {
  it.each([
    ['nothing', new Uint8Array(), 'certificate-not-pdf'],
    ['a text', Buffer.from('stream\n{"format":"jianzheng/receipt/1"}\nendstream'), 'certificate-not-pdf'],
    ['too large', new Uint8Array(32 * 1024 * 1024 + 1), 'certificate-too-large'],
  ])('%s', async (_name, bytes, name) => {
    await expect(receiptOfCertificate(bytes)).rejects.toMatchObject(code(name));
  });

  it('has no receipt: nothing attached, or a trust bundle alone', async () => {
    const refused = code('certificate-no-receipt');
    await expect(receiptOfCertificate(await attached())).rejects.toMatchObject(refused);
    const bundle = await attached({ name: 'receipt.json', bytes: world.bundles.latest });
    await expect(receiptOfCertificate(bundle)).rejects.toMatchObject(refused);
  });

  it('has two receipts that differ', async () => {
    const pdf = await attached({ name: 'a.json', bytes: receipt }, { name: 'b.json', bytes: another });
    await expect(receiptOfCertificate(pdf)).rejects.toMatchObject(code('certificate-two-receipts'));
  });

  it('was cut off before the receipt ends', async () => {
    const begin = Buffer.from(certificate).indexOf(
      'endstream',
      Buffer.from(certificate).indexOf('EmbeddedFile'),
    );
    const cut = certificate.subarray(0, begin);
    await expect(receiptOfCertificate(cut)).rejects.toMatchObject(code('certificate-truncated'));
    await expect(receiptOfCertificate(certificate.subarray(0, 20))).rejects.toMatchObject(
      code('certificate-truncated'),
    );
  });

  it('is encrypted', async () => {
    const document = await foreignPdf([{ name: 'a.json', bytes: receipt }]);
    document.encrypt({ userPassword: 'secret', ownerPassword: 'secret' });
    const pdf = await document.save({ useObjectStreams: false });
    await expect(receiptOfCertificate(pdf)).rejects.toMatchObject(code('certificate-encrypted'));
  });

  it('is a bomb: what cannot be a receipt any more is not inflated further', async () => {
    const head = Buffer.from('{"format":"jianzheng/receipt/1","x":"');
    const bomb = deflateSync(Buffer.concat([head, Buffer.alloc(64 * 1024 * 1024)]));
    expect(bomb.length).toBeLessThan(MAX_RECEIPT_BYTES / 16);
    await expect(receiptOfCertificate(withStream(bomb))).rejects.toMatchObject(
      code('certificate-no-receipt'),
    );
    const many = Buffer.concat(Array.from({ length: 40 }, () => withStream(bomb)));
    await expect(receiptOfCertificate(many)).rejects.toMatchObject(code('certificate-too-large'));
  });

  it('has more streams than any certificate', async () => {
    const many = Buffer.from(`%PDF-1.7\n${'<<>>stream\n\nendstream\n'.repeat(20_002)}%%EOF`);
    await expect(receiptOfCertificate(many)).rejects.toMatchObject(code('certificate-too-large'));
  });

  it('is damaged anywhere: named, or the receipt all the same', async () => {
    for (let at = 0; at < certificate.length; at += 997) {
      const damaged = certificate.slice();
      damaged[at]! ^= 0x55;
      const found = await receiptOfCertificate(damaged).catch((error) => error.code as string);
      if (typeof found === 'string') expect(found).toMatch(/^certificate-/);
      else expect(Buffer.compare(found, receipt)).toBe(0);
    }
  });
});
