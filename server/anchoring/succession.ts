import type { NamedLedger } from '../../core/ledgers.ts';
import { LedgerError } from '../ledger/errors.ts';
import { followLedgers } from '../ledger/links.ts';
import { followedTo } from '../store/chain-view.ts';
import type { Anchoring } from './anchoring.ts';

/**
 * The agencies can name another ledger. This service speaks to the founding one alone: what it sent there from the
 * successor's first block on would count for nobody, so it sends nothing any more, and records wait.
 */
export type Succession = {
  /** The ledger that takes over, as far as the bundle knows, where it does so too soon to send anything. */
  known(head: number): NamedLedger | undefined;
  /** The same, once the bundle knows all that was named up to `head`. @throws LedgerError of the node */
  look(head: number): Promise<NamedLedger | undefined>;
};

/** A transaction is in one of the next blocks, if not in the next one. */
const MARGIN_BLOCKS = 4;

export function succession({ node, store, trustFile }: Anchoring): Succession {
  /** All ledgers that were named up to this block are in the bundle. */
  let searched = 0;

  const known = (head: number): NamedLedger | undefined =>
    trustFile.trust.ledgers.slice(1).find(({ fromBlock }) => fromBlock <= head + MARGIN_BLOCKS);

  return {
    known,
    async look(head) {
      // Whoever follows the chain block by block adds them too, and may be far behind after a long absence.
      searched = Math.max(searched, followedTo(store)?.number ?? 0);
      if (searched < head) {
        await followLedgers(node, trustFile, { after: searched, head });
        searched = head;
      }
      return known(head);
    },
  };
}

/** @throws LedgerError `ledger-superseded` where there is such a ledger */
export function refuseSuperseded(next: NamedLedger | undefined): void {
  if (!next) return;
  throw new LedgerError(
    'ledger-superseded',
    `From block ${next.fromBlock} on the ledger is ${next.address}, in which this version does not anchor`,
    { details: { ledger: next.address, fromBlock: next.fromBlock } },
  );
}
