import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SealCache } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { foundingTrust } from '../../core/trust.ts';
import { LedgerError } from '../../server/ledger/errors.ts';
import { followHead, type HeadFollower } from '../../server/ledger/head.ts';
import { type ChainNode, chainNode } from '../../server/ledger/node.ts';
import type { Rpc } from '../../server/ledger/rpc.ts';
import { openTrustFile, type TrustFile } from '../../server/ledger/trust-file.ts';
import { openStore, type Store } from '../../server/store/store.ts';
import { openTestChain, type TestChain, temporaryFolder, testPack } from './embedded-chain.ts';
import { agencyKeys } from './founding.ts';
import { type CallFields, signCall } from './ledger-calls.ts';
import { agencyWord, ROLE, registryAbi, signPossession } from './registry-calls.ts';

/** The service's view of a chain of four agencies in the test's own process, each answer open to change. */

const IDS = ['court', 'grid', 'police', 'telecom'] as const;
const NEWCOMER = 'customs';
const registry = registryAbi();

export type TestNode = {
  readonly chain: TestChain;
  readonly rpc: Rpc;
  readonly node: ChainNode;
  readonly head: HeadFollower;
  readonly trustFile: TrustFile;
  readonly trustPath: string;
  readonly store: Store;
  readonly cache: SealCache;
  /** Methods asked, in order. */
  readonly asked: string[];
  /** Changes an answer; by default none. */
  change: (method: string, params: readonly unknown[], result: unknown) => unknown;
  /** Sends calls and waits for their blocks. */
  send(calls: readonly (CallFields & { key: Uint8Array })[]): Promise<void>;
  /** Admits a fifth agency by the motion of this number, and lets its validator claim the seat: the set changes. */
  admitNewcomer(motion?: number): Promise<void>;
  close(): Promise<void>;
};

/** @param clock what the chain takes for now (unix ms); by default soon after its founding */
export async function openTestNode(clock?: { now: number }): Promise<TestNode> {
  const place = temporaryFolder();
  const [first, ...others] = [...IDS, NEWCOMER].map((id) => agencyKeys(id).validator);
  const chain = await openTestChain({
    folder: join(place.folder),
    ids: IDS,
    sealWith: [first as Uint8Array, ...others],
    ...(clock ? { clock } : {}),
  });
  const asked: string[] = [];
  const nonces = new Map<string, number>();
  const made: { change: TestNode['change'] } = { change: (_method, _params, result) => result };
  const rpc: Rpc = {
    batch: (questions) => Promise.all(questions.map(({ method, params }) => rpc.call(method, params))),
    async call(method, params) {
      asked.push(method);
      let result: unknown;
      try {
        result = await chain.rpc(method, ...params);
      } catch (error) {
        const { code, message, data } = (error as { cause: { code: number; message: string; data?: string } })
          .cause;
        throw new LedgerError('ledger-refused', message, { details: { number: code, message, data } });
      }
      return made.change(method, params, result);
    },
  };
  const pack = JSON.parse(Buffer.from(testPack({ ids: IDS })).toString('utf8')) as Parameters<
    typeof foundingTrust
  >[0];
  const trustPath = join(place.folder, 'trust.json');
  writeFileSync(trustPath, foundingTrust(pack));
  const cache: SealCache = new Map();
  const trustFile = openTrustFile(trustPath, cache);
  const store = openStore(join(place.folder, 'service'));
  const node = chainNode(rpc, trustFile.trust);
  const head = followHead({ node, store, trustFile, cache, now: Date.now });

  const send: TestNode['send'] = async (calls) => {
    const raws = calls.map(({ key, ...fields }) => {
      const who = addressOfKey(key);
      const nonce = nonces.get(who) ?? 0;
      nonces.set(who, nonce + 1);
      return signCall(key, { ...fields, nonce, gasLimit: 3_000_000 });
    });
    await Promise.all(raws.map((raw) => chain.rpc('eth_sendRawTransaction', raw)));
    await chain.settled();
  };

  async function admitNewcomer(motion = 1): Promise<void> {
    const keys = agencyKeys(NEWCOMER);
    const possession = async (role: 'governance' | 'validator') => {
      const values = [agencyWord(NEWCOMER), ROLE[role], addressOfKey(keys[role])];
      const data = registry.encodeFunctionData('possessionHash', values);
      return signPossession(
        keys[role],
        (await chain.rpc('eth_call', { to: chain.registry, data })) as string,
      );
    };
    const admission = registry.encodeFunctionData('proposeAdmission', [
      agencyWord(NEWCOMER),
      addressOfKey(keys.governance),
      addressOfKey(keys.validator),
      await possession('governance'),
      await possession('validator'),
    ]);
    const to = chain.registry;
    await send([{ key: agencyKeys('court').governance, to, data: admission }]);
    const vote = registry.encodeFunctionData('vote', [motion]);
    await send(IDS.slice(1).map((id) => ({ key: agencyKeys(id).governance, to, data: vote })));
    await send([{ key: keys.validator, to, data: registry.encodeFunctionData('claim', []) }]);
  }

  return Object.assign(made, {
    chain,
    rpc,
    node,
    head,
    trustFile,
    trustPath,
    store,
    cache,
    asked,
    send,
    admitNewcomer,
    async close() {
      store.close();
      await chain.close();
      place.remove();
    },
  });
}
