import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, toHex0x } from '../../core/bytes.ts';
import { sha256 } from '../../core/digests.ts';
import { buildEquivocation, type Equivocation } from '../../core/equivocation.ts';
import { FormatError } from '../../core/errors.ts';
import { decodeHeader, encodeHeader, type Header } from '../../core/header.ts';
import { blockHash, checkSeals, type SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import type { Log } from '../anchoring/anchoring.ts';
import { syncFolder, writeDurable } from '../durable-files.ts';
import { setInForce } from '../ledger/head.ts';
import type { ChainNode } from '../ledger/node.ts';
import { MAX_BATCH } from '../ledger/rpc.ts';
import { raiseAlert } from '../store/alerts.ts';
import { dropShown, followedBlock, followedTo, keepShown, shownUpTo } from '../store/chain-view.ts';
import { headerAt, latestHeader } from '../store/headers.ts';
import type { Store } from '../store/store.ts';
import { KEPT_BLOCKS } from './follower.ts';

/**
 * Looks for two different sealed blocks of one height, by whatever way they come. Found, they are an alert, and a file
 * that anyone can check (docs/FORMAT.md section 13): that they exist is the misbehaviour, whoever shows them.
 */
export type TwoBlocks = {
  /**
   * Holds a header that someone else showed, such as a receipt's, against the block that we know at its height. One
   * of a block that we have not come to yet is kept until we have.
   * @returns whether there are two sealed blocks of its height
   * @throws LedgerError of the node, which is asked where we no longer keep the block
   */
  compare(shown: Header): Promise<boolean>;
  /** The same for what was shown before we came to its height. */
  compareKept(): Promise<void>;
  /** The same for the last blocks of the node itself, which has shown another chain than it did before. */
  examineNode(): Promise<boolean>;
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

  function isSealed(header: Header): boolean {
    try {
      checkSeals(header, setInForce(trust(), Number(header.number)), cache);
      return true;
    } catch (error) {
      // Anyone can write down such a header.
      if (error instanceof FormatError) return false;
      throw error;
    }
  }

  /** @param ours known for the chain's by its own seals, or by those of a block after it */
  function judge(ours: Header, shown: Header): boolean {
    const hashes = [ours, shown].map((header) => toHex0x(blockHash(header)));
    if (hashes[0] === hashes[1] || !isSealed(shown)) return false;
    const number = Number(ours.number);
    if (isSealed(ours)) {
      const version = trust().changedAt.filter((block) => block < number).length;
      const { bytes, found } = buildEquivocation([ours, shown], version, trust(), cache);
      keep(bytes, found);
    } else {
      // The node gave it with seals that do not hold: certain for us by the blocks after it, and no file for others.
      alert(number, { number, hashes });
    }
    return true;
  }

  function alert(number: number, details: Record<string, unknown>): void {
    const raised = { code: 'sealed-twice', subject: String(number), details } as const;
    if (raiseAlert(store, raised, now())) log.error(details, 'Two different blocks of one height are sealed');
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
    alert(number, { file: name, number, setVersion, validators, sameRound, sameParent, hashes });
  }

  async function compare(shown: Header): Promise<boolean> {
    const number = Number(shown.number);
    if (number > (followedTo(store)?.number ?? 0) && !headerAt(store, number)) {
      if (isSealed(shown)) keepShown(store, number, toHex0x(blockHash(shown)), encodeHeader(shown));
      return false;
    }
    const ours = known(number) ?? (await node.block(number))?.header;
    return ours !== undefined && judge(ours, shown);
  }

  return {
    compare,
    async compareKept() {
      for (const { number, hash, header } of shownUpTo(store, followedTo(store)?.number ?? 0)) {
        await compare(decodeHeader(header));
        dropShown(store, number, hash);
      }
    },
    async examineNode() {
      const followed = followedTo(store)?.number ?? 0;
      const last = Math.max(followed, latestHeader(store)?.number ?? 0);
      // From below: where the two part they still follow from one block, which shows that they are of one chain.
      for (let first = Math.max(1, followed - KEPT_BLOCKS + 1); first <= last; first += MAX_BATCH) {
        for (const { header } of await node.blocks(first, Math.min(last, first + MAX_BATCH - 1))) {
          const ours = known(Number(header.number));
          if (ours && judge(ours, header)) return true;
        }
      }
      return false;
    },
  };
}
