import { hash } from 'node:crypto';
import {
  type Acknowledgement,
  type AcknowledgementStatement,
  signAcknowledgement,
} from '../../core/acknowledgement.ts';
import type { SealCache } from '../../core/qbft.ts';
import type { Report } from '../../core/report.ts';
import type { Trust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { shownHeaders } from '../chain-view/shown-headers.ts';
import type { TwoBlocks } from '../chain-view/two-blocks.ts';
import type { PublishedFile } from '../ingest/intake.ts';
import { LedgerError } from '../ledger/errors.ts';
import type { OwnChain } from '../ledger/on-chain.ts';
import { Refusal } from '../refusal.ts';
import { raiseAlert } from '../store/alerts.ts';
import { insertFile } from '../store/files.ts';
import {
  findKept,
  insertKept,
  insertKeptFile,
  type KeptReceipt,
  keptFiles,
  setAcknowledgement,
} from '../store/kept-receipts.ts';
import type { Store } from '../store/store.ts';

/**
 * Keeping what another agency hands over. It is verified here, with our own trust bundle and our own node: from then on
 * nobody needs the other agency's server. All of it is kept, or nothing; the acknowledgement is signed in the
 * transaction that keeps it.
 */
export type Keeping = {
  /**
   * Verifies a receipt up to our own chain.
   * @throws Refusal `receipt-invalid`, `receipt-set-unknown`, `receipt-off-chain`, `chain-unavailable`
   */
  admit(receipt: Uint8Array): Promise<Admitted>;
  /**
   * Keeps an admitted receipt with files that are durable; durable when it resolves. The same receipt again keeps what
   * is new of its files.
   * @throws Refusal `receipt-files-differ` when a file is none of the disclosed ones
   */
  keep(admitted: Admitted, files: readonly PublishedFile[], by: string): Promise<Kept>;
};

/** A receipt that holds on our chain. */
export type Admitted = { readonly receipt: Uint8Array; readonly recordId: string; readonly agency: string };

export type Kept = { readonly row: KeptReceipt; readonly first: boolean };

/** Whether all holds that does not depend on files. */
function holds({ checks }: Report): boolean {
  return checks.every(({ name, outcome }) => name === 'files.match' || outcome === 'pass');
}

/** What the chain cannot say now says nothing about the receipt. */
async function asked<Value>(question: Promise<Value>): Promise<Value> {
  try {
    return await question;
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw new Refusal('chain-unavailable', cause.message, { cause, details: { reason: cause.code } });
  }
}

export function keeping(parts: {
  store: Store;
  chain: OwnChain;
  trust: { readonly trust: Trust };
  sealCache: SealCache;
  agency: string;
  operatorKey: Uint8Array;
  twoBlocks: Pick<TwoBlocks, 'compare'>;
  now: () => number;
}): Keeping {
  const { store, chain, trust, sealCache, twoBlocks, now } = parts;

  function judge(receipt: Uint8Array, files: Parameters<typeof verify>[0]['files']): Report {
    const report = verify({ receipt, files, trust: trust.trust, sealCache });
    if (report.verdict !== 'INVALID') return report;
    throw new Refusal('receipt-invalid', 'The receipt fails a check', { details: { report } });
  }

  async function checkOnChain(receipt: Uint8Array, report: Report): Promise<void> {
    const { interval } = report;
    // First what leaves proof: another sealed block of that number convicts who sealed both.
    for (const header of shownHeaders(receipt, report)) await asked(twoBlocks.compare(header));
    for (const block of interval ? [interval.notBefore, interval.anchored] : []) {
      if (await asked(chain.has(block))) continue;
      const details = { number: block.number, hash: block.hash };
      raiseAlert(store, { code: 'sealed-twice', subject: String(block.number), details }, now());
      throw new Refusal('receipt-off-chain', 'Another block of that number is on our chain', { details });
    }
  }

  /** One for each change of what is held, each later than the one before by the second that it carries. */
  function sign(
    kept: Pick<AcknowledgementStatement, 'recordId' | 'receiptSha256' | 'heldFiles'>,
    before: KeptReceipt | undefined,
    nowMs: number,
  ): string {
    const last = before ? (JSON.parse(before.acknowledgement) as Acknowledgement).at : 0;
    const at = Math.max(Math.floor(nowMs / 1000), last + 1);
    return JSON.stringify(signAcknowledgement({ ...kept, agency: parts.agency, at }, parts.operatorKey));
  }

  /** Places in the record of the files that came. The same content may stand in several. */
  function placesOf(admitted: Admitted, files: readonly PublishedFile[]): Map<number, string> {
    if (files.length === 0) return new Map();
    const digests = files.map(({ entry: { size, sha256, sm3 } }) => ({ size, sha256, sm3 }));
    const report = judge(admitted.receipt, digests);
    if (report.verdict !== 'VERIFIED') {
      throw new Refusal('receipt-files-differ', 'A file is none of the disclosed ones', {
        details: { report },
      });
    }
    const came = new Set(digests.map(({ sha256 }) => sha256));
    return new Map(
      (report.disclosed ?? []).flatMap((file, place): [number, string][] =>
        file && came.has(file.sha256) ? [[place, file.sha256]] : [],
      ),
    );
  }

  return {
    async admit(receipt) {
      // What fails here fails whatever the chain says, and costs nobody a question.
      judge(receipt, []);
      await asked(chain.follow());
      const report = judge(receipt, []);
      const { recordId, agency } = report;
      if (!holds(report) || recordId === undefined || agency === undefined) {
        throw new Refusal(
          'receipt-set-unknown',
          'The receipt is sealed by a set that our node does not show',
          {
            details: { report },
          },
        );
      }
      await checkOnChain(receipt, report);
      return { receipt, recordId, agency };
    },
    async keep(admitted, files, by) {
      const { receipt, recordId, agency } = admitted;
      const places = placesOf(admitted, files);
      const id = hash('sha256', receipt);
      return store.enqueue((): Kept => {
        const at = now();
        const known = findKept(store, id);
        const before = known ? keptFiles(store, known.seq) : [];
        const heldFiles = [...new Set([...before, ...places.keys()])].sort((a, b) => a - b);
        // Whatever came, it is on disk now: a row keeps it there, also where the receipt had it before.
        for (const { row, heal } of files) if (row) insertFile(store, row, at, heal);
        if (known && heldFiles.length === before.length) return { row: known, first: false };
        const acknowledgement = sign({ recordId, receiptSha256: id, heldFiles }, known, at);
        const row = { id, record: recordId, agency, kept_at: at, kept_by: by, acknowledgement };
        const seq = known?.seq ?? insertKept(store, row, receipt);
        if (known) setAcknowledgement(store, seq, acknowledgement);
        for (const [place, sha256] of places) insertKeptFile(store, seq, place, sha256);
        return { row: findKept(store, id)!, first: !known };
      });
    },
  };
}
