import { FormatError } from '../../core/errors.ts';
import { checkSeals, type SealCache } from '../../core/qbft.ts';
import { LedgerError } from './errors.ts';
import { type HeadFollower, setInForce } from './head.ts';
import { type ChainNode, isBlock } from './node.ts';
import type { TrustFile } from './trust-file.ts';

/** What our own node says of what others claim: whether a block is of the chain that we follow, whose a key is. */
export type OwnChain = {
  /**
   * Confirms the node, and follows the validator sets up to it.
   * @throws LedgerError
   */
  follow(): Promise<void>;
  /**
   * Whether the chain that we follow has this block under its number. False means that two sealed blocks have one
   * number, since the node's is held against its seals as well.
   * @param hash 0x hex
   * @throws LedgerError also `node-behind` while the node has not reached it
   */
  has(block: { readonly number: number; readonly hash: string }): Promise<boolean>;
  /**
   * The agency for which an operator key counted at a time, by the registry; undefined where it did not.
   * @param key address, 0x hex
   * @param at unix seconds. What is signed with a key after its revocation, and dated before, cannot be told
   * @throws LedgerError
   */
  operatorAgency(key: string, at: number): Promise<string | undefined>;
};

export function ownChain(parts: {
  node: ChainNode;
  head: HeadFollower;
  trustFile: TrustFile;
  cache: SealCache;
}): OwnChain {
  const { node, head, trustFile, cache } = parts;
  return {
    async follow() {
      await head.confirm();
    },
    async has({ number, hash }) {
      const latest = await head.confirm();
      const block = number > latest.number ? undefined : await node.block(number);
      if (!block) throw new LedgerError('node-behind', `The node does not have block ${number} yet`);
      if (isBlock(block.header, hash)) return true;
      try {
        checkSeals(block.header, setInForce(trustFile.trust, number), cache);
      } catch (cause) {
        if (!(cause instanceof FormatError)) throw cause;
        // Its word alone is nothing to refuse evidence by.
        throw new LedgerError('head-unverified', `Block ${number}: ${cause.message}`, { cause });
      }
      return false;
    },
    async operatorAgency(key, at) {
      await head.confirm();
      const operator = await node.operator(key);
      return operator && at < operator.until ? operator.agency : undefined;
    },
  };
}
