import { equal } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import type { Header } from '../../core/header.ts';
import { blockHash, quorum } from '../../core/qbft.ts';
import type { Chain } from '../chain.ts';
import { ChainError } from '../errors.ts';
import type { Ballot } from './ballot.ts';
import { type Block, type Report, sealsOf } from './messages.ts';
import { Peer } from './peers.ts';

export type CoSealingOptions = {
  readonly ballot: Ballot;
  /** URLs of the other validators' peer endpoints. */
  readonly peers: readonly string[];
  /** 0x address: names the chain in signed reports. */
  readonly registry: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly warn: (message: string) => void;
};

/** Who could seal the next block just now, as their last reports show it. */
export type Standing = {
  readonly needed: number;
  readonly able: number;
  /** 0x addresses of validators that do not answer. */
  readonly away: readonly string[];
  /** 0x addresses of validators that must not seal after a restore. */
  readonly abstaining: readonly string[];
};

export const sameBlock = (a: Block, b: Block) => equal(blockHash(a.header), blockHash(b.header));

/** The validators in force, the processes of the others, and what those said last. What all roles here share. */
export class Roster {
  readonly ballot: Ballot;
  readonly peers: readonly Peer[];
  readonly registry: string;
  readonly now: () => number;
  readonly warn: (message: string) => void;
  readonly ending = new AbortController();
  /** 0x addresses, lower case, in the registry's order: those who seal the block after the head. */
  validators: readonly string[] = [];
  #chain: Chain | undefined;

  constructor(options: CoSealingOptions) {
    this.ballot = options.ballot;
    this.registry = options.registry;
    this.now = options.now;
    this.warn = options.warn;
    this.peers = options.peers.map((url) => new Peer(url, options.registry, this.ending.signal));
  }

  attach(chain: Chain, validators: readonly string[]): void {
    this.#chain = chain;
    this.validators = validators;
  }

  get chain(): Chain {
    if (!this.#chain) throw new Error('no chain is attached yet');
    return this.#chain;
  }

  /** Number of the last final block. */
  get head(): number {
    return Number(this.chain.head.header.number);
  }

  /** The first of the set, always: no flag decides it, so every node agrees on it. */
  get proposer(): string {
    return this.validators[0] as string;
  }

  get isProposer(): boolean {
    return this.proposer === this.ballot.address;
  }

  /** The last words of the other validators, one of each: a peer that repeats another's adds nothing. */
  reports(): Report[] {
    const others = new Map<string, Report>();
    for (const { report } of this.peers) {
      if (!report || report.address === this.ballot.address) continue;
      if (this.validators.includes(report.address)) others.set(report.address, report);
    }
    return [...others.values()];
  }

  /** Asks everyone where they stand. */
  async look(): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer.ask()));
    if (this.ending.signal.aborted) return;
    const reports = this.reports();
    for (const { lock } of reports) if (lock) this.notice(lock.header);
    this.ballot.hear(reports, this.validators, this.head);
  }

  /** A header above the head was shown: are there seals of ours in it that our store does not know? */
  notice(header: Header): void {
    try {
      if (header.number <= this.chain.head.header.number) return;
      if (!this.ballot.notice(sealsOf(header).keys(), header.number, blockHash(header))) return;
      this.warn(
        `A seal of this validator at height ${header.number} is not in its store: the store is older than the seal. It abstains until the others are past it.`,
      );
    } catch (error) {
      // Seals that are none are no seals of ours.
      if (!(error instanceof FormatError)) throw error;
    }
  }

  standing(): Standing {
    const reports = new Map(this.reports().map((report) => [report.address, report]));
    const { address } = this.ballot;
    const next = this.chain.head.header.number + 1n;
    const away = this.validators.filter((validator) => validator !== address && !reports.has(validator));
    const silent = !this.ballot.maySeal(next) && !this.ballot.lockAt(next);
    const abstaining = this.validators.filter((validator) =>
      validator === address ? silent : reports.get(validator)?.abstaining === true,
    );
    const needed = quorum(this.validators.length);
    return { needed, able: this.validators.length - away.length - abstaining.length, away, abstaining };
  }

  /** Why no block can become final just now, or nothing. */
  shortage(): string | undefined {
    const standing = this.standing();
    if (standing.able < standing.needed) return this.missing(standing, []).message;
    if (!standing.away.includes(this.proposer)) return undefined;
    return `The chain waits: the proposer ${this.proposer} does not answer, and no other takes its place.`;
  }

  missing({ needed, able, away, abstaining }: Standing, reasons: readonly string[]): ChainError {
    const why = [
      ...(away.length > 0 ? [`no answer from ${away.join(', ')}`] : []),
      ...(abstaining.length > 0 ? [`after a restore, no seal from ${abstaining.join(', ')}`] : []),
      ...reasons,
    ].join('; ');
    return new ChainError('quorum-missing', { needed, able, validators: this.validators.length, why });
  }
}
