import type { Common } from '@ethereumjs/common';
import type { TypedTransaction } from '@ethereumjs/tx';
import { Address } from '@ethereumjs/util';
import { JianzhengError } from '../core/errors.ts';
import type { Header } from '../core/header.ts';
import { blockHash, checkSeals } from '../core/qbft.ts';
import type { CoSealing } from './cosealing/cosealing.ts';
import { ChainError, damaged } from './errors.ts';
import type { CallEnvironment } from './execution/call.ts';
import { type Forks, rulesOf } from './execution/rules.ts';
import { openBlock, recoverHead } from './recover.ts';
import { commitOf, type Proposal, propose } from './sealing/propose.ts';
import type { Sealer } from './sealing/seal.ts';
import { validatorsOf } from './sealing/validators.ts';
import { checkState } from './state/check.ts';
import { Nodes } from './state/nodes.ts';
import { World } from './state/world.ts';
import type { Store } from './store/store.ts';
import { Refusal } from './txpool/admit.ts';
import { Intake } from './txpool/intake.ts';
import { Pool } from './txpool/pool.ts';

/** Besu wants at least a second between blocks, and whole seconds are all that a header has. */
const BLOCK_PERIOD_SECONDS = 1;
/** What one block takes at most: some seconds of work, during which the process still answers. */
const TRANSACTIONS_PER_BLOCK = 500;
/** Further behind its own last block than this, a clock is wrong: DESIGN's bound for any proposer's time. */
const CLOCK_TOLERANCE_SECONDS = 15;
const RETRY_MS = 1_000;
/** How often the clock is looked at again while a block's time has not come: it may be set, and we may be stopped. */
const GLANCE_MS = 200;

export type Head = { readonly header: Header; readonly hash: Uint8Array };

export type ChainOptions = {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly chainId: number;
  readonly forks: Forks;
  /** 0x address of the registry, which names the validators. */
  readonly registry: string;
  /** How many states before the latest are kept, in blocks. */
  readonly keepStates: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly warn: (message: string) => void;
  /** Where the seals of other processes are needed. Without it this process makes its blocks alone. */
  readonly coSealing?: CoSealing;
};

/** What may pass: it is tried again. Every other ChainError ends the process. */
const PASSING: readonly string[] = ['seals-missing', 'key-not-in-set', 'quorum-missing', 'storage-full'];

/** The chain at work: takes transactions, makes blocks of them, and answers questions about its states. */
export class Chain {
  readonly store: Store;
  readonly chainId: number;
  readonly rules: Common;
  readonly pool = new Pool();
  readonly keepStates: number;
  readonly #options: ChainOptions;
  readonly #nodes: Nodes;
  readonly #intake: Intake;
  #head: Head;
  #stopping = false;
  #asked = false;
  #working: Promise<void> | undefined;
  /** The end of the line of those who build on the head. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Whether it was said that the disk is full: once, until something could be written again. */
  #saidFull = false;
  /** Why the last attempt to make a block failed. */
  #trouble: Error | undefined;
  /** Settles, with the error, when nothing can go on. */
  readonly failure: Promise<ChainError>;
  #fail: (error: ChainError) => void = () => undefined;

