import { readFileSync } from 'node:fs';
import { Interface } from 'ethers';
import { toHex0x, utf8 } from '../../core/bytes.ts';
import { leafHash, tree } from '../../core/merkle.ts';
import { agencyKeys } from './founding.ts';
import { agencyWord } from './registry-calls.ts';
import type { TestNode } from './test-node.ts';

/** What agencies do about records, cases and hand-offs on a test chain, as their services would send it. */

function abiOf(name: string): Interface {
  const path = new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
  return new Interface((JSON.parse(readFileSync(path, 'utf8')) as { abi: [] }).abi);
}

export const DAY = 24 * 3600;
const ledger = abiOf('EvidenceLedger');
const handoff = abiOf('CaseHandoff');
export const abis = { ledger, handoff };

export type Proof = { agency: string; leaf: string; sequence: number; index: number; path: string[] };

/** Records of one batch, anchored by `agency` as its first. */
export async function anchorTexts(
  view: TestNode,
  agency: string,
  texts: readonly string[],
): Promise<Proof[]> {
  const leaves = texts.map((text) => leafHash(utf8(text)));
  const batch = tree(leaves);
  await act(view, agency, 'ledger', 'anchor', [1, toHex0x(batch.root), batch.size]);
  return leaves.map((leaf, index) => ({
    agency: agencyWord(agency),
    leaf: toHex0x(leaf),
    sequence: 1,
    index,
    path: batch.path(index).map(toHex0x),
  }));
}

/** Sends one call as the agency's operator; gives the number of its block. */
export async function act(
  view: TestNode,
  agency: string,
  contract: 'ledger' | 'handoff',
  method: string,
  args: readonly unknown[],
): Promise<number> {
  const to = view.trustFile.trust[contract];
  if (to === undefined) throw new Error(`The chain has no ${contract}`);
  const data = abis[contract].encodeFunctionData(method, [...args]);
  await view.send([{ key: agencyKeys(agency).operator, to, data }]);
  return Number(await view.chain.rpc('eth_blockNumber'));
}

/** The time of the last block, unix seconds. */
export async function timeOf(view: TestNode): Promise<number> {
  const block = (await view.chain.rpc('eth_getBlockByNumber', 'latest', false)) as { timestamp: string };
  return Number(block.timestamp);
}
