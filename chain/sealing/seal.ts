import type { Header } from '../../core/header.ts';
import { checkSeals, quorum, sealHeader } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { ChainError } from '../errors.ts';

/**
 * Who this process can seal for. With several validators a proposal has to travel to the others and come back with
 * a quorum of seals; that needs other processes to ask, and will be another `Sealer`. The one here makes do with the keys it holds.
 */
export type Sealer = {
  /** The validator's 0x address, proposer of each block. */
  readonly address: string;
  /** @throws ChainError `key-not-in-set`, `seals-missing` */
  readonly ableFor: (validators: readonly string[]) => void;
  /** The header with a quorum of commit seals of these validators. @throws as `ableFor` */
  readonly collect: (header: Header, validators: readonly string[]) => Promise<Header>;
};

/**
 * Seals with keys that this process holds; the first is the proposer's. The process is given one: more than a single
 * agency's key in one hand would make its seals worth no more than one. (Tests have them all.)
 * @throws FormatError `private-key-invalid`
 */
export function localSealer(...privateKeys: readonly [Uint8Array, ...Uint8Array[]]): Sealer {
  const keys = new Map(privateKeys.map((key) => [addressOfKey(key), key]));
  const address = addressOfKey(privateKeys[0]);
  const ableFor = (validators: readonly string[]) => {
    if (!validators.includes(address)) {
      throw new ChainError('key-not-in-set', { address, validators: validators.join(', ') });
    }
    const needed = quorum(validators.length);
    const held = validators.filter((validator) => keys.has(validator)).length;
    if (held < needed) {
      throw new ChainError('seals-missing', { needed, held, validators: validators.length });
    }
  };
  return {
    address,
    ableFor,
    collect: async (header, validators) => {
      ableFor(validators);
      const mine = validators.flatMap((validator) => keys.get(validator) ?? []);
      // Exactly a quorum, as the engines do it.
      const sealed = sealHeader(header, mine.slice(0, quorum(validators.length)));
      checkSeals(sealed, validators);
      return sealed;
    },
  };
}
