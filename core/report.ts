import type { FileDigests } from './digests.ts';
import type { FileEntry } from './file-entry.ts';
import type { KindState } from './kind-check.ts';
import type { Link } from './record.ts';

/** What a verification says: one verdict, and every check behind it with what was expected and what was found. */

/**
 * VERIFIED: the receipt holds, and each given file matches the size and every digest of a disclosed one.
 * MISMATCH: the receipt holds, and a given file is none of the disclosed ones.
 * INVALID: the receipt fails a check; that says nothing about any file.
 * UNDETERMINED: something needed is missing; `next` says what.
 * NOT_FOUND: an online look-up knows no such record. `verify` never gives it.
 */
export type Verdict = 'VERIFIED' | 'MISMATCH' | 'INVALID' | 'UNDETERMINED' | 'NOT_FOUND';

/** All checks, in the order of the report. */
export const CHECK_NAMES = [
  'receipt.canonical',
  'record.format',
  'disclosures.match',
  'anchor.header',
  'anchor.parent',
  'anchor.receipt',
  'anchor.emitter',
  'anchor.event',
  'anchor.agency',
  'anchor.set',
  'anchor.seals',
  'batch.inclusion',
  'notBefore.hash',
  'notBefore.order',
  'notBefore.seals',
  'files.match',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** `unknown`: could not be decided for want of something. `skipped`: rests on a check that did not pass. */
export type Outcome = 'pass' | 'fail' | 'unknown' | 'skipped';

export type Check = {
  readonly name: CheckName;
  readonly outcome: Outcome;
  /** Values, digests, counts or codes: the same in every language. */
  readonly expected?: string;
  readonly found?: string;
};

/** What to do next, as codes with sentences in `language/verdicts.ts`. */
export const NEXT_STEPS = [
  'give-file',
  'give-sm3',
  'correct-digests',
  'ask-for-disclosure',
  'update-trust',
  'check-trust',
  'ask-for-receipt',
  'check-file',
  'check-hidden-files',
  'check-number',
  'try-later',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

export type GivenFile = {
  readonly given: FileDigests;
  /** Index in the record's files, or null. */
  readonly matches: number | null;
  /** Name in the record of the file that it matches. */
  readonly name?: string;
  /** The given digests do not suffice to decide: `give-sm3` or `correct-digests` says why. */
  readonly missing?: 'give-sm3' | 'correct-digests';
};

/** A block as the report names it; times are unix seconds, each its proposer's word. */
export type BlockTime = { readonly number: number; readonly hash: string; readonly time: number };

export type Report = {
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  readonly files: readonly GivenFile[];
  readonly next?: NextStep;
  /** 64 hex digits. There whenever the receipt holds a record at all, so also where the verdict is INVALID. */
  readonly recordId?: string;

  // What the record says. Missing where the verdict is INVALID: then nothing vouches for it.
  readonly agency?: string;
  readonly kind?: string;
  readonly case?: string;
  readonly link?: Link;
  readonly claims?: Readonly<Record<string, string>>;
  /** The files of the record; null where not disclosed. */
  readonly disclosed?: readonly (FileEntry | null)[];
  /** What the record holds and this receipt does not show. */
  readonly hidden?: {
    readonly case: boolean;
    readonly link: boolean;
    readonly claims: readonly string[];
    readonly files: number;
  };
  /** What is there of what the record's kind asks for; missing where the kind has no template. No check rests on it. */
  readonly template?: KindState;
  readonly batch?: {
    readonly sequence: number;
    /** 64 hex digits. */
    readonly root: string;
    readonly size: number;
    readonly index: number;
  };
  /** The record was made after the first and anchored in the second; `parentTime` bounds the anchor's time from below. */
  readonly interval?: {
    readonly notBefore: BlockTime;
    readonly anchored: BlockTime & { readonly parentTime: number };
  };
  /** Who vouches. `single`: one operator, so not independent. */
  readonly sealedBy?: {
    readonly version: number;
    readonly seals: number;
    readonly validators: number;
    readonly single: boolean;
    /** Addresses of the signers. */
    readonly signers: readonly string[];
  };
};

const everyCheckSkipped = (): Check[] => CHECK_NAMES.map((name) => ({ name, outcome: 'skipped' }));

/** The report of a look-up that knows no such record. */
export function notFoundReport(files: readonly FileDigests[] = []): Report {
  return {
    verdict: 'NOT_FOUND',
    checks: everyCheckSkipped(),
    files: files.map((given) => ({ given, matches: null })),
    next: 'check-number',
  };
}

/** The report when something outside failed: an outage never reads as a failure of the evidence. */
export function outageReport(files: readonly FileDigests[] = []): Report {
  return {
    verdict: 'UNDETERMINED',
    checks: everyCheckSkipped(),
    files: files.map((given) => ({ given, matches: null })),
    next: 'try-later',
  };
}
