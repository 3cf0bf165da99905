import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../paper/certificate.ts';
import { sortOf } from '../../web/work/sort.ts';
import { paperWorld } from '../support/paper-world.ts';
import { rawZip } from '../support/raw-zip.ts';
import { readVectors } from '../support/vectors.ts';

const [{ receipt }] = readVectors<[{ receipt: string }]>('receipts/receipts.json');
const trust = JSON.stringify(readVectors<object>('receipts/trust.json'));
const sort = async (content: string) => (await sortOf(new Blob([content]))).sort;

describe('telling what a file is by its content', () => {
  it('knows receipts and trust bundles', async () => {
    expect(await sort(receipt)).toBe('receipt');
    expect(await sort(trust)).toBe('trust');
  });

  it('takes a damaged receipt for a receipt, so that it is called invalid rather than evidence', async () => {
    expect(await sort(receipt.slice(0, -1))).toBe('receipt');
    expect(await sort(JSON.stringify(JSON.parse(receipt), null, 2))).toBe('receipt');
    expect(await sort(`\ufeff${receipt}`)).toBe('receipt');
  });

  it.each([
    '',
    '{}',
    '[]',
    'The "format":"jianzheng/receipt/1" is written like this.',
    '{"format":"other/receipt/1"}',
  ])('takes %j for a file like any other', async (content) => {
    expect(await sort(content)).toBe('file');
  });

  it('takes the receipt out of a certificate, and says of any other PDF why it has none', async () => {
    const { grid, trust } = paperWorld('sorted');
    const [receipt, other] = grid.receipts as [Uint8Array, Uint8Array];
    const pdfs = await Promise.all([receipt, other].map((each) => makeCertificate({ receipt: each, trust })));
    const [pdf] = pdfs as [Uint8Array<ArrayBuffer>];
    expect(await sortOf(new Blob([pdf]))).toEqual({ sort: 'certificate', receipt });
    const refused = async (...parts: BlobPart[]) => (await sortOf(new Blob(parts))).refused;
    expect(await refused(...(pdfs as BlobPart[]))).toBe('certificate-two-receipts');
    expect(await refused(pdf.subarray(0, 500))).toBe('certificate-truncated');
    expect(await refused('%PDF-1.4\n%%EOF')).toBe('certificate-no-receipt');
  });

  it('reads nothing but the head of a file that is too large to be either', async () => {
    const head = new Blob(['{"format":"jianzheng/receipt/1"']);
    const large = {
      size: 33 * 1024 * 1024,
      slice: () => head,
      text: () => expect.unreachable(),
    } as unknown as Blob;
    expect(await sortOf(large)).toEqual({ sort: 'file' });
  });

  it('knows a bundle, also one that is cut off, from any other zip', async () => {
    const bundle = rawZip([{ name: 'jianzheng-case-00/data/receipts/1.json', bytes: Buffer.from('{}') }]);
    const other = rawZip([{ name: 'photos/jianzheng-case-00.jpg', bytes: Buffer.from('{}') }]);
    const sorted = async (bytes: Buffer) => (await sortOf(new Blob([new Uint8Array(bytes)]))).sort;
    expect(await sorted(bundle)).toBe('bundle');
    expect(await sorted(bundle.subarray(0, 60))).toBe('bundle');
    expect(await sorted(other)).toBe('file');
  });
});
