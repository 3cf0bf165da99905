import type { SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import type { AuditEvent } from '../http/services.ts';
import type { Content } from '../ingest/content.ts';
import type { HeadFollower } from '../ledger/head.ts';
import type { ChainNode } from '../ledger/node.ts';
import { type Receipts, receipts as receiptsOf } from '../receipts.ts';
import { Refusal, storageRefusal } from '../refusal.ts';
import { lastSequence } from '../sealing/batches.ts';
import type { Store } from '../store/store.ts';
import { auditAccess } from './access.ts';
import { auditBatches, auditTransactions } from './batches.ts';
import { auditChain } from './chain.ts';
import { auditFiles } from './files.ts';
import { finding, paged, reasonOf, type Step } from './findings.ts';
import { auditCopies, auditKept } from './kept.ts';
import { auditCases, auditRecords } from './records.ts';
import { auditStore } from './store.ts';

export type Audited = {
  readonly agency: string;
  readonly store: Store;
  readonly content: Content;
  readonly node: ChainNode;
  readonly head: HeadFollower;
  readonly trust: () => Trust;
  /** How long a node that does not answer is waited for. */
  readonly patienceMs: number;
};

/** The receipt of every anchored record is made and verified. @returns how many */
async function* auditReceipts(store: Store, receipts: Receipts, lastSeq: number): Step {
  const total =
    store.one<{ n: number }>(
      'SELECT COUNT(*) AS n FROM records WHERE batch IS NOT NULL AND seq <= ?',
      lastSeq,
    )?.n ?? 0;
  let done = 0;
  const pages = paged<{ seq: number; id: string }>((after) =>
    store.all(
      'SELECT seq, id FROM records WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 20',
      after?.seq ?? 0,
      lastSeq,
    ),
  );
  for await (const rows of pages) {
    for (const { id } of rows) {
      try {
        if (receipts.receiptFor(id).kind === 'receipt') done++;
      } catch (error) {
        yield finding('receipt-invalid', id, 'a receipt that verifies', reasonOf(error));
      }
    }
    yield { progress: { step: 'receipts', done, total: Math.max(total, done) } };
  }
  return done;
}

/** A step that damage of the store does not end the audit with: it is named, and the other steps are taken. */
async function* survivable(name: string, start: () => Step): Step {
  try {
    return yield* start();
  } catch (error) {
    const known = storageRefusal(error);
    if (!(known instanceof Refusal) || known.code !== 'store-damaged') throw error;
    yield finding('store-damaged', name, 'rows that can be read', reasonOf(error));
    return 0;
  }
}

/**
 * Verifies everything again from bytes: the database's pages, stored files against their digests, records against their IDs, links, trees
 * against roots, batches against their proofs and the chain, receipts as any verifier would. Names each thing that
 * differs. What comes in while it runs is left to the next audit.
 * @param signal ends it early, without a result
 */
export async function* auditLedger(audited: Audited, signal?: AbortSignal): AsyncGenerator<AuditEvent> {
  const { agency, store, content } = audited;
  const trust = audited.trust();
  // Of its own: what the service remembers of trees and seals may be older than what is stored now.
  const cache: SealCache = new Map();
  const receipts = receiptsOf(store, () => trust, cache);
  // What came last when the audit began. Read by the first step that needs it: a damaged store may not give it.
  let last: { batch: number; seq: number } | undefined;
  const newest = () => {
    last ??= {
      batch: lastSequence(store),
      seq: store.one<{ last: number | null }>('SELECT MAX(seq) AS last FROM records')?.last ?? 0,
    };
    return last;
  };
  const steps: Record<string, () => Step> = {
    store: () => auditStore(store),
    files: () => auditFiles(store, content),
    records: () => auditRecords(store, agency, newest().seq),
    cases: () => auditCases(store),
    batches: () => auditBatches(store, agency, newest().batch, trust, cache),
    transactions: () => auditTransactions(store),
    chain: () => auditChain(store, agency, newest().batch, audited),
    receipts: () => auditReceipts(store, receipts, newest().seq),
    kept: () => auditKept(store, trust, cache),
    copies: () => auditCopies(store),
    access: () => auditAccess(store),
  };
  const checked: Record<string, number> = {};
  let findings = 0;
  for (const [name, start] of Object.entries(steps)) {
    const step = survivable(name, start);
    for (let next = await step.next(); ; next = await step.next()) {
      if (signal?.aborted) return;
      if (next.done) {
        checked[name] = next.value;
        break;
      }
      if ('finding' in next.value) findings++;
      yield next.value;
    }
  }
  yield { result: { clean: findings === 0, checked, findings } };
}
