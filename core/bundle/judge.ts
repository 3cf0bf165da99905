import type { FileDigests } from '../digests.ts';
import type { SignatureFiles } from '../persons/at-hand.ts';
import { type SignedBeside, signedRecords } from '../persons/beside.ts';
import type { SealCache } from '../qbft.ts';
import type { Report, Verdict } from '../report.ts';
import type { Trust } from '../trust.ts';
import { verify } from '../verify.ts';
import { type CarriedTrust, carryTrust } from './carry-trust.ts';
import {
  type CaseCompleteness,
  type CaseEvent,
  type CaseRecord,
  caseCompleteness,
  caseRecordOf,
} from './completeness.ts';
import type { BundleContents } from './contents.ts';
import { type EvidenceJudged, judgeEvidence } from './evidence.ts';
import { signaturesIn } from './signatures.ts';

/** The verdicts on a bundle's records, and what is missing of their case. */

/** What was read of a bundle: every entry was held against the bag's manifests. */
export type BundleRead = {
  /** Name of the bag's base folder. */
  readonly base: string;
  readonly contents: BundleContents;
  /** By path. */
  readonly receipts: ReadonlyMap<string, Uint8Array>;
  /** By path, of every file that the contents name. */
  readonly files: ReadonlyMap<string, FileDigests>;
  /** Content by path, of countersignatures and key lists: to be judged, they are read and not only hashed. */
  readonly signatureFiles: ReadonlyMap<string, Uint8Array>;
  /** Evidence files by path. */
  readonly evidence: ReadonlyMap<string, Uint8Array>;
  /** Files of time stamps by path. They are judged apart (core/time-stamp/in-bundle.ts): no verdict rests on them. */
  readonly timeStamps: ReadonlyMap<string, Uint8Array>;
  /** A trust bundle that offers links, as the bundle's maker gives it. */
  readonly links?: Uint8Array;
};

export type RecordJudged = {
  readonly recordId: string;
  /** Path of its receipt. */
  readonly receipt: string;
  readonly report: Report;
  /** Paths of the files that came along, in the order of `report.files`. */
  readonly paths: readonly string[];
  /** Names of disclosed files whose content did not come along. */
  readonly absent: readonly string[];
  /** Where the contents call it by another ID than it has. */
  readonly misnamed: boolean;
  /** What persons signed of it, beside its verdict; missing where its kind asks for nobody and nobody signed. */
  readonly signed?: SignedBeside;
};

/** What of signatures says nothing: records that are not here, and paths of receipts whose file did not come along. */
export type UnusedSignatures = { readonly strays: readonly string[]; readonly fileless: readonly string[] };

export type BundleJudged = {
  /**
   * The worst of all: VERIFIED only where every record is, at least one file of each came along or it has none to show,
   * and nothing is missing of the case as far as one can know. A related record speaks against it where its receipt
   * does not hold or a file is another, and not by files that did not come along.
   */
  readonly verdict: Verdict;
  readonly records: readonly RecordJudged[];
  /** Records of other cases that what was said of this one names. */
  readonly related: readonly RecordJudged[];
  readonly cases: readonly CaseCompleteness[];
  /** What agencies said on the chain, as far as the bundle tells it. */
  readonly evidence: readonly EvidenceJudged[];
  /** What became of the links that the bundle brings. */
  readonly links: Omit<CarriedTrust, 'trust'>;
  readonly unused: UnusedSignatures;
};

const NO_SIGNATURES: SignatureFiles = { countersignatures: [], keyLists: [] };

const ORDER: readonly Verdict[] = ['INVALID', 'MISMATCH', 'UNDETERMINED', 'NOT_FOUND', 'VERIFIED'];

/** Whether all holds that does not depend on files. */
export const holds = (report: Report): boolean =>
  report.checks.every(({ name, outcome }) => name === 'files.match' || outcome === 'pass');

