import { toHex0x } from '../core/bytes.ts';
import { FormatError } from '../core/errors.ts';
import { headerFromRpc } from '../core/header-rpc.ts';
import { rpcArray, rpcObject, rpcQuantity } from '../core/rpc-hex.ts';
import { buildSealedLog, type SealedLog } from '../core/sealed-log.ts';
import {
  decodeTransactionReceipt,
  encodeTransactionReceipt,
  transactionReceiptFromRpc,
} from '../core/transaction-receipt.ts';
import { isLink, LINK_TOPICS, type Trust } from '../core/trust.ts';
import type { NodeRpc } from './node-rpc.ts';

/**
 * Links of a trust bundle out of any node of the chain. The node is asked, not believed: what it says becomes a proof
 * here or nothing, and one that keeps a change to itself is merely behind.
 */

/** Nodes bound what they search in one go. */
const BLOCKS_AT_A_TIME = 10_000;
const TOPICS = LINK_TOPICS.map(toHex0x);
const quantity = (value: number): string => `0x${value.toString(16)}`;

/** A node's answer that breaks its method's form is an outage of that node, not an offer to be refused. */
async function ask<Value>(
  rpc: NodeRpc,
  method: string,
  params: readonly unknown[],
  read: (answer: unknown) => Value,
): Promise<Value> {
  const answer = await rpc.call(method, params);
  try {
    return read(answer);
  } catch (cause) {
    if (cause instanceof FormatError) throw rpc.failed(`${method}: ${cause.message}`, cause);
    throw cause;
  }
}

const blockWith = (rpc: NodeRpc, number: number) =>
  ask(rpc, 'eth_getBlockByNumber', [quantity(number), false], (answer) => ({
    header: headerFromRpc(answer),
    transactions: rpcArray(rpcObject(answer, 'block').transactions, 'transactions'),
  }));

/** The links in a block, in the order of its logs. */
async function proveLinks(rpc: NodeRpc, registry: string, number: number): Promise<SealedLog[]> {
  const [{ header, transactions }, parent] = [await blockWith(rpc, number), await blockWith(rpc, number - 1)];
  const receipts: Uint8Array[] = [];
  // One by one: not every engine gives all receipts of a block at once.
  for (const hash of transactions) {
    receipts.push(
      await ask(rpc, 'eth_getTransactionReceipt', [hash], (answer) =>
        encodeTransactionReceipt(transactionReceiptFromRpc(answer)),
      ),
    );
  }
  const links = receipts.flatMap((bytes, transactionIndex) =>
    decodeTransactionReceipt(bytes).logs.flatMap((log, logIndex) =>
      isLink({ registry }, log)
        ? [buildSealedLog({ header, parent: parent.header, receipts, transactionIndex, logIndex })]
        : [],
    ),
  );
  if (links.length === 0) throw rpc.failed(`block ${number} does not hold the change that was named`);
  return links;
}

/**
 * Sealed logs of the changes of validators, and of ledgers named, from the last ones on that a bundle knows, by
 * ascending block, none of their seals checked.
 * @throws CommandError `node-failed`; FormatError `receipts-root-mismatch` and others where the answers prove nothing
 */
export async function linksFromNode(
  rpc: NodeRpc,
  { chainId, registry, changedAt, ledgers }: Trust,
): Promise<SealedLog[]> {
  const found = await ask(rpc, 'eth_chainId', [], (answer) => rpcQuantity(answer, 'chainId'));
  if (found !== BigInt(chainId)) {
    throw new FormatError('trust-other-chain', `The node is of chain ${found}`, {
      details: { held: chainId, offered: String(found) },
    });
  }
  const head = Number(await ask(rpc, 'eth_blockNumber', [], (answer) => rpcQuantity(answer, 'blockNumber')));
  const links: SealedLog[] = [];
  // A block may hold both: what is known is asked for again, and passed over.
  const known = Math.min(changedAt.at(-1) ?? 0, ledgers.at(-1)?.namedAt ?? 0);
  for (let from = known + 1; from <= head; from += BLOCKS_AT_A_TIME) {
    const [fromBlock, toBlock] = [quantity(from), quantity(Math.min(head, from + BLOCKS_AT_A_TIME - 1))];
    const filter = { address: registry, topics: [TOPICS], fromBlock, toBlock };
    const blocks = await ask(rpc, 'eth_getLogs', [filter], (answer) =>
      rpcArray(answer, 'logs').map((log) => Number(rpcQuantity(rpcObject(log, 'log').blockNumber, 'block'))),
    );
    // In order, whatever the node's.
    for (const number of [...new Set(blocks)].sort((a, b) => a - b)) {
      links.push(...(await proveLinks(rpc, registry, number)));
    }
  }
  return links;
}
