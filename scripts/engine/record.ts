import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Rpc } from '../../server/ledger/rpc.ts';

/**
 * Writes down what a node of a real engine says of a chain that we founded: every block and every transaction's
 * receipt, as JSON-RPC gave them, with the founding's trust bundle and the evidence that was anchored. `npm test`
 * replays such recordings (test/vectors/engine).
 */

type Json = Record<string, unknown>;
/** What of a block is no part of its header. */
const NOT_HEADER = ['size', 'totalDifficulty', 'uncles', 'transactions'];

async function blockAt(rpc: Rpc, number: number): Promise<Json> {
  const block = (await rpc.call('eth_getBlockByNumber', [`0x${number.toString(16)}`, false])) as Json;
  const receipts: unknown[] = [];
  for (const hash of block.transactions as string[]) {
    receipts.push(await rpc.call('eth_getTransactionReceipt', [hash]));
  }
  const header = Object.fromEntries(Object.entries(block).filter(([name]) => !NOT_HEADER.includes(name)));
  return { header, receipts };
}

const digestsOf = (bytes: Uint8Array) => ({
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  sm3: createHash('sm3').update(bytes).digest('hex'),
});
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** @param about `engine`: what the program says that it is; `evidence`: paths, in the order of their anchors */
export async function record(
  path: string,
  rpc: Rpc,
  about: { engine: string; trust: string; evidence: readonly { file: string; receipt: string }[] },
): Promise<void> {
  const head = Number(await rpc.call('eth_blockNumber', []));
  const blocks: Json[] = [];
  for (let number = 0; number <= head; number++) blocks.push(await blockAt(rpc, number));
  const evidence = about.evidence.map(({ file, receipt }) => ({
    file: digestsOf(readFileSync(file)),
    receipt: json(receipt),
  }));
  const recording = { engine: about.engine, trust: json(about.trust), evidence, blocks };
  writeFileSync(path, `${JSON.stringify(recording, null, 1)}\n`);
}
