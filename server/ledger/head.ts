import { toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { blockHash, checkSeals, type SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { keepHeader, latestHeader, type StoredHeader } from '../store/headers.ts';
import type { Store } from '../store/store.ts';
import { LedgerError } from './errors.ts';
import { followSets } from './links.ts';
import { type ChainNode, isBlock } from './node.ts';
import type { TrustFile } from './trust-file.ts';

/**
 * The end of the chain as we have verified it. A node is a window on the chain, and may be a stale or a wrong one:
 * nothing is signed, sent or concluded from its answers before it has shown that it is not behind the last header that
 * we verified, nor off it.
 */
export type HeadFollower = {
  /** The last verified header; undefined before the first. */
  latest(): StoredHeader | undefined;
  /**
   * Confirms that the node is on our chain, and verifies its newest header. Calls that overlap share one answer.
   * @throws LedgerError
   */
  confirm(): Promise<StoredHeader>;
};

/** The set that seals a block: the last one whose change lies in an earlier block. */
export function setInForce(trust: Trust, number: number): readonly string[] {
  const version = trust.changedAt.filter((block) => block < number).length;
  return trust.sets[version - 1] ?? [];
}

/**
 * Holds a header's seals against the set that is in force at its number, as far as the bundle knows.
 * @throws LedgerError `head-unverified`
 */
export function checkHeader(header: Header, trust: Trust, cache: SealCache): void {
  try {
    checkSeals(header, setInForce(trust, Number(header.number)), cache);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new LedgerError('head-unverified', `Block ${header.number}: ${cause.message}`, {
      cause,
      details: cause.details,
    });
  }
}

async function checkOnChain(node: ChainNode, known: StoredHeader, number: number): Promise<void> {
  if (number < known.number) {
    throw new LedgerError(
      'node-behind',
      // Not where it is: a node that is being synced would be another alert with each block.
      `The node is behind block ${known.number}, which is verified`,
      {
        details: { node: number, verified: known.number },
      },
    );
  }
  const there = await node.block(known.number);
  if (!there)
    throw new LedgerError('node-behind', `The node does not have block ${known.number}, which is verified`);
  if (!isBlock(there.header, known.hash)) {
    throw new LedgerError(
      'node-off-chain',
      `The node has another block ${known.number} than the one verified`,
      {
        details: { number: known.number, verified: known.hash, found: toHex0x(blockHash(there.header)) },
      },
    );
  }
}

export function followHead(options: {
  node: ChainNode;
  store: Store;
  trustFile: TrustFile;
  cache: SealCache;
  now: () => number;
}): HeadFollower {
  const { node, store, trustFile, cache, now } = options;
  let chainChecked = false;
  let running: Promise<StoredHeader> | undefined;

  async function confirm(): Promise<StoredHeader> {
    if (!chainChecked) {
      const chainId = await node.chainId();
      if (chainId !== trustFile.trust.chainId) {
        throw new LedgerError(
          'ledger-other-chain',
          `The node is of chain ${chainId}, not ${trustFile.trust.chainId}`,
        );
      }
      chainChecked = true;
    }
    const number = await node.blockNumber();
    const known = latestHeader(store);
    if (known) await checkOnChain(node, known, number);
    if (known && number === known.number) return known;
    if (number === 0)
      throw new LedgerError('chain-not-ready', 'The chain has not sealed its first block yet');
    const block = await node.block(number);
    if (!block)
      throw new LedgerError('node-behind', `The node does not have block ${number}, which it named`);
    await followSets(node, trustFile);
    checkHeader(block.header, trustFile.trust, cache);
    const { header } = block;
    const head = {
      number,
      hash: toHex0x(blockHash(header)),
      rlp: encodeHeader(header),
      time: Number(header.timestamp),
    };
    store.transaction(() => keepHeader(store, head, now()));
    return head;
  }

  return {
    latest: () => latestHeader(store),
    confirm() {
      running ??= confirm()
        .catch((error: unknown) => {
          // Whatever is wrong with it may be that it is another node now.
          chainChecked = false;
          throw error;
        })
        .finally(() => {
          running = undefined;
        });
      return running;
    },
  };
}
