import { describe, expect, it } from 'vitest';
import { extentOf, inOrder } from '../../core/case-order.ts';
import type { Statement } from '../../core/statement-events.ts';

const record = (position: number | null, block: number | null) => ({
  recordId: `${position}`.padStart(64, '0'),
  position,
  block,
});
const closed = (agency: string, count: number) => ({
  block: 9,
  statement: {
    kind: 'closed',
    agency,
    commitment: 'c'.repeat(64),
    count,
    head: 'h',
    sealedBy: 1,
  } as Statement,
});

describe('a case in the order of the chain', () => {
  it('has records before what was said in the same block, and leaves out what is not anchored', () => {
    const records = [record(1, 3), record(2, 9), record(3, null)];
    const moments = inOrder(records, [{ ...closed('grid', 3), block: 2 }, closed('grid', 3)]);
    expect(moments.map((moment) => ('record' in moment ? moment.record.position : 'said'))).toEqual([
      'said',
      1,
      2,
      'said',
    ]);
  });
});

describe('how whole a case is', () => {
  it('open: known up to its last position, with what is missing before it', () => {
    const extent = extentOf('grid', [record(2, 1), record(5, 2), record(null, 3)], []);
    expect(extent).toEqual({ closedWith: null, upTo: 5, missing: 3 });
    expect(extentOf('grid', [], [])).toEqual({ closedWith: null, upTo: 0, missing: 0 });
  });

  it('closed: as many records as its own agency said, whatever another says', () => {
    const records = [record(1, 1), record(2, 2)];
    expect(extentOf('grid', records, [closed('grid', 3)])).toEqual({ closedWith: 3, upTo: 3, missing: 1 });
    expect(extentOf('grid', records, [closed('police', 7)])).toMatchObject({ closedWith: null, missing: 0 });
  });
});
