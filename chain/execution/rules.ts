import { type Common, createCustomCommon, Mainnet } from '@ethereumjs/common';

export type Forks = 'berlin' | 'london';

/**
 * The rules that a founding document names. London runs with a base fee of zero, as Besu does with `zeroBaseFee`.
 * Not paris: it takes DIFFICULTY from mixHash, and Besu under QBFT does not.
 */
export function rulesOf(chainId: number, forks: Forks): Common {
  return createCustomCommon({ chainId }, Mainnet, { hardfork: forks });
}

/** Gas used beyond what a client may ask for in one call would only keep all others waiting. */
export const MAX_CALL_GAS = 50_000_000n;
