import { mayHold } from '../../core/bloom.ts';
import { equal, fromHex0x, toHex0x } from '../../core/bytes.ts';
import type { Header } from '../../core/header.ts';
import { ledgerAt } from '../../core/ledgers.ts';
import { decodeTransactionReceipt, type Log } from '../../core/transaction-receipt.ts';
import { trieRoot } from '../../core/trie.ts';
import { LINK_TOPICS, type Trust } from '../../core/trust.ts';
import { LedgerError } from '../ledger/errors.ts';
import type { Block, ChainNode } from '../ledger/node.ts';

/** Some blocks in a row out of a node's answers, and what holds them together. */

/** Where following stands: number and 0x hash of a block. */
export type Position = { readonly number: number; readonly hash: string; readonly time: number };

export type LinkedBlock = Block & { readonly number: number };

/** A log of our contracts with its place, which its block's header proves. */
export type ProvedLog = {
  readonly log: Log;
  readonly transactionIndex: number;
  /** Position among the logs of its own transaction. */
  readonly logIndex: number;
};

/**
 * Each block must name the one before it, back to where we stand: then whoever seals the last one vouches for all.
 * @throws LedgerError `node-off-chain` when the first does not follow from where we stand, `ledger-answer-invalid`
 *   when another does not follow from the one before
 */
export function link(position: Position | undefined, blocks: readonly Block[]): LinkedBlock[] {
  let before = position;
  return blocks.map((block, i) => {
    const { header, hash } = block;
    const number = Number(header.number);
    const time = Number(header.timestamp);
    if (before && (toHex0x(header.parentHash) !== before.hash || time < before.time)) {
      const code = i === 0 ? 'node-off-chain' : 'ledger-answer-invalid';
      throw new LedgerError(code, `Block ${number} of the node does not follow from block ${before.number}`, {
        details: { number: before.number, verified: before.hash, found: toHex0x(header.parentHash) },
      });
    }
    before = { number, hash, time };
    return { ...block, number };
  });
}

/** Whether a block may hold an event of this contract; what the filter of its header excludes, no node can invent or withhold. */
function mayHoldEvent({ logsBloom }: Header, contract: string, topic?: Uint8Array): boolean {
  return mayHold(logsBloom, fromHex0x(contract)) && (topic === undefined || mayHold(logsBloom, topic));
}

/**
 * Ends a stretch at the first block that may hold a link of the trust bundle: up to there the set that seals and the
 * ledger are those that are known, and what holds after it is known only when it has been read.
 */
export function untilLink(blocks: readonly LinkedBlock[], trust: Trust): LinkedBlock[] {
  const { registry } = trust;
  const change = blocks.findIndex(
    ({ number, header }) => number > 0 && LINK_TOPICS.some((topic) => mayHoldEvent(header, registry, topic)),
  );
  return blocks.slice(0, change < 0 ? undefined : change + 1);
}

/**
 * The logs of our contracts in these blocks, by block number, each out of receipts that give their header's
 * receipts root. The ledger's count as long as no successor is in force; a successor's are not followed.
 * @throws LedgerError `ledger-unreachable` where the node does not have them yet, `ledger-answer-invalid` where they
 *   are not the block's
 */
export async function logsIn(
  node: ChainNode,
  blocks: readonly LinkedBlock[],
  { registry, ledger, ledgers, handoff }: Trust,
): Promise<Map<number, { logs: ProvedLog[]; receipts: Uint8Array[] }>> {
  const lasting = handoff === undefined ? [registry] : [registry, handoff];
  const contractsOf = (number: number) =>
    ledgerAt(ledgers, number) === ledger ? [...lasting, ledger] : lasting;
  const asked = blocks.filter(({ number, header }) =>
    contractsOf(number).some((contract) => mayHoldEvent(header, contract)),
  );
  const answers = await node.receiptsOf(asked);
  if (!answers)
    throw new LedgerError('ledger-unreachable', 'The node does not have the receipts of its blocks yet');
  const found = new Map<number, { logs: ProvedLog[]; receipts: Uint8Array[] }>();
  for (const [i, { number, header }] of asked.entries()) {
    const receipts = answers[i] ?? [];
    if (!equal(trieRoot(receipts), header.receiptsRoot)) {
      throw new LedgerError('ledger-answer-invalid', `The receipts of block ${number} are not its own`);
    }
    const contracts = contractsOf(number);
    const logs = receipts.flatMap((receipt, transactionIndex) => {
      const { succeeded, logs: all } = decodeTransactionReceipt(receipt);
      const ours = all.map((log, logIndex) => ({ log, transactionIndex, logIndex }));
      return succeeded ? ours.filter(({ log }) => contracts.includes(log.address)) : [];
    });
    if (logs.length > 0) found.set(number, { logs, receipts });
  }
  return found;
}
