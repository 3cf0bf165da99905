import type { BundleJudged } from '../../core/bundle/judge.ts';
import { certificatesOfPem } from '../../core/time-stamp/certificate.ts';
import { judgeBundledStamps } from '../../core/time-stamp/in-bundle.ts';
import { judgeTimeStamps } from '../../core/time-stamp/judge.ts';
import { type BundledStamps, isOverBatch, type StampReport } from '../../core/time-stamp/report.ts';

/** Judging time stamps in the browser, away from the page. Loaded only when somebody gives one, or pins an authority. */

export type JudgedStamps = {
  readonly report: StampReport;
  /** Receipts whose batch it is over, by index; empty where it is over none of them. */
  readonly of: readonly number[];
};

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
  const of = reports.flatMap((report, index) => (isOverBatch(report) ? [index] : []));
  if (of.length > 0) return { report: reports[of[0]!]!, of };
  return { report: reports[0]!, of: roots.length === 1 ? [0] : [] };
}

/** Those in a bundle, and those given beside it that are over a batch of its records. @param given by name */
export async function judgeStampsOfBundle(
  inside: ReadonlyMap<string, Uint8Array>,
  given: ReadonlyMap<string, Uint8Array>,
  { records, related }: BundleJudged,
  pem: string | undefined,
): Promise<BundledStamps[]> {
  const pinned = pem === undefined ? [] : certificatesOfPem(pem);
  const reports = [...records, ...related].map(({ report }) => report);
  const [own, others] = await Promise.all(
    [inside, given].map((files) => judgeBundledStamps(files, reports, pinned, Date.now())),
  );
  return [...own!, ...others!.filter((stamps) => stamps.records.length > 0)];
}
