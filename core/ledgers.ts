/**
 * Which contract is the ledger, block by block. The founding one is until a successor takes over; each is the only one
 * for its blocks, so that no sequence of an agency's can be anchored in two.
 */
export type NamedLedger = {
  /** Lower-case hex with 0x. */
  readonly address: string;
  /** The first block in which it is the ledger. */
  readonly fromBlock: number;
  /** The block that holds the registry's word for it; 0 for the founding one. */
  readonly namedAt: number;
};

/** The ledger in the block of this number. @param ledgers by ascending `fromBlock`, the first from 0 on */
export function ledgerAt(ledgers: readonly NamedLedger[], number: number): string {
  const begun = ledgers.filter(({ fromBlock }) => fromBlock <= number);
  return (begun.at(-1) as NamedLedger).address;
}
