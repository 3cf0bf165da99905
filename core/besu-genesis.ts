import { toHex0x } from './bytes.ts';
import { foundingOf } from './founding.ts';
import type { FoundingDocument } from './founding-document.ts';
import type { Genesis } from './genesis.ts';

/**
 * The same genesis block in the file that Hyperledger Besu starts from, with validators taken from the registry.
 * Of `config` nothing enters the block; it says how the engine goes on from there.
 */

/** Upper bound of how far a proposer can date a block back (DESIGN): a block at least every minute. */
const EMPTY_BLOCK_SECONDS = 60;

const FORKS = [
  'homesteadBlock',
  'eip150Block',
  'eip155Block',
  'eip158Block',
  'byzantiumBlock',
  'constantinopleBlock',
  'petersburgBlock',
  'istanbulBlock',
  'muirGlacierBlock',
  'berlinBlock',
] as const;

function quantity(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** What both engines read alike of `config.qbft`. */
export function qbftConfig(document: FoundingDocument): Record<string, unknown> {
  return {
    epochlength: 30_000,
    blockperiodseconds: 1,
    emptyblockperiodseconds: EMPTY_BLOCK_SECONDS,
    requesttimeoutseconds: 5,
    validatorcontractaddress: foundingOf(document).registry,
  };
}

/** The content of a genesis file: the block, and a `config` with the given members beside chain ID and forks. */
export function genesisFile(
  document: FoundingDocument,
  { header, alloc }: Genesis,
  config: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const london = document.genesis.forks === 'london';
  return {
    config: {
      chainId: document.chainId,
      ...Object.fromEntries(FORKS.map((fork) => [fork, 0])),
      ...config,
    },
    nonce: '0x0',
    timestamp: quantity(header.timestamp),
    gasLimit: quantity(header.gasLimit),
    difficulty: quantity(header.difficulty),
    mixHash: toHex0x(header.mixHash),
    coinbase: toHex0x(header.miner),
    extraData: toHex0x(header.extraData),
    ...(london ? { baseFeePerGas: '0x0' } : {}),
    alloc: Object.fromEntries(
      alloc.map(({ address, nonce, balance, code, storage }) => [
        address,
        {
          nonce: quantity(nonce),
          balance: quantity(balance),
          code: toHex0x(code),
          storage: Object.fromEntries(storage),
        },
      ]),
    ),
  };
}

/** The content of a Besu genesis file, ready for `JSON.stringify`. */
export function besuGenesis(document: FoundingDocument, genesis: Genesis): Record<string, unknown> {
  const london = document.genesis.forks === 'london';
  return genesisFile(document, genesis, {
    ...(london ? { londonBlock: 0, zeroBaseFee: true } : {}),
    // Besu (26.2) reads the name with x only; the one without is GoQuorum's, and costs nothing to say.
    qbft: { ...qbftConfig(document), xemptyblockperiodseconds: EMPTY_BLOCK_SECONDS },
  });
}
