import { describe, expect, it } from 'vitest';
import { sortOf } from '../../web/work/sort.ts';
import { rawZip } from '../support/raw-zip.ts';
import { readVectors } from '../support/vectors.ts';

const [{ receipt }] = readVectors<[{ receipt: string }]>('receipts/receipts.json');
const trust = JSON.stringify(readVectors<object>('receipts/trust.json'));
const sort = (content: string) => sortOf(new Blob([content]));

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

  it('reads nothing but the head of a file that is too large to be either', async () => {
    const head = new Blob(['{"format":"jianzheng/receipt/1"']);
    const large = {
      size: 17 * 1024 * 1024,
      slice: () => head,
      text: () => expect.unreachable(),
    } as unknown as Blob;
    expect(await sortOf(large)).toBe('file');
  });

  it('knows a bundle, also one that is cut off, from any other zip', async () => {
    const bundle = rawZip([{ name: 'jianzheng-case-00/data/receipts/1.json', bytes: Buffer.from('{}') }]);
    const other = rawZip([{ name: 'photos/jianzheng-case-00.jpg', bytes: Buffer.from('{}') }]);
    const sorted = (bytes: Buffer) => sortOf(new Blob([new Uint8Array(bytes)]));
    expect(await sorted(bundle)).toBe('bundle');
    expect(await sorted(bundle.subarray(0, 60))).toBe('bundle');
    expect(await sorted(other)).toBe('file');
  });
});
