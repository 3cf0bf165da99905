import type { Header } from '../../core/header.ts';
import { checkSeals, quorum, sealHeader } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { ChainError } from '../errors.ts';

/**
 * Who this process can seal for. With several validators a proposal has to travel to the others and come back with
 * a quorum of seals; that needs other processes to ask. Here there is one key, so its seal must be a quorum.
 */
export type Sealer = {
  /** The validator's 0x address, proposer of each block. */
  readonly address: string;
  /** @throws ChainError `key-not-in-set`, `seals-missing` */
  readonly ableFor: (validators: readonly string[]) => void;
  /** The header with a quorum of commit seals of these validators. @throws as `ableFor` */
  readonly collect: (header: Header, validators: readonly string[]) => Promise<Header>;
};

/** Seals with one key alone. @throws FormatError `private-key-invalid` */
export function soleSealer(privateKey: Uint8Array): Sealer {
  const address = addressOfKey(privateKey);
  const ableFor = (validators: readonly string[]) => {
    if (!validators.includes(address)) {
      throw new ChainError(
        'key-not-in-set',
        `The key given with --key is ${address}, which is none of the chain's validators (${validators.join(', ')}). Give the validator's key.`,
      );
    }
    const needed = quorum(validators.length);
    if (needed > 1) {
      throw new ChainError(
        'seals-missing',
        `A block of this chain needs the seals of ${needed} of its ${validators.length} validators, and this process holds one key: it cannot go on alone.`,
      );
    }
  };
  return {
    address,
    ableFor,
    collect: async (header, validators) => {
      ableFor(validators);
      const sealed = sealHeader(header, [privateKey]);
      checkSeals(sealed, validators);
      return sealed;
    },
  };
}
