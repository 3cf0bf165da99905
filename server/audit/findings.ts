/** What an audit finds, and how a step of it reports. */

export type Finding = {
  /** What is wrong; a closed set, see FINDING_CODES. */
  readonly code: FindingCode;
  /** What it is about: a digest, a record ID, a case, `batch 7`. */
  readonly subject: string;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
};

export const FINDING_CODES = [
  /** The database is not what SQLite wrote. Whatever could not be read because of it was not checked. */
  'store-damaged',
  /** Content that a row names is not there, or cannot be read. */
  'file-missing',
  /** Content whose bytes do not have the digests or the size under which it is stored. */
  'file-differs',
  /** A record's bytes do not have its ID, or are no record of this agency. */
  'record-differs',
  /** What a record discloses is not what the store says about it. */
  'record-contents-differ',
  /** A record does not follow the one before it in its case. */
  'link-broken',
  /** A case's commitment, count or head is not that of its records. */
  'case-differs',
  /** A header that a record names is missing, or is not the one that it names. */
  'not-before-differs',
  /** Sequences with a gap, or an open batch before the last one. */
  'batch-sequence',
  /** The records of a batch do not give its root and size, or stand out of order. */
  'batch-differs',
  /** The same root under two sequences. */
  'anchored-twice',
  /** The stored proof of an anchor does not hold. */
  'anchor-invalid',
  /** A stored transaction is not the one that its row says. */
  'transaction-differs',
  /** The chain has another root, size or block than the stored proof. */
  'chain-differs',
  /** The chain holds more or fewer batches of this agency than the store. */
  'chain-count',
  /** A root under this agency that is not of this store. */
  'foreign-anchor',
  /** The chain could not be asked, so nothing was held against it. */
  'chain-unreachable',
  /** No receipt that verifies can be made of an anchored record. */
  'receipt-invalid',
  /** A kept receipt does not hold, or is not what its row or its acknowledgement says. */
  'kept-receipt-differs',
  /** The acknowledgement of a copy is not signed, or is not for what its row says. */
  'copy-differs',
  /** Entries of the access log are not those of the record that their day became. */
  'access-log-differs',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export type Progress = { readonly step: string; readonly done: number; readonly total: number };

/** A step yields how far it is, and what it finds. */
export type StepEvent = { readonly progress: Progress } | { readonly finding: Finding };
export type Step = AsyncGenerator<StepEvent, number>;

export function finding(code: FindingCode, subject: string, expected?: unknown, found?: unknown): StepEvent {
  return {
    finding: {
      code,
      subject,
      ...(expected === undefined ? {} : { expected: String(expected) }),
      ...(found === undefined ? {} : { found: String(found) }),
    },
  };
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Rows of a table in pages by a key, so that neither memory nor a statement is held while others work. */
export async function* paged<Row>(page: (after: Row | undefined) => Row[]): AsyncGenerator<Row[]> {
  for (let last: Row | undefined; ; ) {
    const rows = page(last);
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1);
    // Checking a page is work on the thread that also answers requests: let those in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
