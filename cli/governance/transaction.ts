import { Transaction, Wallet } from 'ethers';
import { toHex0x } from '../../core/bytes.ts';
import type { GovernanceCall } from '../../core/governance/calls.ts';
import type { Trust } from '../../core/trust.ts';
import { failure } from '../command-error.ts';
import { orRefuse } from '../refused.ts';
import { callIn, type UnsignedCall } from './call-file.ts';

/** Transactions to the registry. Loaded only by who signs or sends: ethers. */

/**
 * The dearest call, a vote that admits, takes 244,255 among four (test/contracts/gas.snap.json); with 64 seats reading
 * and writing the set adds some 5,000 a seat. What is not used costs nothing here.
 */
const GAS = 3_000_000;

/** The signed transaction, hex with 0x. Gas has no price on these chains. @param key 32 bytes */
export async function signTransaction(call: UnsignedCall, key: Uint8Array): Promise<string> {
  return new Wallet(toHex0x(key)).signTransaction({
    type: 0,
    chainId: call.chainId,
    to: call.registry,
    nonce: call.nonce,
    gasLimit: GAS,
    gasPrice: 0,
    value: 0,
    data: call.data,
  });
}

export type SignedTransaction = {
  readonly hash: string;
  readonly from: string;
  readonly data: string;
  readonly call: GovernanceCall;
};

/**
 * What a raw transaction is, held against the pinned chain and registry.
 * @throws CommandError `call-refused`
 */
export function openTransaction(file: string, raw: string, trust: Trust): SignedTransaction {
  let transaction: Transaction;
  try {
    transaction = Transaction.from(raw);
  } catch (cause) {
    throw failure('call-refused', { path: file, reason: 'transaction-invalid' }, { cause });
  }
  const { hash, from, to, chainId, data, value } = transaction;
  const here = Number(chainId) === trust.chainId && to?.toLowerCase() === trust.registry && value === 0n;
  if (!here || hash === null || from === null) {
    throw failure('call-refused', { path: file, reason: 'call-elsewhere' });
  }
  const call = orRefuse('call-refused', file, () => callIn(data));
  return { hash, from: from.toLowerCase(), data, call };
}
