import type { Outcome } from '../report.ts';

/** What is said of a batch's time stamps: beside the verdict on the evidence, which does not rest on them. */

/** All checks, in the order of the report. Each is about every token of the file. */
export const STAMP_CHECKS = [
  'stamp.format',
  'stamp.imprint',
  'stamp.signature',
  'stamp.certificate',
  'stamp.chain',
  'stamp.renewal',
] as const;
export type StampCheckName = (typeof STAMP_CHECKS)[number];

export type StampCheck = {
  readonly name: StampCheckName;
  readonly outcome: Outcome;
  /** Values, digests, or words of the format: the same in every language. */
  readonly expected?: string;
  readonly found?: string;
};

export type StampTime = {
  /** Unix seconds, and by how many of them the authority may be off. */
  readonly time: number;
  readonly accuracy: number;
  /** Hex: the authority's number for this token. */
  readonly serial: string;
  /** OID. */
  readonly policy: string;
  /** Unix seconds: the end of the certificate that signed it. */
  readonly until: number;
};

/**
 * `holds`: the batch's root existed at the first time, by the word of an authority that the verifier pinned.
 * `fails`: a check failed; nothing that the file says means anything.
 * `unjudged`: something is missing to judge it, such as a pinned certificate; nothing follows from it.
 */
export type StampReport = {
  readonly outcome: 'holds' | 'fails' | 'unjudged';
  readonly checks: readonly StampCheck[];
  /** The first, and its renewals. Only where `outcome` is `holds`. */
  readonly times?: readonly StampTime[];
};

/** Whether the first token is over the batch that it was judged against, whatever else is wrong with it. */
export const isOverBatch = ({ checks }: StampReport): boolean =>
  checks.some(({ name, outcome }) => name === 'stamp.imprint' && outcome === 'pass');

/** What became of a file of time stamps in a bundle. */
export type BundledStamps = {
  /** Path in the bundle. */
  readonly path: string;
  /** IDs of the records of that batch; none where it is over no batch here, and then nothing follows from it. */
  readonly records: readonly string[];
  readonly report: StampReport;
};

/** How many of them hold, do not, and cannot be judged. */
export function countStamps(stamps: readonly BundledStamps[]) {
  const of = (outcome: StampReport['outcome']) =>
    stamps.filter(({ report }) => report.outcome === outcome).length;
  return { all: stamps.length, holds: of('holds'), fails: of('fails'), unjudged: of('unjudged') };
}
