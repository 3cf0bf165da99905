import { equal, toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import { encodeHeader } from '../../core/header.ts';
import { blockHash, checkSeals, decodeExtra, quorum, unsealed } from '../../core/qbft.ts';
import { trieRoot } from '../../core/trie.ts';
import type { Chain, Head } from '../chain.ts';
import type { Proposal } from '../sealing/propose.ts';
import { admit, Refusal } from '../txpool/admit.ts';
import { type Block, type Proposed, proposerOf, sealsOf } from './messages.ts';

export function invalid(reason: string): never {
  throw new FormatError('proposal-invalid', `Not the next block: ${reason}`);
}

/** Is it by the one who proposes, with no seals but of validators? @throws FormatError */
export function checkProposer(block: Proposed, validators: readonly string[]): void {
  const [proposer] = validators;
  if (proposerOf(block) !== proposer || toHex0x(block.header.miner) !== proposer) {
    invalid(`the proposer is ${proposer}`);
  }
  for (const signer of sealsOf(block.header).keys()) {
    if (!validators.includes(signer)) invalid('it has the seal of a stranger');
  }
}

/**
 * Did exactly a quorum of the set in force seal it, as the engines do it, with these transactions? Whoever shows a
 * sealed header may have put others beside it.
 * @throws FormatError
 */
export function checkFinal(block: Block, validators: readonly string[]): void {
  const signers = checkSeals(block.header, validators);
  if (signers.length !== quorum(validators.length)) invalid('it has more seals than a quorum');
  if (!equal(trieRoot(block.transactions), block.header.transactionsRoot)) invalid('other transactions');
}

/** Executes the blocks of others. The last one is kept: whoever sealed it commits it next. */
export class Executions {
  #last: { readonly hash: Uint8Array; readonly proposal: Proposal } | undefined;

  /** A block that this process made itself needs no second execution. */
  keep(proposal: Proposal): void {
    this.#last = { hash: blockHash(proposal.header), proposal };
  }

  forget(): void {
    this.#last = undefined;
  }

  /** Executes a block on the head and holds the result against its header. @throws FormatError `proposal-invalid` */
  async run(chain: Chain, block: Block, head: Head): Promise<Proposal> {
    const { header } = block;
    const hash = blockHash(header);
    if (this.#last && equal(this.#last.hash, hash)) return this.#last.proposal;
    if (header.number !== head.header.number + 1n || !equal(header.parentHash, head.hash)) {
      return invalid('it does not follow the head');
    }
    if (header.timestamp <= head.header.timestamp) return invalid('its time is not after its parent');
    if (decodeExtra(header.extraData).round !== 0) return invalid('there are no rounds here');
    let transactions: ReturnType<typeof admit>[];
    try {
      transactions = block.transactions.map((raw) => admit(chain.rules, head.header.gasLimit, raw));
    } catch (error) {
      if (error instanceof Refusal) return invalid(error.message);
      throw error;
    }
    const proposal = await chain.build(Number(header.timestamp), toHex0x(header.miner), transactions);
    const { executed } = proposal.execution;
    const same = equal(encodeHeader(unsealed(proposal.header)), encodeHeader(unsealed(header)));
    if (executed.length !== transactions.length || !same) return invalid('its execution gives another block');
    this.keep(proposal);
    return proposal;
  }
}
