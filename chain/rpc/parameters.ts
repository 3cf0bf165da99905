import { fromHex } from '../../core/bytes.ts';
import type { Call } from '../execution/call.ts';
import { MAX_TRANSACTION_BYTES } from '../txpool/admit.ts';
import { invalidParams, RpcError, SERVER_ERROR } from './errors.ts';

/** Readers of parameters. All of it comes from outside; `where` names the parameter in the error. */

export function readObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return invalidParams(`${where} must be an object`);
  return value as Record<string, unknown>;
}

/** 0x and whole bytes, `length` of them where given. */
export function readData(value: unknown, where: string, length?: number): Uint8Array {
  if (typeof value !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value)) {
    return invalidParams(`${where} must be 0x and an even number of hex digits`);
  }
  if (length !== undefined && value.length !== 2 + 2 * length) {
    return invalidParams(`${where} must have ${length} bytes`);
  }
  return fromHex(value.slice(2).toLowerCase());
}

export function readQuantity(value: unknown, where: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) {
    return invalidParams(`${where} must be 0x and hex digits`);
  }
  return BigInt(value);
}

/** An index or count that fits an integer of JavaScript. */
export function readIndex(value: unknown, where: string): number {
  const number = readQuantity(value, where);
  return number > BigInt(Number.MAX_SAFE_INTEGER) ? invalidParams(`${where} is too large`) : Number(number);
}

/** Storage positions come as 32 bytes from some clients and as quantities from others. */
export function readSlot(value: unknown, where: string): Uint8Array {
  const number = readQuantity(value, where);
  return fromHex(number.toString(16).padStart(64, '0'));
}

/** A block as a client names it: its number, a word for one, or its hash (EIP-1898). */
export type BlockName = { readonly number: number } | { readonly hash: Uint8Array } | 'latest' | 'earliest';

/** @param value undefined means the latest block */
export function readBlockName(value: unknown, where: string): BlockName {
  switch (value) {
    case undefined:
    case null:
    // One operator seals: what is sealed is final, and no block is pending.
    case 'latest':
    case 'pending':
    case 'safe':
    case 'finalized':
      return 'latest';
    case 'earliest':
      return 'earliest';
    default:
  }
  if (typeof value === 'object') {
    const named = readObject(value, where);
    if (named.blockHash !== undefined) return { hash: readData(named.blockHash, `${where}.blockHash`, 32) };
    return { number: readIndex(named.blockNumber, `${where}.blockNumber`) };
  }
  return { number: readIndex(value, where) };
}

const CALL_DATA_LIMIT = MAX_TRANSACTION_BYTES;

/** The message of eth_call and eth_estimateGas. */
export function readCall(value: unknown): Call {
  const given = readObject(value, 'transaction');
  const optional = (name: string) => (given[name] === null ? undefined : given[name]);
  const input = optional('input') ?? optional('data');
  const data = input === undefined ? new Uint8Array() : readData(input, 'data');
  if (data.length > CALL_DATA_LIMIT) return invalidParams(`data has more than ${CALL_DATA_LIMIT} bytes`);
  for (const name of ['gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'value']) {
    const amount = optional(name);
    if (amount !== undefined && readQuantity(amount, name) !== 0n) {
      throw new RpcError(
        SERVER_ERROR,
        `insufficient funds: there is no coin on this chain, ${name} must be 0`,
      );
    }
  }
  const address = (name: string) => {
    const text = optional(name);
    return text === undefined ? null : `0x${Buffer.from(readData(text, name, 20)).toString('hex')}`;
  };
  const gas = optional('gas');
  return {
    from: address('from'),
    to: address('to'),
    data,
    gas: gas === undefined ? null : readQuantity(gas, 'gas'),
  };
}
