import { receiptOfCertificate } from '../../core/certificate-pdf.ts';
import { verify } from '../../core/verify.ts';
import { makeCertificate } from '../../paper/certificate.ts';
import { listPdf } from '../../paper/list-pdf.ts';
import { receiptFor } from '../../test/support/paper-receipts.ts';
import { paperWorld } from '../../test/support/paper-world.ts';
import type { Row } from './row.ts';

/** P11: what a file costs on paper, as a ratio to verifying its receipt, which whoever makes a certificate does anyway. */

const MANY = 500;

async function fastestOf(runs: number, work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

export default async function bench(): Promise<Row[]> {
  const world = paperWorld('documents');
  const { trust } = world;
  const one = receiptFor(world, ['现场照片.jpg']);
  const many = receiptFor(
    world,
    Array.from({ length: MANY }, (_, i) => `勘验照片/2026-09/IMG_${i} 现场.jpg`),
  );
  await makeCertificate({ receipt: one, trust });
  const verified = await fastestOf(5, () => verify({ receipt: one, files: [], trust }));
  const small = await fastestOf(3, () => makeCertificate({ receipt: one, trust }));
  const large = await fastestOf(2, () => makeCertificate({ receipt: many, trust }));
  const perFile = (large - small) / (MANY - 1);
  const pdf = await makeCertificate({ receipt: many, trust });
  const read = await fastestOf(3, () => receiptOfCertificate(pdf));

  const { disclosed = [], recordId = '' } = verify({ receipt: many, files: [], trust });
  const files = disclosed.flatMap((file) => (file ? [file] : []));
  const record = { recordId, agency: { id: 'grid' }, claims: {}, files, anchored: null };
  const listed = await fastestOf(2, () => listPdf({ of: { record: recordId }, records: [record] }));
  return [
    {
      id: 'P11',
      what: 'certificate of one file, to verifying its receipt',
      value: small / verified,
      unit: 'x',
    },
    {
      id: 'P11',
      what: `each further file of ${MANY}, to verifying a receipt`,
      value: perFile / verified,
      unit: 'x',
    },
    { id: 'P11', what: '  certificate of one file', value: small, unit: 'ms' },
    { id: 'P11', what: '  each further file', value: perFile, unit: 'ms' },
    { id: 'P11', what: '  each further file', value: pdf.length / MANY, unit: 'bytes' },
    {
      id: 'P11',
      what: `receipt out of a certificate of ${MANY}, to making it`,
      value: read / large,
      unit: 'x',
    },
    {
      id: 'P11',
      what: `evidence list of ${MANY} as PDF, to the certificate`,
      value: listed / large,
      unit: 'x',
    },
  ];
}
