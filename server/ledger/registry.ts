import { FormatError } from '../../core/errors.ts';
import { type RegistryState, readRegistry } from '../../core/governance/state.ts';
import { LedgerError } from './errors.ts';
import type { HeadFollower } from './head.ts';
import type { ChainNode } from './node.ts';

/** The registry's seats and motions as of a block whose seals were verified. The values are the node's word. */
export type GovernanceReading = {
  readonly block: number;
  /** Unix seconds. */
  readonly time: number;
  readonly state: RegistryState;
};

/**
 * Reads the registry, once a block: pages may ask as often as they like.
 * @returns a function that throws LedgerError
 */
export function governanceReader(node: ChainNode, head: HeadFollower): () => Promise<GovernanceReading> {
  let last: { hash: string; reading: Promise<GovernanceReading> } | undefined;

  async function readAt(block: number, time: number): Promise<GovernanceReading> {
    try {
      return { block, time, state: await readRegistry((input) => node.callRegistry(input, block), time) };
    } catch (cause) {
      if (!(cause instanceof FormatError)) throw cause;
      throw new LedgerError('ledger-answer-invalid', `The registry: ${cause.message}`, { cause });
    }
  }

  return async () => {
    const { hash, number, time } = await head.confirm();
    if (last?.hash !== hash) {
      const reading = readAt(number, time);
      last = { hash, reading };
      reading.catch(() => {
        if (last?.reading === reading) last = undefined;
      });
    }
    return last.reading;
  };
}