function judgeRecord(
  { receipts, files }: BundleRead,
  bundled: BundleContents['records'][number],
  trust: Trust,
  sealCache: SealCache,
): RecordJudged {
  const paths = bundled.files.map(({ path }) => path);
  const report = verify({
    receipt: receipts.get(bundled.receipt)!,
    files: paths.map((path) => files.get(path)!),
    trust,
    sealCache,
  });
  const came = new Set(report.files.map(({ given }) => given.sha256));
  const absent = (report.disclosed ?? []).flatMap((file) =>
    file && !came.has(file.sha256) ? [file.name] : [],
  );
  return {
    recordId: report.recordId ?? bundled.recordId,
    receipt: bundled.receipt,
    report,
    paths,
    absent,
    misnamed: report.recordId !== undefined && report.recordId !== bundled.recordId,
  };
}

/** The records with what persons signed of them. No verdict rests on it. */
function judgeSigned(
  read: BundleRead,
  judged: readonly RecordJudged[],
  given: SignatureFiles,
  reading: { readonly trust: Trust; readonly sealCache: SealCache },
): { readonly judged: readonly RecordJudged[]; readonly unused: UnusedSignatures } {
  const { countersignatures, keyLists, fileless } = signaturesIn(read);
  const all = {
    countersignatures: [...countersignatures, ...given.countersignatures],
    keyLists: [...keyLists, ...given.keyLists],
  };
  const reports = judged.map(({ report }) => report);
  const { beside, strays } = signedRecords(reports, all, reading);
  return {
    judged: judged.map((record, index) => {
      const signed = beside[index];
      return signed ? { ...record, signed } : record;
    }),
    unused: { strays, fileless: fileless.map(({ path }) => path) },
  };
}

const caseKey = ({ agency, commitment }: CaseRecord) => `${agency} ${commitment}`;

/**
 * Judges a bundle that was read. Its records are those of its contents: a receipt that the contents do not name was
 * refused when it was read. What is missing is asked of the cases of its `records` alone.
 * @param pinned canonical bytes of a trust bundle from elsewhere; it is carried forward over the bundle's links
 * @param known what evidence from elsewhere says of the case
 * @param given countersignatures and key lists that came beside the bundle
 * @throws FormatError as `openTrust`, of the pinned bundle
 */
export function judgeBundle(
  read: BundleRead,
  pinned: Uint8Array,
  known: readonly CaseEvent[] = [],
  sealCache: SealCache = new Map(),
  given: SignatureFiles = NO_SIGNATURES,
): BundleJudged {
  const { trust, ...links } = carryTrust(pinned, read.links, sealCache);
  const records = read.contents.records.map((bundled) => judgeRecord(read, bundled, trust, sealCache));
  const related = read.contents.related.map((bundled) => judgeRecord(read, bundled, trust, sealCache));
  const placed = (judged: readonly RecordJudged[]): CaseRecord[] =>
    judged.flatMap(({ receipt, report }) =>
      // What does not hold is in no case: it leaves a gap.
      holds(report) ? [caseRecordOf(read.receipts.get(receipt)!)] : [],
    );
  const inCase = placed(records);
  const subjects = new Set(inCase.map(caseKey));
  const { judged: evidence, events } = judgeEvidence(read.evidence, trust, sealCache);
  // Whatever of the case came as related is of the case all the same.
  const alsoIn = placed(related).filter((record) => subjects.has(caseKey(record)));
  const cases = caseCompleteness([...inCase, ...alsoIn], events, known);
  const verdicts: Verdict[] = [
    ...records.map(({ report, misnamed }): Verdict => (misnamed ? 'INVALID' : report.verdict)),
    ...related.map(({ report, misnamed }): Verdict => {
      if (misnamed) return 'INVALID';
      return holds(report) && report.verdict !== 'MISMATCH' ? 'VERIFIED' : report.verdict;
    }),
  ];
  if (cases.some(({ outcome }) => outcome === 'incomplete' || outcome === 'unknown'))
    verdicts.push('UNDETERMINED');
  // Evidence that does not hold says nothing, and whoever handed it over did not mean that.
  if (evidence.some(({ refused }) => refused !== undefined)) verdicts.push('UNDETERMINED');
  const verdict = ORDER.find((each) => verdicts.includes(each)) ?? 'UNDETERMINED';
  const persons = judgeSigned(read, [...records, ...related], given, { trust, sealCache });
  return {
    ...{ verdict, cases, evidence, links, unused: persons.unused },
    records: persons.judged.slice(0, records.length),
    related: persons.judged.slice(records.length),
  };
}
