import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chain } from '../../chain/chain.ts';
import { foundOnce, readFounding } from '../../chain/founding.ts';
import { dispatch } from '../../chain/rpc/dispatch.ts';
import { localSealer } from '../../chain/sealing/seal.ts';
import { Store } from '../../chain/store/store.ts';
import { toHex } from '../../core/bytes.ts';
import { foundingPack } from '../../core/founding.ts';
import type { FoundingDocument } from '../../core/founding-document.ts';
import { compiledCode } from './artifacts.ts';
import { agencyKeys, testDocument, testSignatures } from './founding.ts';

/** An embedded chain in the test's own process, on a clock that waits for nobody. */

export type FoundingChoices = {
  readonly ids?: readonly string[];
  readonly forks?: 'berlin' | 'london';
  readonly change?: (document: FoundingDocument) => FoundingDocument;
};

/** Bytes of a signed founding pack with the real contracts. */
export function testPack({ ids, forks, change }: FoundingChoices = {}): Uint8Array {
  const code = compiledCode();
  const document = testDocument(ids, code, forks);
  const chosen = change ? change(document) : document;
  return foundingPack(chosen, code, testSignatures(chosen));
}

/** A folder that goes when the test does. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-chain-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Founding pack and validator key as files, as the process wants them. */
export function writeFoundingFiles(
  folder: string,
  choices: FoundingChoices = {},
): { founding: string; key: string } {
  const founding = join(folder, 'founding.json');
  const key = join(folder, 'validator.key');
  writeFileSync(founding, testPack(choices));
  const [id = 'grid'] = choices.ids ?? [];
  writeFileSync(key, `${toHex(agencyKeys(id).validator)}\n`, { mode: 0o600 });
  return { founding, key };
}

export type TestChain = {
  readonly chain: Chain;
  readonly store: Store;
  readonly registry: string;
  readonly ledger: string;
  /** The clock, unix milliseconds. Waiting moves it. */
  readonly clock: { now: number };
  readonly warnings: string[];
  /** The result of a JSON-RPC method. @throws Error with the answer's `error` as its cause */
  readonly rpc: (method: string, ...params: unknown[]) => Promise<unknown>;
  /** Waits until nothing that can go into a block is left. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type TestChainChoices = FoundingChoices & {
  readonly folder: string;
  readonly keepStates?: number;
  readonly clock?: { now: number };
  /** Sealing keys by agency; by default every founding agency's. */
  readonly sealWith?: readonly [Uint8Array, ...Uint8Array[]];
};

export async function openTestChain(choices: TestChainChoices): Promise<TestChain> {
  const pack = readFounding(testPack(choices), 'test pack');
  const store = new Store(choices.folder);
  await foundOnce(store, pack);
  const clock = choices.clock ?? { now: 1_790_000_100_000 };
  const warnings: string[] = [];
  const [first = 'grid', ...others] = choices.ids ?? [];
  const keyOf = (id: string) => agencyKeys(id).validator;
  const chain = await Chain.open({
    store,
    sealer: localSealer(...(choices.sealWith ?? [keyOf(first), ...others.map(keyOf)])),
    chainId: pack.document.chainId,
    forks: pack.document.genesis.forks,
    registry: pack.registry,
    keepStates: choices.keepStates ?? 128,
    now: () => clock.now,
    pause: async (ms) => {
      clock.now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    warn: (message) => warnings.push(message),
  });
  let id = 0;
  const rpc = async (method: string, ...params: unknown[]) => {
    const answer = (await dispatch(chain, { jsonrpc: '2.0', id: ++id, method, params })) as {
      result?: unknown;
      error?: { code: number; message: string; data?: string };
    };
    if (answer.error) throw new Error(answer.error.message, { cause: answer.error });
    return answer.result;
  };
  const settled = () => chain.idle();
  const close = async () => {
    await chain.stop();
    store.close();
  };
  return { chain, store, registry: pack.registry, ledger: pack.ledger, clock, warnings, rpc, settled, close };
}
