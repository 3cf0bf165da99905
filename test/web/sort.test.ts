import { describe, expect, it } from 'vitest';
import { sortOf } from '../../web/work/sort.ts';
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

  it('reads nothing of a file that is too large to be either', async () => {
    const large = { size: 17 * 1024 * 1024, slice: () => expect.unreachable() } as unknown as Blob;
    expect(await sortOf(large)).toBe('file');
  });
});
