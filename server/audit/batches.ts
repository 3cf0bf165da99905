import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import type { SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { openAnchor } from '../ledger/proofs.ts';
import { rootOfRecords } from '../sealing/batches.ts';
import type { Store } from '../store/store.ts';
import { finding, paged, reasonOf, type Step, type StepEvent } from './findings.ts';

export type BatchRow = {
  sequence: number;
  root: string;
  size: number;
  state: 'open' | 'anchored' | 'foreign';
  sealedLog: string | null;
  blockNumber: number | null;
  blockHash: string | null;
};

const BATCHES = `SELECT batches.sequence, root, size, state, sealed_log AS sealedLog, block_number AS blockNumber,
  block_hash AS blockHash FROM batches LEFT JOIN anchors ON anchors.sequence = batches.sequence`;

/** Batches from 1 to `last`, in pages. */
export function batchPages(store: Store, last: number): AsyncGenerator<BatchRow[]> {
  return paged<BatchRow>((after) =>
    store.all<BatchRow>(
      `${BATCHES} WHERE batches.sequence > ? AND batches.sequence <= ? ORDER BY batches.sequence LIMIT 20`,
      after?.sequence ?? 0,
      last,
    ),
  );
}

function* checkTree(store: Store, row: BatchRow): Iterable<StepEvent> {
  if (row.state === 'foreign') return;
  const leaves = store.all<{ seq: number; id: string; index: number }>(
    'SELECT seq, id, leaf_index AS "index" FROM records WHERE batch = ? ORDER BY leaf_index',
    row.sequence,
  );
  const subject = `batch ${row.sequence}`;
  const gap = leaves.findIndex(({ index }, i) => index !== i);
  if (gap >= 0) yield finding('batch-differs', subject, `leaf ${gap}`, `leaf ${leaves[gap]?.index}`);
  const misplaced = leaves.findIndex(({ seq }, i) => i > 0 && seq <= (leaves[i - 1]?.seq ?? 0));
  if (misplaced >= 0)
    yield finding('batch-differs', subject, 'order of arrival', `leaf ${misplaced} came earlier`);
  const found = leaves.length === 0 ? 'no records' : `${rootOfRecords(leaves)}, ${leaves.length} records`;
  const expected = `${row.root}, ${row.size} records`;
  if (found !== expected) yield finding('batch-differs', subject, expected, found);
}

function* checkProof(agency: string, row: BatchRow, trust: Trust, cache: SealCache): Iterable<StepEvent> {
  const subject = `batch ${row.sequence}`;
  if (row.sealedLog === null) {
    if (row.state !== 'open') yield finding('anchor-invalid', subject, 'a proof', 'none');
    return;
  }
  try {
    const anchor = openAnchor(JSON.parse(row.sealedLog), agency, trust, cache);
    const expected = `${row.sequence} ${row.root} ${row.size} in ${row.blockNumber} ${row.blockHash}`;
    const { sequence, rootHex, size, opened } = anchor;
    const found = `${sequence} ${rootHex} ${size} in ${opened.number} ${opened.blockHash}`;
    if (expected !== found) yield finding('anchor-invalid', subject, expected, found);
  } catch (error) {
    yield finding('anchor-invalid', subject, 'a proof that holds', reasonOf(error));
  }
}

/** Every batch against its records and its stored proof; sequences without a gap, no root twice. @returns how many */
export async function* auditBatches(
  store: Store,
  agency: string,
  last: number,
  trust: Trust,
  cache: SealCache,
): Step {
  let done = 0;
  for (const { root, first, second } of store.all<{ root: string; first: number; second: number }>(
    `SELECT root, MIN(sequence) AS first, MAX(sequence) AS second FROM batches WHERE sequence <= ?
       GROUP BY root HAVING COUNT(*) > 1`,
    last,
  )) {
    yield finding('anchored-twice', root, `batch ${first}`, `batch ${first} and batch ${second}`);
  }
  for await (const rows of batchPages(store, last)) {
    for (const row of rows) {
      done++;
      if (row.sequence !== done) yield finding('batch-sequence', `batch ${row.sequence}`, done, row.sequence);
      if (row.state === 'open' && row.sequence !== last) {
        yield finding(
          'batch-sequence',
          `batch ${row.sequence}`,
          'open batches come last',
          `${last} is the last`,
        );
      }
      yield* checkTree(store, row);
      yield* checkProof(agency, row, trust, cache);
    }
    yield { progress: { step: 'batches', done, total: last } };
  }
  return done;
}

/** Signed transactions against their hashes. @returns how many */
export async function* auditTransactions(store: Store): Step {
  let done = 0;
  const pages = paged<{ raw: string; hash: string }>((after) =>
    store.all('SELECT raw, hash FROM transactions WHERE hash > ? ORDER BY hash LIMIT 100', after?.hash ?? ''),
  );
  for await (const rows of pages) {
    for (const { raw, hash } of rows) {
      const found = toHex0x(keccak256(fromHex0x(raw)));
      if (found !== hash) yield finding('transaction-differs', hash, hash, found);
      done++;
    }
  }
  return done;
}
