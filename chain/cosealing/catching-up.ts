import { equal, toHex0x } from '../../core/bytes.ts';
import { FormatError, JianzhengError } from '../../core/errors.ts';
import type { Header } from '../../core/header.ts';
import { blockHash } from '../../core/qbft.ts';
import { ChainError } from '../errors.ts';
import { openBlock } from '../recover.ts';
import { checkFinal, type Executions, invalid } from './checks.ts';
import { conflictFound } from './conflict.ts';
import type { Block } from './messages.ts';
import { BLOCKS_PER_ANSWER, type Peer } from './peers.ts';
import type { Roster } from './roster.ts';

/** Of transactions in one answer with blocks, about. */
const BYTES_PER_ANSWER = 4_000_000;

/** Final blocks: taken from others, fetched again by whoever was away, and given. */
export class CatchingUp {
  readonly #roster: Roster;
  readonly #executions: Executions;
  readonly #met: (error: unknown) => void;
  #following: Promise<boolean> | undefined;

  constructor(roster: Roster, executions: Executions, met: (error: unknown) => void) {
    this.#roster = roster;
    this.#executions = executions;
    this.#met = met;
  }

  /**
   * Takes a final block if it is the next one: a quorum of the set in force sealed it, and executing it here gives
   * the same. Its time is no longer this node's to judge.
   * @throws FormatError, ChainError `final-conflict`, `final-mismatch`
   */
  async take(block: Block): Promise<boolean> {
    const { chain } = this.#roster;
    if (block.header.number > chain.head.header.number + 1n) return this.follow();
    return chain.inTurn(async () => {
      const { head } = chain;
      if (block.header.number <= head.header.number) {
        await this.#compare(block);
        return false;
      }
      if (block.header.number !== head.header.number + 1n) return false;
      checkFinal(block, this.#roster.validators);
      // No honest validator seals on a block that is not final for it: there are two of the height below.
      if (!equal(block.header.parentHash, head.hash)) {
        throw conflictFound(chain.store, { own: head.header, other: block.header });
      }
      this.#roster.notice(block.header);
      await chain.commit(await this.#execute(block), block.header);
      return true;
    });
  }

  async #execute(block: Block) {
    const { chain } = this.#roster;
    try {
      if (toHex0x(block.header.miner) !== this.#roster.proposer) return invalid('another made it');
      return await this.#executions.run(chain, block, chain.head);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      // A quorum vouches for it, and still it is not what comes out here: nothing can be built on either.
      const hash = toHex0x(blockHash(block.header));
      throw new ChainError(
        'final-mismatch',
        { height: Number(block.header.number), hash, reason: error.message },
        error,
      );
    }
  }

  /** A block of a height that is final here: the same, or worthless, or the end. @throws as `take` */
  async #compare(block: Block): Promise<void> {
    const { chain } = this.#roster;
    const number = Number(block.header.number);
    const own = openBlock(this.#stored(number));
    if (equal(blockHash(own), blockHash(block.header))) return;
    if (number === 0) return invalid('another genesis');
    if (number - 1 < chain.oldestState) {
      return invalid(`the state that names the validators of height ${number} is no longer kept`);
    }
    checkFinal(block, await chain.validators(openBlock(this.#stored(number - 1))));
    throw conflictFound(chain.store, { own, other: block.header });
  }

  #stored(number: number) {
    const block = this.#roster.chain.store.blockByNumber(number);
    if (!block) throw new ChainError('store-damaged', { what: `block ${number} is missing` });
    return block;
  }

  /** Fetches the blocks that others have and this node has not. @returns whether there were any */
  follow(): Promise<boolean> {
    this.#following ??= this.#fetch().finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  async stop(): Promise<void> {
    await this.#following?.catch(() => undefined);
  }

  async #fetch(): Promise<boolean> {
    const before = this.#roster.chain.head;
    for (const peer of this.#roster.peers) {
      try {
        await this.#fetchFrom(peer);
      } catch (error) {
        // Away again, or not to be believed: the others are asked.
        if (error instanceof JianzhengError) this.#met(error);
      }
    }
    return this.#roster.chain.head !== before;
  }

  async #fetchFrom(peer: Peer): Promise<void> {
    const { chain, ending } = this.#roster;
    await this.#hold(peer);
    while (!ending.signal.aborted && peer.report && peer.report.head > this.#roster.head) {
      const before = chain.head;
      for (const block of await peer.blocks(this.#roster.head + 1)) {
        if (block.header.number === chain.head.header.number + 1n) await this.take(block);
      }
      if (chain.head === before) return;
    }
  }

  /** A peer that is no further than we, and yet names another block: it is asked to show it. */
  async #hold(peer: Peer): Promise<void> {
    const { report } = peer;
    if (!report || report.head > this.#roster.head || report.head === 0) return;
    if (toHex0x(this.#roster.chain.hashOf(report.head)) === report.hash) return;
    const [shown] = await peer.blocks(report.head);
    if (shown && Number(shown.header.number) === report.head) await this.take(shown);
  }

  /** Final blocks from a height on, some of them. */
  finalFrom(from: number): Block[] {
    const blocks: Block[] = [];
    let size = 0;
    const { chain } = this.#roster;
    for (let number = Math.max(from, 1); number <= this.#roster.head; number++) {
      if (blocks.length >= BLOCKS_PER_ANSWER || size > BYTES_PER_ANSWER) break;
      const header: Header = openBlock(this.#stored(number));
      const transactions = chain.store.transactionsOf(number).map(({ raw }) => raw);
      size += transactions.reduce((sum, raw) => sum + raw.length, 0);
      blocks.push({ header, transactions });
    }
    return blocks;
  }
}
