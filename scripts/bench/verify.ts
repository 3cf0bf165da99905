import { verify } from '../../core/verify.ts';
import { digestsOf } from '../../test/support/ledger-fixture.ts';
import { paperWorld } from '../../test/support/paper-world.ts';
import type { Row } from './row.ts';

/** P8: verifications a second of receipts of a batch sealed by 3 of 4, with the seals of its blocks cached, and cold. */
export default function bench(): Row[] {
  const { grid, trust } = paperWorld('bench');
  const inputs = grid.receipts.map((receipt, index) => ({
    receipt,
    files: grid.records[index]!.files.map(digestsOf),
    trust,
  }));
  const sealCache = new Map();
  const perSecond = (milliseconds: number, cached: boolean): number => {
    const start = performance.now();
    let done = 0;
    for (; performance.now() - start < milliseconds; done++) {
      const input = inputs[done % inputs.length]!;
      const { verdict } = verify(cached ? { ...input, sealCache } : input);
      if (verdict !== 'VERIFIED') throw new Error(`A receipt of the benchmark is ${verdict}`);
    }
    return (done * 1000) / (performance.now() - start);
  };
  perSecond(500, true);
  const cold = perSecond(2000, false);
  const cached = perSecond(2000, true);
  return [
    { id: 'P8', what: 'verifications, seals cached', value: cached, unit: '1/s' },
    { id: 'P8', what: 'verifications, cold (6 seals each)', value: cold, unit: '1/s' },
    { id: 'P8', what: '  what the cache gains', value: cached / cold, unit: 'x' },
  ];
}