  private constructor(options: ChainOptions, head: Head) {
    this.#options = options;
    this.store = options.store;
    this.chainId = options.chainId;
    this.keepStates = options.keepStates;
    this.rules = rulesOf(options.chainId, options.forks);
    this.#nodes = new Nodes(options.store);
    this.#head = head;
    this.#intake = new Intake({
      store: options.store,
      pool: this.pool,
      rules: this.rules,
      gasLimit: head.header.gasLimit,
      head: () => this.#head,
      nonceOf: (sender) => this.nonceOf(sender),
      arrived: () => this.#arrived(),
      warn: options.warn,
    });
    this.failure = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  /**
   * Opens a founded chain: checks its last blocks, their seals, the whole account state and every contract's code,
   * takes up the transactions that wait, and seals block 1 if there is none yet.
   * @throws ChainError `store-damaged`, `key-not-in-set`, `seals-missing`
   */
  static async open(options: ChainOptions): Promise<Chain> {
    const head = recoverHead(options.store);
    const chain = new Chain(options, head);
    checkState(chain.#nodes, head.header.stateRoot);
    await chain.#checkHeadSeals();
    const validators = await chain.validators();
    if (!options.coSealing) options.sealer.ableFor(validators);
    await chain.#intake.reload();
    const behind = chain.#secondsBehind();
    if (behind > CLOCK_TOLERANCE_SECONDS) {
      options.warn(
        `This machine's clock is ${behind} s behind the last block; blocks wait until it has caught up.`,
      );
    }
    if (options.coSealing) options.coSealing.attach(chain, validators);
    else if (head.header.number === 0n) await chain.#makeBlock();
    chain.wake();
    return chain;
  }

  get head(): Head {
    return this.#head;
  }

  /** The stored hash of a block, as BLOCKHASH gives it. */
  readonly hashOf = (number: number): Uint8Array => {
    const block = this.store.blockByNumber(number);
    if (!block) throw damaged(`block ${number} is missing`);
    return block.hash;
  };

  /** The oldest block whose state is kept. */
  get oldestState(): number {
    return Math.max(0, Number(this.#head.header.number) - this.keepStates);
  }

  get nodes(): Nodes {
    return this.#nodes;
  }

  worldAt(header: Header): World {
    return new World(this.#nodes, header.stateRoot);
  }

  /** How calls on the state after `header` are run: as a transaction of that block would. */
  environment(header: Header): CallEnvironment {
    const { number, timestamp, gasLimit, miner } = header;
    const context = { number, timestamp, gasLimit, miner: `0x${Buffer.from(miner).toString('hex')}` };
    return { rules: this.rules, world: () => this.worldAt(header), context, hashOf: this.hashOf };
  }

  /** The nonce that a sender has in the latest state. */
  async nonceOf(sender: Uint8Array): Promise<bigint> {
    return (await this.worldAt(this.#head.header).getAccount(new Address(sender)))?.nonce ?? 0n;
  }

  /** Who seals the block after `header`, 0x addresses in the registry's order; its state must still be kept. */
  validators(header: Header = this.#head.header): Promise<readonly string[]> {
    return validatorsOf(this.environment(header), this.#options.registry);
  }

  async #checkHeadSeals(): Promise<void> {
    const { header } = this.#head;
    if (header.number === 0n) return;
    const parent = this.store.blockByNumber(Number(header.number) - 1);
    if (!parent) throw damaged(`block ${header.number - 1n} is missing`);
    try {
      checkSeals(header, await this.validators(openBlock(parent)));
    } catch (error) {
      if (error instanceof ChainError) throw error;
      throw damaged(`the seals of block ${header.number} are not those of its validators`, error);
    }
  }

  /**
   * Accepts a signed transaction. When this returns, it is durable, and a block will hold it unless its nonce leaves
   * a gap that is never filled.
   * @returns its hash
   * @throws Refusal
   */
  async submit(raw: Uint8Array): Promise<Uint8Array> {
    if (this.#stopping) throw new Refusal('chain-halted', 'the chain is being stopped: send it again later');
    const trouble = this.trouble;
    if (trouble !== undefined) throw new Refusal('chain-halted', trouble);
    const behind = this.#secondsBehind();
    if (behind > CLOCK_TOLERANCE_SECONDS) {
      throw new Refusal(
        'clock-behind',
        `this machine's clock is ${behind} s behind the last block: set it right, or wait until it has caught up`,
      );
    }
    return this.#intake.take(raw);
  }

  /** A transaction that another node was given; whether blocks can be made just now is nothing to it. */
  takeForwarded(raw: Uint8Array): Promise<Uint8Array> {
    if (this.#stopping) throw new Refusal('pool-full', 'the chain is being stopped');
    return this.#intake.take(raw);
  }

  get coSealing(): CoSealing | undefined {
    return this.#options.coSealing;
  }

  /** Why no block can be made just now. */
  get trouble(): string | undefined {
    return this.#trouble?.message ?? this.#options.coSealing?.trouble;
  }

  #arrived(): void {
    this.wake();
    this.#options.coSealing?.forward().catch((error: unknown) => this.report(error));
  }

  #secondsBehind(): number {
    return Number(this.#head.header.timestamp) - Math.floor(this.#options.now() / 1000);
  }

  /** There may be something to put into a block. */
  wake(): void {
    // What comes while the last block is being finished must not be overlooked.
    this.#asked = true;
    if (this.#working || this.#stopping) return;
    this.#asked = false;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      if (this.#asked) this.wake();
    });
  }

  /** Makes blocks as long as anything can go into one. */
  async #work(): Promise<void> {
    while (!this.#stopping) {
      try {
        const nonceOf = (sender: Uint8Array) => this.nonceOf(sender);
        const waiting = (await this.pool.pick(nonceOf, 1)).length > 0;
        const { coSealing } = this.#options;
        if (!(coSealing ? coSealing.due(waiting) : waiting)) {
          this.#trouble = undefined;
          return;
        }
        await (coSealing ? coSealing.makeBlock() : this.#makeBlock());
        this.#trouble = undefined;
        this.#saidFull = false;
      } catch (error) {
        if (error instanceof ChainError && !PASSING.includes(error.code)) {
          this.#stopping = true;
          this.#fail(error);
          return;
        }
        const trouble = error instanceof Error ? error : new Error(String(error));
        if (error instanceof ChainError && error.code === 'storage-full') this.#sayFull(error);
        else if (trouble.message !== this.#trouble?.message) {
          this.#options.warn(`No block can be made, trying on: ${trouble.message}`);
        }
        this.#trouble = trouble;
        await this.#options.pause(RETRY_MS);
      }
    }
  }

  /** Waits until a new block's time is neither too close to its parent's nor ahead of the clock. */
  async nextTime(): Promise<number> {
    const earliest = Number(this.#head.header.timestamp) + BLOCK_PERIOD_SECONDS;
    for (;;) {
      const now = this.#options.now();
      if (now >= earliest * 1000 || this.#stopping) return Math.floor(now / 1000);
      await this.#options.pause(Math.min(earliest * 1000 - now, GLANCE_MS));
    }
  }

  /**
   * Propose, seal, commit: a block counts from the moment its transaction in the store is durable. A crash before
   * that leaves the pool as it was, and the same transactions go into another block.
   */
  async #makeBlock(): Promise<void> {
    const { sealer } = this.#options;
    const timestamp = await this.nextTime();
    if (this.#stopping) return;
    const validators = await this.validators();
    sealer.ableFor(validators);
    const proposal = await this.buildFromPool(timestamp, sealer.address);
    if (!proposal) return;
    await this.commit(proposal, await sealer.collect(proposal.header, validators));
  }

  /** A block of what waits, in no one's store yet. @returns undefined when nothing that waited can go into one */
  async buildFromPool(timestamp: number, miner: string): Promise<Proposal | undefined> {
    const picked = await this.pool.pick((sender) => this.nonceOf(sender), TRANSACTIONS_PER_BLOCK);
    // Block 1 is made of nothing; later ones are not.
    if (picked.length === 0 && this.#head.header.number > 0n) return undefined;
    const proposal = await this.build(timestamp, miner, picked);
    this.#dropRefused(proposal.execution.refused);
    return picked.length > 0 && proposal.execution.executed.length === 0 ? undefined : proposal;
  }

  /** The block that these transactions make on top of the head. */
  build(timestamp: number, miner: string, transactions: readonly TypedTransaction[]): Promise<Proposal> {
    const parent = this.#head;
    return propose({
      rules: this.rules,
      parent,
      world: this.worldAt(parent.header),
      timestamp,
      miner,
      hashOf: this.hashOf,
      transactions,
    });
  }

  /** Makes a sealed proposal the head: it counts from the moment its transaction in the store is durable. */
  async commit(proposal: Proposal, sealed: Header): Promise<void> {
    const commit = commitOf(proposal, sealed);
    this.store.commit(commit, this.keepStates);
    for (const [key, node] of commit.state.born) this.#nodes.remember(key, node);
    const { coSealing } = this.#options;
    // Head and validators change at once: nobody may hold the next block against the set of this one.
    const next = coSealing ? await this.validators(sealed) : [];
    this.#head = { header: sealed, hash: blockHash(sealed) };
    for (const { transaction } of proposal.execution.executed) this.pool.remove(transaction);
    if (!coSealing) return;
    coSealing.advanced(next);
    // Another node's proposer may have chosen another transaction with a nonce that waits here.
    const gone = proposal.execution.executed.flatMap(({ transaction }) =>
      this.pool.dropBelow(transaction.getSenderAddress().bytes, transaction.nonce + 1n),
    );
    if (gone.length > 0) this.store.removeFromPool(gone.map((transaction) => transaction.hash()));
    this.wake();
  }

  /** Runs what builds on the head, one after the other, so that it stays the head meanwhile. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #dropRefused(refused: readonly { transaction: TypedTransaction; reason: string }[]): void {
    if (refused.length === 0) return;
    this.store.removeFromPool(refused.map(({ transaction }) => transaction.hash()));
    for (const { transaction, reason } of refused) {
      this.pool.remove(transaction);
      this.#options.warn(`A transaction was dropped, no block can hold it: ${reason}`);
    }
  }

  /** Waits until no block is in the making and none can be made. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working;
  }

  /** An error met while answering a question: what cannot be believed ends the process, the rest goes to the asker. */
  report(error: unknown): void {
    // A question that was cut off by the end meets a closed store: no news.
    if (this.#stopping) return;
    if (error instanceof ChainError && error.code === 'storage-full') this.#sayFull(error);
    else if (error instanceof ChainError && !PASSING.includes(error.code)) {
      this.#stopping = true;
      this.#fail(error);
    } else if (!(error instanceof JianzhengError)) this.#options.warn(String(error));
  }

  #sayFull(error: ChainError): void {
    if (!this.#saidFull) this.#options.warn(error.message);
    this.#saidFull = true;
  }

  /** Finishes the block in the making; what waits stays in the store for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#options.coSealing?.stop();
    await this.idle();
    await this.#turn;
  }
}
