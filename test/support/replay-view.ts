import type { SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { followHead, type HeadFollower } from '../../server/ledger/head.ts';
import { type ChainNode, chainNode } from '../../server/ledger/node.ts';
import { rpcTo } from '../../server/ledger/rpc.ts';
import type { TrustFile } from '../../server/ledger/trust-file.ts';
import { openStore, type Store } from '../../server/store/store.ts';
import { temporaryFolder } from './embedded-chain.ts';
import { type Recording, type ReplayNode, replayNode } from './replay-node.ts';

/**
 * The service's own view of a recorded network: its RPC client, node and head follower, over HTTP. The networks were
 * not founded by our document, so their trust is made by hand: their validators by block, and a contract of theirs in
 * the place of our registry and ledger.
 */
export type ReplayView = {
  readonly replay: ReplayNode;
  readonly node: ChainNode;
  readonly head: HeadFollower;
  readonly trustFile: TrustFile;
  readonly trust: Trust;
  readonly store: Store;
  readonly cache: SealCache;
  /** The bundle learns of a set that is in force after block `changedAt`, as a link would teach it. */
  learn(set: readonly string[], changedAt: number): void;
  close(): Promise<void>;
};

export type SetOfValidators = { readonly set: readonly string[]; readonly changedAt: number };

/** The recording's sets, first to last; `changedAt` is the last block that the set before sealed, 0 for the first. */
export function setsOf({ sealedBy }: Recording): [SetOfValidators, ...SetOfValidators[]] {
  const sets: SetOfValidators[] = [];
  let before = 0;
  for (const [number, validators] of sealedBy) {
    const set = validators.toSorted();
    if (sets.at(-1)?.set.join() !== set.join()) sets.push({ set, changedAt: before });
    before = number;
  }
  return sets as [SetOfValidators, ...SetOfValidators[]];
}

/** @param contract address, 0x hex, that stands for our contracts; none of the recordings holds those */
export async function replayView(
  recorded: Recording,
  options: { head: number; contract?: string; sets?: readonly SetOfValidators[] },
): Promise<ReplayView> {
  const { head: start, contract = `0x${'00'.repeat(19)}01`, sets: known = [setsOf(recorded)[0]] } = options;
  const place = temporaryFolder();
  const replay = await replayNode(recorded, start);
  const sets = known.map(({ set }) => set);
  const changedAt = known.map((each) => each.changedAt);
  const { chainId } = recorded;
  const trust = { registry: contract, ledger: contract, chainId, sets, changedAt } as unknown as Trust;
  // The one answer that no recording has: a registry that knows no later set than the bundle.
  replay.onCall = () => `0x${sets.length.toString(16).padStart(64, '0')}`;
  const trustFile: TrustFile = {
    trust,
    bytes: new Uint8Array(),
    extend: () => {
      throw new Error('No recording holds a log in the form of our registry');
    },
  };
  const stopping = new AbortController();
  const rpc = rpcTo({ url: () => replay.url, deadlineMs: 30_000, stopped: stopping.signal });
  const node = chainNode(rpc, trust);
  const cache: SealCache = new Map();
  const store = openStore(place.folder);
  return {
    replay,
    node,
    head: followHead({ node, store, trustFile, cache, now: Date.now }),
    trustFile,
    trust,
    store,
    cache,
    learn(set, at) {
      sets.push(set);
      changedAt.push(at);
    },
    async close() {
      stopping.abort();
      store.close();
      await replay.close();
      place.remove();
    },
  };
}
