import { FormatError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { SealCache } from '../qbft.ts';
import type { Report } from '../report.ts';
import type { VerifierTrust } from '../verify/trust.ts';
import { isSignatureKind, type SignatureFiles } from './at-hand.ts';
import { parseCountersignature } from './countersignature.ts';
import { missingIn, type SignedRole, signedRoles } from './roles.ts';
import { type CountersignatureReport, type ListCache, verifyCountersignature } from './verify.ts';

/**
 * What persons signed of a record, shown beside its verdict and no part of it: whoever hands a record over chooses
 * which signatures come along, so their being there or not says nothing of the record's bytes.
 */
export type SignedBeside = {
  /** One for each record that holds a countersignature, in the order in which they were handed over. */
  readonly signatures: readonly CountersignatureReport[];
  /** What the record's kind asks for, and who signed. */
  readonly roles: readonly SignedRole[];
};

export type SignedRecords = {
  /** By place of the record; undefined where its kind asks for nobody and nobody signed, or where it does not hold. */
  readonly beside: readonly (SignedBeside | undefined)[];
  /**
   * Records that are not here, or whose receipts do not hold, and that countersignatures name: those are not judged.
   * IDs, each once; `unreadable` stands for countersignatures that cannot be read.
   */
  readonly strays: readonly string[];
};

type Reading = {
  readonly trust: VerifierTrust & { readonly ledger: string };
  readonly sealCache?: SealCache;
  /** For many calls with the same key lists, as the same objects. */
  readonly listCache?: ListCache;
};

/** Whether the kind asks for somebody who has not signed, as far as was shown. */
export const isMissing = ({ roles }: SignedBeside): boolean => roles.some((role) => missingIn(role) > 0);

const RANK = ['SIGNED', 'UNDETERMINED', 'INVALID'] as const;

/** Of several receipts of one record the best: a bad one that somebody laid beside it must not hide it. */
function bestOfEach(reports: readonly CountersignatureReport[]): CountersignatureReport[] {
  const best = new Map<string, CountersignatureReport>();
  for (const [nth, report] of reports.entries()) {
    const key = report.recordId ?? `unreadable ${nth}`;
    const before = best.get(key);
    if (!before || RANK.indexOf(report.verdict) < RANK.indexOf(before.verdict)) best.set(key, report);
  }
  return [...best.values()];
}

/** The record that a countersignature names; undefined where it cannot be read. */
function signedRecord(file: Uint8Array): string | undefined {
  try {
    return parseCountersignature(file).recordId;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
}

/**
 * Judges countersignatures of one record, all that were handed over for it.
 * @param report of the record; nothing is said beside one that does not hold
 */
export function signedBeside(
  report: Report,
  { countersignatures, keyLists }: SignatureFiles,
  reading: Reading,
): SignedBeside | undefined {
  const { recordId, kind, template } = report;
  if (recordId === undefined || kind === undefined) return undefined;
  const listCache = reading.listCache ?? new Map();
  const signatures = bestOfEach(
    countersignatures.map((countersignature) =>
      verifyCountersignature({ recordId, countersignature, keyLists, ...reading, listCache }),
    ),
  );
  const roles = signedRoles(kind, signatures, template);
  return signatures.length === 0 && roles.length === 0 ? undefined : { signatures, roles };
}

/**
 * The same for records that were handed over together: each countersignature goes to the record that it names.
 * @param reports of the records; those of countersignatures and key lists among them are no subjects
 */
export function signedRecords(
  reports: readonly Report[],
  given: SignatureFiles,
  reading: Reading,
): SignedRecords {
  const byRecord = groupBy(given.countersignatures, ({ file }) => signedRecord(file) ?? 'unreadable');
  const listCache = reading.listCache ?? new Map();
  const taken = new Set<string>();
  const beside = reports.map((report) => {
    const { recordId = '', kind } = report;
    if (isSignatureKind(kind)) return undefined;
    const countersignatures = byRecord.get(recordId) ?? [];
    const found = signedBeside(report, { ...given, countersignatures }, { ...reading, listCache });
    if (found) taken.add(recordId);
    return found;
  });
  return { beside, strays: [...byRecord.keys()].filter((recordId) => !taken.has(recordId)) };
}
