import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { followHead, type HeadFollower } from '../../server/ledger/head.ts';
import { type ChainNode, chainNode } from '../../server/ledger/node.ts';
import { rpcTo } from '../../server/ledger/rpc.ts';
import { openTrustFile, type TrustFile } from '../../server/ledger/trust-file.ts';
import { openStore, type Store } from '../../server/store/store.ts';
import { temporaryFolder } from './embedded-chain.ts';
import { type OwnRecording, type Recording, type ReplayNode, replayNode } from './replay-node.ts';

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

type TrustOf = (folder: string, cache: SealCache) => TrustFile;

async function openView(
  recorded: Recording,
  start: number,
  trustOf: TrustOf,
): Promise<Omit<ReplayView, 'learn'>> {
  const place = temporaryFolder();
  const replay = await replayNode(recorded, start);
  const cache: SealCache = new Map();
  const trustFile = trustOf(place.folder, cache);
  const stopping = new AbortController();
  const rpc = rpcTo({ url: () => replay.url, deadlineMs: 30_000, stopped: stopping.signal });
  const node = chainNode(rpc, trustFile.trust);
  const store = openStore(place.folder);
  return {
    replay,
    node,
    head: followHead({ node, store, trustFile, cache, now: Date.now }),
    trustFile,
    get trust() {
      return trustFile.trust;
    },
    store,
    cache,
    async close() {
      stopping.abort();
      store.close();
      await replay.close();
      place.remove();
    },
  };
}

const answer = (value: number) => `0x${value.toString(16).padStart(64, '0')}`;

/** @param contract address, 0x hex, that stands for our contracts; none of these recordings holds those */
export async function replayView(
  recorded: Recording,
  options: { head: number; contract?: string; sets?: readonly SetOfValidators[] },
): Promise<ReplayView> {
  const { head, contract = `0x${'00'.repeat(19)}01`, sets: known = [setsOf(recorded)[0]] } = options;
  const sets = known.map(({ set }) => set);
  const changedAt = known.map((each) => each.changedAt);
  const { chainId } = recorded;
  const ledgers = [{ address: contract, fromBlock: 0, namedAt: 0 }];
  const trust = {
    registry: contract,
    ledger: contract,
    ledgers,
    chainId,
    sets,
    changedAt,
  } as unknown as Trust;
  const view = await openView(recorded, head, () => ({
    trust,
    bytes: new Uint8Array(),
    extend: () => {
      throw new Error('These recordings hold no log in the form of our registry');
    },
  }));
  // The one answer that no recording has: a registry that knows no later set than the bundle.
  view.replay.onCall = () => answer(sets.length);
  return {
    ...view,
    trust,
    learn(set, at) {
      sets.push(set);
      changedAt.push(at);
    },
  };
}

/**
 * The view of a service of our own consortium: its bundle is a file, and what it learns comes from the chain. Calls
 * were not recorded; `setVersion()` is answered with what the registry's recorded logs say up to the node's head.
 */
export async function ownView(recorded: OwnRecording, head: number): Promise<Omit<ReplayView, 'learn'>> {
  const view = await openView(recorded, head, (folder, cache) => {
    const path = join(folder, 'trust.json');
    writeFileSync(path, recorded.bundle);
    return openTrustFile(path, cache);
  });
  const { replay } = view;
  replay.onCall = () => answer(recorded.changes.filter((block) => block <= replay.head).length + 1);
  return view;
}
