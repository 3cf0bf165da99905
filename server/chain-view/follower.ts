import { readBatchAnchored } from '../../core/batch-anchored.ts';
import { toHex, toHex0x } from '../../core/bytes.ts';
import { FormatError, InvariantError } from '../../core/errors.ts';
import { decodeHeader, encodeHeader } from '../../core/header.ts';
import type { SealCache } from '../../core/qbft.ts';
import { buildSealedLog, type SealedLog } from '../../core/sealed-log.ts';
import { readStatement, type Statement } from '../../core/statement-events.ts';
import type { Log } from '../../core/transaction-receipt.ts';
import { isKnown, isLink, readLinkLog } from '../../core/trust.ts';
import { LedgerError } from '../ledger/errors.ts';
import { checkHeader } from '../ledger/head.ts';
import type { Block, ChainNode } from '../ledger/node.ts';
import { MAX_BATCH } from '../ledger/rpc.ts';
import type { TrustFile } from '../ledger/trust-file.ts';
import {
  dropBlocks,
  type FollowedBlock,
  followedTo,
  keepBatch,
  keepBlock,
  listBatches,
} from '../store/chain-view.ts';
import { headersBetween } from '../store/headers.ts';
import { keepStatement, type StatementPlace } from '../store/statements.ts';
import type { Store } from '../store/store.ts';
import { agencyIdOf, applyRegistryEvent, insertFounders, type Moment } from './registry-events.ts';
import { type LinkedBlock, link, logsIn, type Position, type ProvedLog, untilLink } from './stretch.ts';

/**
 * Follows the whole chain through one node, from the genesis block on, in order. Nothing is taken over before the
 * last block of a stretch carries the seals of the set in force and every block of it links back to where we stand;
 * what a stretch says and how far it goes are one transaction of the store, so a crash anywhere leaves whole
 * stretches, and the next one is the next start's first.
 */
export type ChainFollower = {
  /** Where it stands: number and hash of the last block that was followed. */
  position(): FollowedBlock | undefined;
  /**
   * Follows one stretch, to `head` at most.
   * @returns whether more blocks are left
   * @throws LedgerError of the node, `node-behind`, `node-off-chain`, `head-unverified`, `ledger-answer-invalid`
   */
  step(head: number): Promise<boolean>;
};

/** Sealed headers that are kept, to show who seals and to hold against another header of the same height. */
export const KEPT_BLOCKS = 256;

type OnStatement = (statement: Statement, at: StatementPlace & { readonly time: number }) => void;
type Found = Awaited<ReturnType<typeof logsIn>>;

export function chainFollower(options: {
  node: ChainNode;
  store: Store;
  trustFile: TrustFile;
  cache: SealCache;
  /** Told of each statement in the transaction that keeps it. */
  onStatement?: OnStatement;
}): ChainFollower {
  const { node, store, trustFile, cache, onStatement } = options;
  /** What was asked for ahead, while the stretch before it is still being worked on. */
  let ahead: { first: number; blocks: Promise<Block[]> } | undefined;

  function ask(first: number, head: number): Promise<Block[]> {
    const blocks = node.blocks(first, Math.min(head, first + MAX_BATCH - 1));
    // Whoever takes it up meets the error; until then it is nobody's.
    blocks.catch(() => undefined);
    return blocks;
  }

  async function fetchFrom(first: number, head: number): Promise<Block[]> {
    const early = ahead?.first === first ? ahead.blocks : undefined;
    ahead = undefined;
    const blocks = await (early ?? ask(first, head));
    const next = first + blocks.length;
    if (blocks.length > 0 && next <= head) ahead = { first: next, blocks: ask(next, head) };
    return blocks;
  }

  /** The links of the trust bundle in the last block of a stretch that it does not hold yet. */
  function newLinks(
    stretch: readonly LinkedBlock[],
    found: Found,
    before: FollowedBlock | undefined,
  ): SealedLog[] {
    const last = stretch.at(-1) as LinkedBlock;
    const { logs = [], receipts = [] } = found.get(last.number) ?? {};
    const { trust } = trustFile;
    const changes = logs.filter(({ log }) => isLink(trust, log) && !isKnown(trust, readLinkLog(log)));
    if (changes.length === 0) return [];
    const parent = stretch.at(-2)?.header ?? (before && decodeHeader(before.header));
    if (!parent) throw new InvariantError('A link of the trust bundle in the first block of all');
    return changes.map(({ transactionIndex, logIndex }) =>
      buildSealedLog({ header: last.header, parent, receipts, transactionIndex, logIndex }),
    );
  }

  function takeOver(stretch: readonly LinkedBlock[], found: Found, head: number): void {
    const last = stretch.at(-1) as LinkedBlock;
    if (!followedTo(store)) insertFounders(store, trustFile.trust);
    for (const block of stretch) {
      const { number, hash, header } = block;
      const at = { number, time: Number(header.timestamp) };
      const named = applyLogs(store, found.get(number)?.logs ?? [], at, trustFile.trust, onStatement);
      if (!named && number <= head - KEPT_BLOCKS && block !== last) continue;
      const proposer = toHex0x(header.miner);
      keepBlock(store, { number, hash, time: at.time, proposer, header: encodeHeader(header) }, named);
    }
    dropBlocks(store, Math.min(last.number, head - KEPT_BLOCKS + 1));
  }

  return {
    position: () => followedTo(store),
    async step(head) {
      const before = followedTo(store);
      const first = before ? before.number + 1 : 0;
      if (first > head) return false;
      const blocks = await fetchFrom(first, head);
      if (blocks.length === 0 || (first === 0 && blocks.length === 1))
        throw new LedgerError('node-behind', `The node does not have block ${first + blocks.length}`);
      const position: Position | undefined = before;
      const stretch = untilLink(link(position, blocks), trustFile.trust);
      const last = stretch.at(-1) as LinkedBlock;
      checkVerified(store, stretch);
      checkHeader(last.header, trustFile.trust, cache);
      const found = await logsIn(node, stretch, trustFile.trust);
      // First the bundle, durably: it only ever grows, and links that it knows already are passed over.
      const links = newLinks(stretch, found, before);
      if (links.length > 0) trustFile.extend(links);
      store.transaction(() => takeOver(stretch, found, head));
      return last.number < head;
    },
  };
}

