import type { Common } from '@ethereumjs/common';
import type { TypedTransaction } from '@ethereumjs/tx';
import { runTx } from '@ethereumjs/vm';
import { toHex0x } from '../../core/bytes.ts';
import { encodeTransactionReceipt } from '../../core/transaction-receipt.ts';
import { ChainError } from '../errors.ts';
import type { World } from '../state/world.ts';
import { type BlockContext, contextBlock, machine } from './context.ts';

export type ExecutedLog = {
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
};

export type Executed = {
  readonly transaction: TypedTransaction;
  /** Consensus form: what the receipts trie holds. */
  readonly receipt: Uint8Array;
  readonly bloom: Uint8Array;
  readonly gasUsed: bigint;
  readonly created: Uint8Array | null;
  readonly logs: readonly ExecutedLog[];
};

export type Execution = {
  readonly executed: readonly Executed[];
  /** Those that no block can hold, each with the reason. They have changed nothing. */
  readonly refused: readonly { readonly transaction: TypedTransaction; readonly reason: string }[];
  readonly gasUsed: bigint;
};

/** Lets timers and sockets have their turn in a long block. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
const TRANSACTIONS_PER_TURN = 8;

/**
 * Runs transactions on a world, in order, while they fit the block's gas. A transaction that fails still counts and
 * has a receipt with status 0; one that is invalid here (its nonce, say) is refused and leaves no trace.
 * @throws ChainError `store-damaged`
 */
export async function execute(
  rules: Common,
  world: World,
  context: BlockContext,
  hashOf: (number: number) => Uint8Array,
  transactions: readonly TypedTransaction[],
): Promise<Execution> {
  const block = contextBlock(rules, context);
  const vm = await machine(rules, world, hashOf);
  const executed: Executed[] = [];
  const refused: { transaction: TypedTransaction; reason: string }[] = [];
  let gasUsed = 0n;
  for (const [index, transaction] of transactions.entries()) {
    // What is left counts, not what is likely to be used: every engine checks it so.
    if (transaction.gasLimit > context.gasLimit - gasUsed) break;
    if (index % TRANSACTIONS_PER_TURN === TRANSACTIONS_PER_TURN - 1) await breathe();
    await world.checkpoint();
    try {
      const result = await runTx(vm, { tx: transaction, block, blockGasUsed: gasUsed });
      await world.commit();
      gasUsed += result.totalGasSpent;
      const failed = result.execResult.exceptionError !== undefined;
      const logs = failed ? [] : (result.execResult.logs ?? []);
      const receipt = encodeTransactionReceipt({
        type: transaction.type,
        succeeded: !failed,
        cumulativeGasUsed: gasUsed,
        logsBloom: result.bloom.bitvector,
        logs: logs.map(([address, topics, data]) => ({ address: toHex0x(address), topics, data })),
      });
      executed.push({
        transaction,
        receipt,
        bloom: result.bloom.bitvector,
        gasUsed: result.totalGasSpent,
        created: failed ? null : (result.createdAddress?.bytes ?? null),
        logs: logs.map(([address, topics, data]) => ({ address, topics, data })),
      });
    } catch (error) {
      if (error instanceof ChainError) throw error;
      await world.revert();
      refused.push({ transaction, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { executed, refused, gasUsed };
}
