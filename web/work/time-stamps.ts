import { certificatesOfPem } from '../../core/time-stamp/certificate.ts';
import { judgeTimeStamps } from '../../core/time-stamp/judge.ts';
import type { StampReport } from '../../core/time-stamp/report.ts';

/** Judging time stamps in the browser, away from the page. Loaded only when somebody gives one, or pins an authority. */

export type JudgedStamps = {
  readonly report: StampReport;
  /** Receipts whose batch it is over, by index; empty where it is over none of them. */
  readonly of: readonly number[];
};

const isOver = ({ checks }: StampReport) =>
  checks.some(({ name, outcome }) => name === 'stamp.imprint' && outcome === 'pass');

/** How many certificates a PEM file holds. @throws FormatError `time-stamp-invalid` */
export const countPinned = (pem: string): number => certificatesOfPem(pem).length;

/** @param roots of the receipts' batches, as far as they hold; with one receipt alone a file belongs to that one */
export async function judgeStamps(
  file: Uint8Array,
  roots: readonly (string | undefined)[],
  pem: string | undefined,
): Promise<JudgedStamps> {
  const pinned = pem === undefined ? [] : certificatesOfPem(pem);
  const now = Date.now();
  const reports = await Promise.all(
    (roots.length === 0 ? [undefined] : roots).map((root) => judgeTimeStamps({ file, root, pinned, now })),
  );
  const of = reports.flatMap((report, index) => (isOver(report) ? [index] : []));
  if (of.length > 0) return { report: reports[of[0]!]!, of };
  return { report: reports[0]!, of: roots.length === 1 ? [0] : [] };
}
