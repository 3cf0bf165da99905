import { type Common, createCustomCommon, Mainnet } from '@ethereumjs/common';

export type Forks = 'berlin' | 'london';

/**
 * The rules that a founding document names. London runs with a base fee of zero, as Besu does with `zeroBaseFee`.
 * Not paris: it takes DIFFICULTY from mixHash, and Besu under QBFT does not.
 */
export function rulesOf(chainId: number, forks: Forks): Common {
  return createCustomCommon({ chainId }, Mainnet, { hardfork: forks });
}

/**
 * Gas of one transaction or call: an anchor needs 0.1 million, the largest contract some 6. It bounds how long an
 * endless loop keeps everyone waiting, some seconds.
 */
export const MAX_GAS = 30_000_000n;