/** What was verified by its own seals before must stand where it stood. @throws LedgerError `node-off-chain` */
function checkVerified(store: Store, stretch: readonly LinkedBlock[]): void {
  const [first, last] = [stretch[0], stretch.at(-1)] as [LinkedBlock, LinkedBlock];
  for (const { number, hash } of headersBetween(store, first.number, last.number)) {
    const found = stretch[number - first.number]?.hash;
    if (found === hash) continue;
    throw new LedgerError('node-off-chain', `The node has another block ${number} than the one verified`, {
      details: { number, verified: hash, found },
    });
  }
}

/** @returns whether one of the logs was an event that is kept */
function applyLogs(
  store: Store,
  logs: readonly ProvedLog[],
  at: Moment,
  { registry }: { registry: string },
  onStatement: OnStatement | undefined,
): boolean {
  for (const proved of logs) {
    const { log } = proved;
    if (log.address === registry) applyRegistryEvent(store, log, at);
    else if (!applyBatch(store, log, at)) applyStatement(store, proved, at, onStatement);
  }
  return logs.length > 0;
}

/** @returns whether it was a batch */
function applyBatch(store: Store, log: Log, at: Moment): boolean {
  let event: ReturnType<typeof readBatchAnchored>;
  try {
    event = readBatchAnchored(log);
  } catch (error) {
    if (error instanceof FormatError && error.code === 'event-other') return false;
    throw error;
  }
  const agency = agencyIdOf(event.agency);
  const { sequence, size, sealedBy } = event;
  const [latest] = listBatches(store, agency, { limit: 1 });
  // The contract counts without gaps: a gap would mean that a log was missed.
  if (sequence !== (latest?.sequence ?? 0) + 1) {
    throw new InvariantError(`Batch ${sequence} of ${agency} follows batch ${latest?.sequence ?? 0}`);
  }
  keepBatch(store, {
    agency,
    sequence,
    root: toHex(event.root),
    size,
    blockNumber: at.number,
    blockTime: at.time,
    sealedBy,
  });
  return true;
}

/** Whatever else an agency said. An event that is none of ours is passed over: the contracts know no other. */
function applyStatement(
  store: Store,
  { log, transactionIndex, logIndex }: ProvedLog,
  at: Moment,
  onStatement: OnStatement | undefined,
): void {
  let statement: Statement;
  try {
    statement = readStatement(log);
  } catch (error) {
    if (error instanceof FormatError && error.code === 'event-other') return;
    throw error;
  }
  const place = { block: at.number, tx: transactionIndex, log: logIndex, time: at.time };
  keepStatement(store, statement, place);
  onStatement?.(statement, place);
}
