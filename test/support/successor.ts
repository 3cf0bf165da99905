import { getCreateAddress, keccak256 } from 'ethers';
import { addressOfKey } from '../../core/signature.ts';
import { compiledCode } from './artifacts.ts';
import { testKey } from './founding.ts';
import type { CallFields } from './ledger-calls.ts';
import { registryAbi } from './registry-calls.ts';

/** Another EvidenceLedger on a running chain, and the vote that names it. */

const registry = registryAbi();

export type Successor = { readonly address: string; readonly codeHash: string };

export type Voting = {
  /** Address of the registry. */
  readonly registry: string;
  rpc(method: string, ...params: unknown[]): Promise<unknown>;
  /** Sends calls and waits for their blocks. */
  send(calls: readonly (CallFields & { key: Uint8Array })[]): Promise<void>;
};

/** @param name of the key that deploys it, and never sends anything else */
export async function deploySuccessor(
  { registry: at, rpc, send }: Voting,
  name = 'deployer',
): Promise<Successor> {
  const key = testKey(name);
  const data = `${compiledCode().EvidenceLedger}${at.slice(2).padStart(64, '0')}`;
  await send([{ key, to: null, data, gasLimit: 3_000_000 }]);
  const address = getCreateAddress({ from: addressOfKey(key), nonce: 0 }).toLowerCase();
  return { address, codeHash: keccak256((await rpc('eth_getCode', address, 'latest')) as string) };
}

/** Proposes it with the first governance key, and votes with the others for motion `motion`. */
export async function nameSuccessor(
  { registry: to, send }: Voting,
  [proposer, ...voters]: readonly Uint8Array[],
  { address, codeHash }: Successor,
  { fromBlock, motion = 1 }: { fromBlock: number; motion?: number },
): Promise<void> {
  const data = registry.encodeFunctionData('proposeSuccessor', [address, codeHash, fromBlock]);
  await send([{ key: proposer as Uint8Array, to, data }]);
  const vote = registry.encodeFunctionData('vote', [motion]);
  if (voters.length > 0) await send(voters.map((key) => ({ key, to, data: vote })));
}
