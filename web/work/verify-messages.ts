import type { BundleJudged, BundleRead } from '../../core/bundle/judge.ts';
import type { Difference } from '../../core/difference.ts';
import type { FileDigests } from '../../core/digests.ts';
import type { FileEntry } from '../../core/file-entry.ts';
import type { SignatureFiles } from '../../core/persons/at-hand.ts';
import type { SignedRecords } from '../../core/persons/beside.ts';
import type { Report } from '../../core/report.ts';
import type { BundledStamps } from '../../core/time-stamp/report.ts';
import type { JudgedStamps } from './time-stamps.ts';

/** What is said between the verify page and its worker. */

/** What a given file is, by its content alone. */
export type Sort = 'receipt' | 'certificate' | 'trust' | 'bundle' | 'stamps' | 'file';

export type Sorted = {
  readonly sort: Sort;
  /** Of a certificate: the receipt that it holds, not yet verified. */
  readonly receipt?: Uint8Array;
  /** Of a PDF that is none: why, as a code of `core/certificate-pdf.ts`. */
  readonly refused?: string;
};

/** A trust bundle in the words that people compare. */
export type TrustSummary = {
  /** 64 hex digits. */
  readonly fingerprint: string;
  readonly consortium: { readonly en: string; readonly zh: string };
  readonly agencies: readonly {
    readonly id: string;
    readonly name: { readonly en: string; readonly zh: string };
  }[];
  /** Versions of the validator set that it knows, and the size of the latest. */
  readonly sets: number;
  readonly validators: number;
};

/**
 * Reports of receipts in their order; `loose`: files that none of several receipts shows, by index; `beside` and
 * `strays`: what persons signed of the records.
 */
export type Outcome = SignedRecords & {
  readonly reports: readonly Report[];
  readonly loose: readonly number[];
};

/** A file with its digests, to be read where it is what somebody signed. */
export type GivenContent = { readonly sha256: string; readonly sm3?: string; readonly file: Blob };

/** What persons signed, among loose files; `fileless`: receipts of such records without their file, by index. */
export type LooseSignatures = { readonly signatures: SignatureFiles; readonly fileless: readonly number[] };

/** What came beside a bundle: what persons signed, files of time stamps by name, and the authorities that are pinned. */
export type GivenBeside = {
  readonly signatures: SignatureFiles;
  readonly stamps: ReadonlyMap<string, Uint8Array>;
  readonly pem: string | undefined;
};

/** A bundle's verdicts, and what it brings of signatures, which may be of records elsewhere. */
export type BundleAnswer = {
  readonly judged: BundleJudged;
  readonly signatures: SignatureFiles;
  readonly stamps: readonly BundledStamps[];
};

export type VerifyRequest =
  | { readonly id: number; readonly ask: 'sort'; readonly file: Blob }
  | { readonly id: number; readonly ask: 'trust'; readonly bundle: Uint8Array }
  | { readonly id: number; readonly ask: 'pin'; readonly pem: string }
  | {
      readonly id: number;
      readonly ask: 'stamps';
      readonly file: Uint8Array;
      readonly roots: readonly (string | undefined)[];
      readonly pem: string | undefined;
    }
  | { readonly id: number; readonly ask: 'readBundle'; readonly file: Blob }
  | {
      readonly id: number;
      readonly ask: 'judgeBundle';
      readonly trust: Uint8Array;
      readonly read: BundleRead;
      readonly given: GivenBeside;
    }
  | {
      readonly id: number;
      readonly ask: 'match';
      readonly receipts: readonly Uint8Array[];
      readonly files: readonly GivenContent[];
    }
  | {
      readonly id: number;
      readonly ask: 'explain';
      readonly file: Blob;
      readonly recorded: readonly (FileEntry | null)[];
    }
  | {
      readonly id: number;
      readonly ask: 'verify';
      readonly bundle: Uint8Array;
      readonly receipts: readonly Uint8Array[];
      readonly files: readonly FileDigests[];
      readonly given: SignatureFiles;
    };

export type VerifyAnswer =
  | {
      readonly id: number;
      readonly value:
        | Sorted
        | TrustSummary
        | Outcome
        | Difference
        | BundleRead
        | BundleAnswer
        | LooseSignatures
        | JudgedStamps
        | number
        | null;
    }
  /** Bytes of a bundle that were read so far. */
  | { readonly id: number; readonly done: number }
  /** A code of `core`, or the name of the browser's error; `name` is what it is about, where it is about one thing. */
  | { readonly id: number; readonly error: string; readonly name?: string };
