import { agencyWord, type BatchAnchored, readBatchAnchored } from '../../core/batch-anchored.ts';
import { toHex, toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import { ledgerAt } from '../../core/ledgers.ts';
import { checkSeals, type SealCache } from '../../core/qbft.ts';
import { buildSealedLog, type OpenedLog, openSealedLog, type SealedLog } from '../../core/sealed-log.ts';
import { decodeTransactionReceipt, type Log } from '../../core/transaction-receipt.ts';
import type { Trust } from '../../core/trust.ts';
import { LedgerError } from './errors.ts';
import type { ChainNode } from './node.ts';

/** Proofs out of a node's answers. What comes from here holds up to the seals, whatever the node is. */

/** A log's place in a block, with the receipts that prove it. */
type Found = { transactionIndex: number; logIndex: number };

function findLog(receipts: readonly Uint8Array[], wanted: (log: Log) => boolean): Found | undefined {
  for (const [transactionIndex, bytes] of receipts.entries()) {
    const logIndex = decodeTransactionReceipt(bytes).logs.findIndex(wanted);
    if (logIndex >= 0) return { transactionIndex, logIndex };
  }
  return undefined;
}

/**
 * The proof of the first log in a block that `wanted` accepts. Its seals are not checked here: which set they are held
 * against depends on what the log says.
 * @returns undefined when the node does not have the block or its receipts (yet)
 * @throws LedgerError of the node, `ledger-answer-invalid` when its receipts are not the block's or lack the log
 */
export async function proveLog(
  node: ChainNode,
  number: number,
  wanted: (log: Log) => boolean,
): Promise<SealedLog | undefined> {
  const block = await node.block(number);
  const parent = block && (await node.block(number - 1));
  const receipts = parent && (await node.blockReceipts(number, block.transactions));
  if (!receipts) return undefined;
  const found = findLog(receipts, wanted);
  if (!found)
    throw new LedgerError('ledger-answer-invalid', `Block ${number} does not hold the log that was named`);
  try {
    return buildSealedLog({ header: block.header, parent: parent.header, receipts, ...found });
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new LedgerError('ledger-answer-invalid', `Block ${number}: ${cause.message}`, { cause });
  }
}

/**
 * The proof of the log at a place of a block.
 * @throws LedgerError of the node, `ledger-unreachable` when it does not have the block or its receipts,
 *   `ledger-answer-invalid` when its receipts are not the block's or lack the log
 */
export async function proveLogAt(
  node: ChainNode,
  number: number,
  transactionIndex: number,
  logIndex: number,
): Promise<SealedLog> {
  const block = await node.block(number);
  const parent = block && (await node.block(number - 1));
  const receipts = parent && (await node.blockReceipts(number, block.transactions));
  if (!receipts) throw new LedgerError('ledger-unreachable', `The node does not have block ${number}`);
  try {
    return buildSealedLog({
      header: block.header,
      parent: parent.header,
      receipts,
      transactionIndex,
      logIndex,
    });
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new LedgerError('ledger-answer-invalid', `Block ${number}: ${cause.message}`, { cause });
  }
}

/** An anchor that holds up to its seals. */
export type ProvedAnchor = BatchAnchored & {
  readonly opened: OpenedLog;
  /** 64 hex digits. */
  readonly rootHex: string;
};

/**
 * Checks a sealed `BatchAnchored` log as a verifier does: emitter, event, agency, and the seals of the set that it
 * names, which must be the one in force at its block.
 * @throws FormatError what does not hold; `anchor-set-unknown` when the bundle does not know the set yet
 */
export function openAnchor(sealed: unknown, agency: string, trust: Trust, cache: SealCache): ProvedAnchor {
  const refuse = (code: string, message: string): never => {
    throw new FormatError(code, message);
  };
  const opened = openSealedLog(sealed, 'anchor');
  if (opened.log.address !== ledgerAt(trust.ledgers, opened.number)) {
    refuse('anchor-emitter', `The log is not of the ledger of block ${opened.number}`);
  }
  if (!opened.succeeded) refuse('anchor-failed', 'The transaction of the log failed');
  const event = readBatchAnchored(opened.log);
  if (event.agency !== agencyWord(agency)) refuse('anchor-agency', 'The anchor is of another agency');
  const set = trust.sets[event.sealedBy - 1];
  if (!set) return refuse('anchor-set-unknown', `Set ${event.sealedBy} is not known yet`);
  const first = (trust.changedAt[event.sealedBy - 1] ?? 0) + 1;
  const last = trust.changedAt[event.sealedBy] ?? Number.MAX_SAFE_INTEGER;
  if (opened.number < first || opened.number > last) {
    refuse('anchor-set-other', `Set ${event.sealedBy} does not seal block ${opened.number}`);
  }
  checkSeals(opened.header, set, cache);
  return { ...event, opened, rootHex: toHex(event.root) };
}

/** Whether a log is this ledger's `BatchAnchored` of this agency and sequence. */
export function isAnchorOf(ledger: string, agency: string, sequence: number): (log: Log) => boolean {
  const agencyTopic = agencyWord(agency);
  return (log) => {
    if (log.address !== ledger || log.topics.length !== 3) return false;
    const [, agencyBytes, sequenceBytes] = log.topics as [Uint8Array, Uint8Array, Uint8Array];
    if (toHex0x(agencyBytes) !== agencyTopic || BigInt(toHex0x(sequenceBytes)) !== BigInt(sequence))
      return false;
    try {
      readBatchAnchored(log);
      return true;
    } catch (error) {
      // Another event of the ledger with the same agency and number, or one out of range: not what we look for.
      if (error instanceof FormatError) return false;
      throw error;
    }
  };
}
