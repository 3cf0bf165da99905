import type { Common } from '@ethereumjs/common';
import { Capability, createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import { equal } from '../../core/bytes.ts';
import { JianzhengError } from '../../core/errors.ts';
import { MAX_GAS } from '../execution/rules.ts';

/** A transaction that no block of this chain will hold. The message says why, in words that Ethereum tools know. */
export class Refusal extends JianzhengError {
  constructor(code: string, message: string) {
    super(code, message);
  }
}

/** Bytes of a signed transaction. An anchor has some 250; contract code of the largest size fits. */
export const MAX_TRANSACTION_BYTES = 128 * 1024;

function feesOf(transaction: TypedTransaction): bigint[] {
  if ('maxFeePerGas' in transaction) return [transaction.maxFeePerGas, transaction.maxPriorityFeePerGas];
  return 'gasPrice' in transaction ? [transaction.gasPrice] : [];
}

function decode(rules: Common, raw: Uint8Array): TypedTransaction {
  try {
    // Frozen, so that it remembers its hash and its sender: recovering one takes milliseconds.
    const transaction = createTxFromRLP(raw, { common: rules });
    if (!equal(transaction.serialize(), raw)) throw new Error('another encoding of it exists');
    return transaction;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(' (')[0] : String(error);
    throw new Refusal('transaction-malformed', `not a transaction of this chain: ${reason}`);
  }
}

/**
 * Checks what can be checked without the state, and recovers the sender (it is kept in the transaction).
 * @param raw as signed: an RLP list, or a type byte and RLP
 * @throws Refusal
 */
export function admit(rules: Common, gasLimit: bigint, raw: Uint8Array): TypedTransaction {
  if (raw.length > MAX_TRANSACTION_BYTES) {
    throw new Refusal('transaction-too-large', `oversized data: more than ${MAX_TRANSACTION_BYTES} bytes`);
  }
  const transaction = decode(rules, raw);
  if (!transaction.isSigned()) throw new Refusal('transaction-unsigned', 'the transaction is not signed');
  // Without a chain id the same bytes would be valid on every other chain of these keys.
  if (transaction.type === 0 && !transaction.supports(Capability.EIP155ReplayProtection)) {
    throw new Refusal(
      'transaction-replayable',
      'only replay-protected (EIP-155) transactions allowed over RPC',
    );
  }
  if (transaction.value !== 0n) {
    throw new Refusal('transaction-value', 'there is no coin on this chain: value must be 0');
  }
  if (feesOf(transaction).some((fee) => fee !== 0n)) {
    throw new Refusal('transaction-fee', 'there is no coin on this chain: the gas price must be 0');
  }
  if (transaction.gasLimit > gasLimit) throw new Refusal('transaction-gas', 'exceeds block gas limit');
  if (transaction.gasLimit > MAX_GAS) {
    throw new Refusal('transaction-gas', `exceeds the gas limit of a transaction, ${MAX_GAS}`);
  }
  if (transaction.getIntrinsicGas() > transaction.gasLimit) {
    throw new Refusal('transaction-gas', 'intrinsic gas too low');
  }
  try {
    transaction.getSenderAddress();
  } catch {
    throw new Refusal('transaction-unsigned', 'invalid sender: the signature belongs to no key');
  }
  return transaction;
}
