import { genesisFile, qbftConfig } from './besu-genesis.ts';
import type { FoundingDocument } from './founding-document.ts';
import type { Genesis } from './genesis.ts';

/** The same genesis block in the file that `geth init` of GoQuorum takes. Of `config` nothing enters the block. */

/** Round timers double; without a bound a network that stood still for a minute needs two more to go on (ENGINES). */
const MAX_REQUEST_TIMEOUT_SECONDS = 8;
/** KiB. GoQuorum takes 32 to 128; the largest calls of the contracts need a few. */
const TRANSACTION_SIZE_LIMIT = 64;

/** Ready for `JSON.stringify`. */
export function goquorumGenesis(document: FoundingDocument, genesis: Genesis): Record<string, unknown> {
  return genesisFile(document, genesis, {
    // Gas costs nothing there, and a transaction that offers a price is refused.
    isQuorum: true,
    txnSizeLimit: TRANSACTION_SIZE_LIMIT,
    ...(document.genesis.forks === 'london' ? { londonBlock: 0 } : {}),
    qbft: {
      ...qbftConfig(document),
      policy: 0,
      // The quorum is ceil(2N/3) from the first block on, as verifiers count it.
      ceil2Nby3Block: 0,
      maxRequestTimeoutSeconds: MAX_REQUEST_TIMEOUT_SECONDS,
      validatorselectionmode: 'contract',
    },
  });
}
