import { type Block, createBlock } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { EVMMockBlockchainInterface } from '@ethereumjs/evm';
import { createAddressFromString } from '@ethereumjs/util';
import { createVM, type VM } from '@ethereumjs/vm';
import type { World } from '../state/world.ts';

export type BlockContext = {
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
  /** The proposing validator, as 0x address. */
  readonly miner: string;
  readonly gasLimit: bigint;
};

/** What a transaction sees of its block. Never encoded: the header that is sealed comes from core. */
export function contextBlock(rules: Common, context: BlockContext): Block {
  return createBlock(
    {
      header: {
        number: context.number,
        timestamp: context.timestamp,
        coinbase: createAddressFromString(context.miner),
        gasLimit: context.gasLimit,
        difficulty: 1n,
        ...(rules.isActivatedEIP(1559) ? { baseFeePerGas: 0n } : {}),
      },
    },
    { common: rules, skipConsensusFormatValidation: true, freeze: false },
  );
}

/** A virtual machine over a world. `hashOf` answers BLOCKHASH, for the last 256 blocks. */
export function machine(rules: Common, world: World, hashOf: (number: number) => Uint8Array): Promise<VM> {
  const blockchain: EVMMockBlockchainInterface = {
    getBlock: async (number) => ({ hash: () => hashOf(number) }),
    putBlock: async () => undefined,
    shallowCopy: () => blockchain,
  };
  return createVM({ common: rules, stateManager: world, blockchain });
}
