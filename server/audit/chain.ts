import { agencyWord } from '../../core/batch-anchored.ts';
import { toHex0x } from '../../core/bytes.ts';
import { blockHash } from '../../core/qbft.ts';
import { LedgerError } from '../ledger/errors.ts';
import type { HeadFollower } from '../ledger/head.ts';
import type { ChainNode } from '../ledger/node.ts';
import type { Store } from '../store/store.ts';
import { type BatchRow, batchPages } from './batches.ts';
import { finding, reasonOf, type Step, type StepEvent } from './findings.ts';

async function* checkOnChain(node: ChainNode, agency: string, row: BatchRow): AsyncGenerator<StepEvent> {
  const subject = `batch ${row.sequence}`;
  if (row.blockNumber === null) return;
  const there = await node.batchAt(agency, row.sequence);
  const expected = `${row.root} ${row.size} in ${row.blockNumber}`;
  const found = `${there.root} ${there.size} in ${there.blockNumber}`;
  if (expected !== found) yield finding('chain-differs', subject, expected, found);
  const block = await node.block(row.blockNumber);
  const hash = block ? toHex0x(blockHash(block.header)) : 'no such block';
  if (hash !== row.blockHash) yield finding('chain-differs', subject, row.blockHash, hash);
}

/** A chain that is just being started is waited for: it is no finding. */
async function confirmed(head: HeadFollower, patienceMs: number): Promise<void> {
  for (const end = Date.now() + patienceMs; ; ) {
    try {
      await head.confirm();
      return;
    } catch (error) {
      const passing = error instanceof LedgerError && error.code === 'ledger-unreachable';
      if (!passing || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * Every anchored batch against the ledger as the node shows it. A node that does not answer, or that is behind, is a
 * finding of its own: it says nothing about the evidence.
 * @returns how many were compared
 */
export async function* auditChain(
  store: Store,
  agencyId: string,
  last: number,
  chain: { node: ChainNode; head: HeadFollower; patienceMs: number },
): Step {
  const { node, head, patienceMs } = chain;
  const agency = agencyWord(agencyId);
  let done = 0;
  try {
    await confirmed(head, patienceMs);
    const count = await node.batchCount(agency);
    for await (const rows of batchPages(store, last)) {
      for (const row of rows) {
        if (row.state === 'foreign')
          yield finding('foreign-anchor', `batch ${row.sequence}`, 'ours', row.root);
        yield* checkOnChain(node, agency, row);
        if (row.blockNumber !== null) done++;
      }
      yield { progress: { step: 'chain', done, total: last } };
    }
    // The open batch may be on the chain and not proved yet, or not on it: both are on the way.
    if (count < done) yield finding('chain-count', agencyId, done, count);
    const known = store.one<{ n: number }>('SELECT COUNT(*) AS n FROM batches')?.n ?? 0;
    if (count > known) yield finding('chain-count', agencyId, known, count);
  } catch (error) {
    yield finding('chain-unreachable', agencyId, 'answers of the node', reasonOf(error));
  }
  return done;
}
