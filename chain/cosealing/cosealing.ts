import { toHex0x } from '../../core/bytes.ts';
import { blockHash, quorum } from '../../core/qbft.ts';
import type { Chain } from '../chain.ts';
import { ChainError } from '../errors.ts';
import { Refusal } from '../txpool/admit.ts';
import { CatchingUp } from './catching-up.ts';
import { Executions } from './checks.ts';
import { CoSealer } from './co-sealer.ts';
import { faultPoint } from './fault.ts';
import { Forwarder } from './forward.ts';
import { type Answer, type Block, type Proposed, signReport } from './messages.ts';
import { Proposer } from './proposer.ts';
import { type CoSealingOptions, Roster } from './roster.ts';

const HEARTBEAT_MS = 1_000;

/** Resolves after a time, or at once when it is to end. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}

/**
 * Several validators, one process each, and the first of the registry's set proposes, always. It is no consensus
 * engine: with that one away the chain waits. What it does hold is that no two blocks of a height are ever final
 * while fewer than a third of the validators are faulty, because none of the others seals two (ballot.ts).
 */
export class CoSealing {
  readonly #roster: Roster;
  readonly #executions = new Executions();
  readonly #catchingUp: CatchingUp;
  readonly #proposer: Proposer;
  readonly #coSealer: CoSealer;
  readonly #forwarder: Forwarder;
  /** Everyone has been asked once: what they know of us, we know. */
  readonly #asked = Promise.withResolvers<void>();
  #beating: Promise<void> = Promise.resolve();
  /** Why no block can become final just now, as the last round of reports shows it. */
  #trouble: string | undefined;

  constructor(options: CoSealingOptions) {
    this.#roster = new Roster(options);
    this.#catchingUp = new CatchingUp(this.#roster, this.#executions, (error) => this.met(error));
    this.#proposer = new Proposer(this.#roster, this.#executions, this.#catchingUp);
    this.#coSealer = new CoSealer(this.#roster, this.#executions, this.#catchingUp);
    this.#forwarder = new Forwarder(options.now);
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  get peersAnswering(): number {
    return this.#roster.peers.filter(({ report }) => report).length;
  }

  get isProposer(): boolean {
    return this.#roster.isProposer;
  }

  get validators(): readonly string[] {
    return this.#roster.validators;
  }

  /** The highest head that a validator says it has. */
  get highest(): number {
    return Math.max(this.#roster.head, ...this.#roster.reports().map(({ head }) => head));
  }

  /** Begins to ask the others where they stand, and does so until `stop`. */
  attach(chain: Chain, validators: readonly string[]): void {
    this.#roster.attach(chain, validators);
    this.#roster.ballot.advanced(this.#roster.head);
    this.#beating = this.#beat();
  }

  async stop(): Promise<void> {
    this.#roster.ending.abort();
    await this.#beating;
    await this.#catchingUp.stop();
  }

  /** After every block. @param validators who seals the next */
  advanced(validators: readonly string[]): void {
    this.#roster.validators = validators;
    this.#executions.forget();
    this.#roster.ballot.advanced(this.#roster.head);
  }

  async #beat(): Promise<void> {
    const { chain, ending } = this.#roster;
    while (!ending.signal.aborted) {
      try {
        await this.#roster.look();
        await this.#catchingUp.follow();
        this.#trouble = this.#roster.shortage();
        this.#asked.resolve();
        await this.forward();
        chain.wake();
      } catch (error) {
        this.met(error);
      }
      await pause(HEARTBEAT_MS, ending.signal);
    }
    this.#asked.resolve();
  }

  due(waiting: boolean): boolean {
    return this.#proposer.due(waiting);
  }

  /** The proposer's turn. @throws ChainError `quorum-missing` */
  async makeBlock(): Promise<void> {
    await this.#asked.promise;
    await this.#proposer.makeBlock();
  }

  /** What this validator says to a proposal; not before all others had a chance to show it what it sealed. */
  async answer(block: Proposed): Promise<Answer> {
    await this.#asked.promise;
    return this.#coSealer.answer(block);
  }

  /** An answer has left this process. */
  answered(path: string): void {
    const next = this.#roster.chain.head.header.number + 1n;
    if (path === '/propose' && this.#roster.ballot.lockAt(next)) faultPoint('seal-sent', next);
  }

  /** @throws as CatchingUp.take */
  take(block: Block): Promise<boolean> {
    return this.#catchingUp.take(block);
  }

  finalFrom(from: number): Block[] {
    return this.#catchingUp.finalFrom(from);
  }

  /** Where this validator stands, signed for whoever asked. @param challenge 32 hex digits of the asker's choice */
  report(challenge: string): object {
    const { ballot, chain, now, registry } = this.#roster;
    const { header, hash } = chain.head;
    const report = {
      head: Number(header.number),
      hash: toHex0x(hash),
      time: now(),
      abstaining: ballot.abstaining,
      lock: ballot.lockAt(header.number + 1n) ?? null,
    };
    return signReport(report, registry, challenge, ballot.key);
  }

  /** Transactions that were given to another node. @returns for each whether that node need not come again */
  takeTransactions(raws: readonly Uint8Array[]): Promise<boolean[]> {
    return Promise.all(
      raws.map(async (raw) => {
        try {
          await this.#roster.chain.takeForwarded(raw);
          return true;
        } catch (error) {
          if (error instanceof Refusal) return error.code !== 'pool-full';
          throw error;
        }
      }),
    );
  }

  /** Brings what waits here to the proposer. */
  async forward(): Promise<void> {
    const { chain, isProposer, peers, proposer } = this.#roster;
    if (isProposer) return;
    const answering = peers.find(({ report }) => report?.address === proposer);
    if (answering) await this.#forwarder.forward(chain.pool, answering);
  }

  /** An error met while speaking with a peer: what nothing can be built on ends the process, the rest is the peer's. */
  met(error: unknown): void {
    if (this.#roster.ending.signal.aborted) return;
    if (error instanceof ChainError) this.#roster.chain.report(error);
    else this.#roster.warn(`A peer's message was refused: ${error instanceof Error ? error.message : error}`);
  }

  #role(): string {
    if (this.isProposer) return 'proposer';
    return this.validators.includes(this.#roster.ballot.address) ? 'co-sealer' : 'follower';
  }

  /** For `jianzheng_sealing`: all that an operator needs to see why it goes on or does not. */
  status(): Record<string, unknown> {
    const { ballot, chain, peers, proposer, validators } = this.#roster;
    const { able, away, abstaining } = this.#roster.standing();
    const next = chain.head.header.number + 1n;
    const lock = ballot.lockAt(next);
    return {
      role: this.#role(),
      address: ballot.address,
      proposer,
      validators,
      quorum: quorum(validators.length),
      able,
      waitingFor: [...away, ...abstaining],
      abstainsThrough: ballot.abstainsThrough,
      lock: lock ? { number: Number(next), hash: toHex0x(blockHash(lock.header)) } : null,
      peers: peers.map(({ report }) =>
        report
          ? { answers: true, address: report.address, head: report.head, abstaining: report.abstaining }
          : { answers: false },
      ),
    };
  }
}
