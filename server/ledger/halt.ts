import { isMethodMissing } from './errors.ts';
import type { Rpc } from './rpc.ts';

/**
 * Why the chain makes no blocks just now, as an agency's own embedded node sees it. It is for people: nothing is
 * concluded from it, and a node that says nothing of the kind (Besu, GoQuorum) is one that is not known to halt.
 */
export type Halt = {
  /** How many validators can seal, how many seals a block needs, and how many validators there are. */
  readonly able: number;
  readonly needed: number;
  readonly validators: number;
  /** 0x addresses of the validators that are waited for. */
  readonly waitingFor: readonly string[];
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value);

function readHalt(answer: unknown): Halt | undefined {
  const { halted, able, quorum, validators, waitingFor } = (answer ?? {}) as Record<string, unknown>;
  if (typeof halted !== 'string' || !isCount(able) || !isCount(quorum)) return undefined;
  if (!Array.isArray(validators) || !Array.isArray(waitingFor) || !waitingFor.every(isAddress))
    return undefined;
  return { able, needed: quorum, validators: validators.length, waitingFor };
}

/** Asks the node whether the chain has halted. One that does not have the method is not asked again. */
export function haltReader(rpc: Rpc): () => Promise<Halt | undefined> {
  let missing = false;
  return async () => {
    if (missing) return undefined;
    try {
      return readHalt(await rpc.call('jianzheng_sealing', []));
    } catch (error) {
      missing = isMethodMissing(error);
      return undefined;
    }
  };
}
