import type { Common } from '@ethereumjs/common';
import { createTx, type TypedTransaction } from '@ethereumjs/tx';
import { Address, createAddressFromString } from '@ethereumjs/util';
import { runTx } from '@ethereumjs/vm';
import { ChainError } from '../errors.ts';
import type { World } from '../state/world.ts';
import { type BlockContext, contextBlock, machine } from './context.ts';
import { MAX_GAS } from './rules.ts';

/** A message without a signature. Addresses as 0x hex; without `to` it creates a contract. */
export type Call = {
  readonly from: string | null;
  readonly to: string | null;
  readonly data: Uint8Array;
  readonly gas: bigint | null;
};

export type CallResult =
  | {
      readonly outcome: 'returned';
      readonly data: Uint8Array;
      readonly gasUsed: bigint;
      readonly gasNeeded: bigint;
    }
  | { readonly outcome: 'reverted'; readonly data: Uint8Array }
  /** Ended by the virtual machine (out of gas, say), or never begun. */
  | { readonly outcome: 'failed'; readonly reason: string };

export type CallEnvironment = {
  readonly rules: Common;
  /** A fresh world of the state to call on; what the call changes in it is thrown away. */
  readonly world: () => World;
  readonly context: BlockContext;
  readonly hashOf: (number: number) => Uint8Array;
};

function unsigned(rules: Common, call: Call, gasLimit: bigint): TypedTransaction {
  const to = call.to === null ? {} : { to: createAddressFromString(call.to) };
  const transaction = createTx(
    { type: 0, gasLimit, gasPrice: 0n, value: 0n, nonce: 0n, data: call.data, ...to },
    { common: rules, freeze: false },
  );
  const sender = call.from === null ? new Address(new Uint8Array(20)) : createAddressFromString(call.from);
  transaction.getSenderAddress = () => sender;
  return transaction;
}

function gasCap(environment: CallEnvironment, call: Call): bigint {
  const most = environment.context.gasLimit < MAX_GAS ? environment.context.gasLimit : MAX_GAS;
  return call.gas !== null && call.gas < most ? call.gas : most;
}

async function run(environment: CallEnvironment, call: Call, gas: bigint): Promise<CallResult> {
  const { rules, context, hashOf } = environment;
  const vm = await machine(rules, environment.world(), hashOf);
  try {
    const { execResult, totalGasSpent, gasRefund } = await runTx(vm, {
      tx: unsigned(rules, call, gas),
      block: contextBlock(rules, context),
      skipNonce: true,
      skipBalance: true,
    });
    const { exceptionError, returnValue } = execResult;
    if (exceptionError?.error === 'revert') return { outcome: 'reverted', data: returnValue };
    if (exceptionError) return { outcome: 'failed', reason: exceptionError.error };
    // Refunds come back at the end; until then the gas must be there.
    const gasNeeded = totalGasSpent + (gasRefund ?? 0n);
    return { outcome: 'returned', data: returnValue, gasUsed: totalGasSpent, gasNeeded };
  } catch (error) {
    if (error instanceof ChainError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { outcome: 'failed', reason: /INTRINSIC_GAS/.test(reason) ? 'intrinsic gas too low' : reason };
  }
}

/** Runs a message as a transaction of the given block would. @throws ChainError `store-damaged` */
export function call(environment: CallEnvironment, message: Call): Promise<CallResult> {
  return run(environment, message, gasCap(environment, message));
}

/**
 * The least gas limit with which the message succeeds. A call keeps 1/64 of its gas from those it makes (EIP-150),
 * so more than what is used may be needed: then it is searched for.
 */
export async function estimate(environment: CallEnvironment, message: Call): Promise<CallResult | bigint> {
  let enough = gasCap(environment, message);
  const first = await run(environment, message, enough);
  if (first.outcome !== 'returned') return first;
  let tooLittle = first.gasUsed - 1n;
  for (let guess = first.gasNeeded; tooLittle + 1n < enough; guess = (tooLittle + enough) / 2n) {
    const result = await run(environment, message, guess);
    if (result.outcome === 'returned') enough = guess;
    else tooLittle = guess;
    // What was used up to the last unit cannot be undercut.
    if (enough === first.gasNeeded) break;
  }
  return enough;
}
