import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, toHex0x } from '../../core/bytes.ts';
import { sha256 } from '../../core/digests.ts';
import { buildEquivocation, type Equivocation } from '../../core/equivocation.ts';
import { FormatError } from '../../core/errors.ts';
import { decodeHeader, type Header } from '../../core/header.ts';
import { blockHash, type SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import type { Log } from '../anchoring/anchoring.ts';
import { syncFolder, writeDurable } from '../durable-files.ts';
import type { ChainNode } from '../ledger/node.ts';
import { MAX_BATCH } from '../ledger/rpc.ts';
import { raiseAlert } from '../store/alerts.ts';
import { followedBlock, followedTo } from '../store/chain-view.ts';
import { headerAt, latestHeader } from '../store/headers.ts';
import type { Store } from '../store/store.ts';
import { KEPT_BLOCKS } from './follower.ts';

/**
 * Looks for two different sealed blocks of one height, by whatever way they come. Found, they are an alert, and a file
 * that anyone can check (docs/FORMAT.md section 12): that they exist is the misbehaviour, whoever shows them.
 */
export type TwoBlocks = {
  /**
   * Holds a header that someone else showed, such as a receipt's, against the block that we know at its height.
   * @returns the evidence, where both are sealed
   * @throws LedgerError of the node, which is asked where we no longer keep the block
   */
  compare(shown: Header): Promise<Equivocation | undefined>;
  /** The same for the last blocks of the node itself, which has shown another chain than it did before. */
  examineNode(): Promise<Equivocation | undefined>;
};

export function twoBlocks(options: {
  node: ChainNode;
  store: Store;
  trust: () => Trust;
  cache: SealCache;
  /** Where the files go; made when there is one. */
  folder: string;
  log: Log;
  now: () => number;
}): TwoBlocks {
  const { node, store, trust, cache, folder, log, now } = options;

  /** A header that we took for the chain's, from the time when we did. */
  function known(number: number): Header | undefined {
    const rlp = followedBlock(store, number)?.header ?? headerAt(store, number)?.rlp;
    return rlp && decodeHeader(rlp);
  }

  function prove(ours: Header, shown: Header): Equivocation | undefined {
    if (toHex0x(blockHash(ours)) === toHex0x(blockHash(shown))) return undefined;
    const version = trust().changedAt.filter((block) => block < Number(ours.number)).length;
    try {
      const { bytes, found } = buildEquivocation([ours, shown], version, trust(), cache);
      keep(bytes, found);
      return found;
    } catch (error) {
      // Not sealed by a quorum of that set: anyone can write down such a header.
      if (error instanceof FormatError) return undefined;
      throw error;
    }
  }

  function keep(bytes: Uint8Array, found: Equivocation): void {
    const name = `equivocation-${found.number}-${toHex(sha256(bytes)).slice(0, 16)}.json`;
    const path = join(folder, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Durable before anyone is told of it. A crash in between leaves a file without an alert; the same two again give both.
    writeDurable(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
    syncFolder(folder);
    const { number, setVersion, validators, sameRound, sameParent, blocks } = found;
    const hashes = blocks.map(({ hash }) => hash);
    const details = { file: name, number, setVersion, validators, sameRound, sameParent, hashes };
    const alert = { code: 'two-sealed-blocks', subject: `block ${number}`, details } as const;
    if (raiseAlert(store, alert, now())) log.error(details, 'Two different blocks of one height are sealed');
  }

  return {
    async compare(shown) {
      const number = Number(shown.number);
      const kept = known(number);
      if (kept) return prove(kept, shown);
      // What lies ahead of us will be held against whatever comes then.
      if (number > (followedTo(store)?.number ?? 0)) return undefined;
      const block = await node.block(number);
      return block && prove(block.header, shown);
    },
    async examineNode() {
      const followed = followedTo(store)?.number ?? 0;
      const last = Math.max(followed, latestHeader(store)?.number ?? 0);
      // From below: where the two part they still follow from one block, which shows that they are of one chain.
      for (let first = Math.max(1, followed - KEPT_BLOCKS + 1); first <= last; first += MAX_BATCH) {
        for (const { header } of await node.blocks(first, Math.min(last, first + MAX_BATCH - 1))) {
          const ours = known(Number(header.number));
          const found = ours && prove(ours, header);
          if (found) return found;
        }
      }
      return undefined;
    },
  };
}
