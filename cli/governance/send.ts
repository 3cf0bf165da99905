import { setTimeout as pause } from 'node:timers/promises';
import { type RegistryEvent, readEvent } from '../../core/governance/events.ts';
import { rpcArray, rpcData, rpcObject, rpcQuantity } from '../../core/rpc-hex.ts';
import { failure } from '../command-error.ts';
import { type Context, note } from '../context.ts';
import { type Registry, refusalOf, tryCall } from './registry.ts';
import { quantity, RpcRefusal, readAnswer } from './rpc.ts';
import type { SignedTransaction } from './transaction.ts';

/** Sends a signed call and waits for the block that holds it. A block is final: nothing needs to be counted. */

export type Done = {
  readonly hash: string;
  readonly block: number;
  readonly events: readonly RegistryEvent[];
};

const LOOK_EVERY_MS = 500;

function eventsOf(receipt: Readonly<Record<string, unknown>>, registry: string): RegistryEvent[] {
  return rpcArray(receipt.logs, 'logs').flatMap((answer) => {
    const log = rpcObject(answer, 'log');
    if (String(log.address).toLowerCase() !== registry) return [];
    const topics = rpcArray(log.topics, 'topics').map((topic) => rpcData(topic, 'topic', 32));
    return readEvent({ topics, data: rpcData(log.data, 'data') }) ?? [];
  });
}

function readReceipt(answer: unknown, registry: string) {
  return readAnswer('eth_getTransactionReceipt', () => {
    const receipt = rpcObject(answer, 'receipt');
    return {
      block: Number(rpcQuantity(receipt.blockNumber, 'blockNumber')),
      succeeded: rpcQuantity(receipt.status, 'status') === 1n,
      events: eventsOf(receipt, registry),
    };
  });
}

/** The receipt once there is one. @param deadline ms since the epoch @throws CommandError `transaction-unconfirmed` */
async function receiptOf({ rpc, trust }: Registry, hash: string, deadline: number) {
  for (;;) {
    const answer = await rpc('eth_getTransactionReceipt', hash);
    if (answer !== null) return readReceipt(answer, trust.registry);
    const left = deadline - Date.now();
    if (left <= 0) throw failure('transaction-unconfirmed', { hash });
    await pause(Math.min(LOOK_EVERY_MS, left));
  }
}

/**
 * @param deadline ms since the epoch
 * @throws CommandError `transaction-unconfirmed`, `transaction-reverted`, the registry's refusals, those of the node
 */
export async function sendAndWait(
  context: Context,
  registry: Registry,
  { raw, transaction, deadline }: { raw: string; transaction: SignedTransaction; deadline: number },
): Promise<Done> {
  const { rpc } = registry;
  const { hash, from, data } = transaction;
  try {
    // One that the node has was sent before: then only its block is looked for.
    if ((await rpc('eth_getTransactionByHash', hash)) === null) await rpc('eth_sendRawTransaction', raw);
  } catch (error) {
    throw error instanceof RpcRefusal ? refusalOf(context, error) : error;
  }
  note(context.text('governance.waiting', { hash }));
  const { block, succeeded, events } = await receiptOf(registry, hash, deadline);
  if (!succeeded) {
    // The call was right when it was tried; what has come between shows in the block that it failed in.
    await tryCall(context, registry, { from, data, at: quantity(block) });
    throw failure('transaction-reverted', { block });
  }
  return { hash, block, events };
}
