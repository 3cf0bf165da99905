import { equal, toHex0x } from '../../core/bytes.ts';
import { FormatError, JianzhengError } from '../../core/errors.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { blockHash, checkSeals, decodeExtra, quorum, sealHash, unsealed } from '../../core/qbft.ts';
import { recoverAddress } from '../../core/signature.ts';
import type { Chain, Head } from '../chain.ts';
import { ChainError } from '../errors.ts';
import { openBlock } from '../recover.ts';
import type { Proposal } from '../sealing/propose.ts';
import { admit, Refusal } from '../txpool/admit.ts';
import type { Ballot } from './ballot.ts';
import { Candidates, CLOCK_TOLERANCE_SECONDS, secondsOff, vouchedFor } from './candidates.ts';
import { faultPoint } from './fault.ts';
import { Forwarder } from './forward.ts';
import {
  type Answer,
  type Block,
  type Proposed,
  proposerOf,
  type Report,
  sealsOf,
  signProposal,
  signReport,
  withSeals,
} from './messages.ts';
import { BLOCKS_PER_ANSWER, Peer } from './peers.ts';

const HEARTBEAT_MS = 1_000;
/** Of transactions in one answer with blocks, about. */
const BYTES_PER_ANSWER = 4_000_000;

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

function invalid(reason: string): never {
  throw new FormatError('proposal-invalid', `Not the next block: ${reason}`);
}

const sameBlock = (a: Block, b: Block) => equal(blockHash(a.header), blockHash(b.header));

/**
 * Several validators, one process each, and the first of the registry's set proposes, always. It is no consensus
 * engine: with that one away the chain waits. What it does hold is that no two blocks of a height are ever final
 * while fewer than a third of the validators are faulty, because none of the others seals two (ballot.ts).
 */
export class CoSealing {
  readonly #options: CoSealingOptions;
  readonly #ballot: Ballot;
  readonly #peers: readonly Peer[];
  readonly #ending = new AbortController();
  readonly #forwarder: Forwarder;
  #chain!: Chain;
  #validators: readonly string[] = [];
  #executed: { readonly hash: Uint8Array; readonly proposal: Proposal } | undefined;
  #following: Promise<boolean> | undefined;
  #beating: Promise<void> = Promise.resolve();
  /** Why no block can become final just now, as the last round of reports shows it. */
  #trouble: string | undefined;

  constructor(options: CoSealingOptions) {
    this.#options = options;
    this.#ballot = options.ballot;
    this.#peers = options.peers.map((url) => new Peer(url, options.registry, this.#ending.signal));
    this.#forwarder = new Forwarder(options.now);
  }

  get address(): string {
    return this.#ballot.address;
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  get peersAnswering(): number {
    return this.#peers.filter(({ report }) => report).length;
  }

  get isProposer(): boolean {
    return this.#validators[0] === this.address;
  }

  get validators(): readonly string[] {
    return this.#validators;
  }

  /** The highest head that a validator says it has. */
  get highest(): number {
    const heads = this.#reports().map(({ head }) => head);
    return Math.max(Number(this.#chain.head.header.number), ...heads);
  }

  attach(chain: Chain, validators: readonly string[]): void {
    this.#chain = chain;
    this.#validators = validators;
    this.#ballot.advanced(Number(chain.head.header.number));
    this.#beating = this.#beat();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#beating;
    await this.#following?.catch(() => undefined);
  }

  /** After every block: who seals next. */
  advanced(validators: readonly string[]): void {
    this.#validators = validators;
    this.#executed = undefined;
    this.#ballot.advanced(Number(this.#chain.head.header.number));
  }

  /** Is there anything for the proposer to do? */
  due(waiting: boolean): boolean {
    if (!this.isProposer) return false;
    const next = this.#chain.head.header.number + 1n;
    const locked = this.#reports().some(({ lock }) => lock?.header.number === next);
    return waiting || next === 1n || locked || this.#ballot.lockAt(next) !== undefined;
  }

  #reports(): Report[] {
    return this.#peers.flatMap(({ report }) =>
      report && report.address !== this.address && this.#validators.includes(report.address) ? [report] : [],
    );
  }

  async #beat(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await this.#look();
        await this.follow();
        await this.forward();
        this.#chain.wake();
      } catch (error) {
        if (!signal.aborted) this.met(error);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, HEARTBEAT_MS);
        signal.addEventListener('abort', () => resolve(), { once: true });
        signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
      });
    }
  }

  /** Asks everyone where they stand. */
  async #look(): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer.ask()));
    if (this.#ending.signal.aborted) return;
    const reports = this.#reports();
    for (const { lock } of reports) if (lock) this.#notice(lock.header);
    this.#ballot.hear(reports, this.#validators, Number(this.#chain.head.header.number));
    this.#trouble = this.#shortage();
  }

  #notice(header: Header): void {
    try {
      if (header.number <= this.#chain.head.header.number) return;
      if (!this.#ballot.notice(sealsOf(header).keys(), header.number, blockHash(header))) return;
      this.#options.warn(
        `A seal of this validator at height ${header.number} is not in its store: the store is older than the seal. It abstains until the others are past it.`,
      );
    } catch (error) {
      // Seals that are none are no seals of ours.
      if (!(error instanceof FormatError)) throw error;
    }
  }

  #able(): { able: number; away: string[]; abstaining: number } {
    const reports = new Map(this.#reports().map((report) => [report.address, report]));
    const others = this.#validators.filter((validator) => validator !== this.address);
    const away = others.filter((validator) => !reports.has(validator));
    const next = this.#chain.head.header.number + 1n;
    const own = this.#validators.includes(this.address) ? 1 : 0;
    const ownAbstains = own === 1 && !this.#ballot.maySeal(next) && !this.#ballot.lockAt(next) ? 1 : 0;
    const theirs = [...reports.values()].filter(({ abstaining }) => abstaining).length;
    const able = own + reports.size - ownAbstains - theirs;
    return { able, away, abstaining: ownAbstains + theirs };
  }

  #shortage(): string | undefined {
    const needed = quorum(this.#validators.length);
    const { able, away, abstaining } = this.#able();
    const proposer = this.#validators[0] as string;
    if (able < needed) {
      const why = [
        ...(away.length > 0 ? [`no answer from ${away.join(', ')}`] : []),
        ...(abstaining > 0 ? [`${abstaining} abstaining after a restore`] : []),
      ].join('; ');
      return this.#missing(needed, able, why).message;
    }
    if (away.includes(proposer))
      return `the proposer ${proposer} does not answer, and no other takes its place`;
    return undefined;
  }

  #missing(needed: number, able: number, why: string): ChainError {
    return new ChainError('quorum-missing', { needed, able, validators: this.#validators.length, why });
  }

  /** Executes a block on the head and holds the result against its header. @throws FormatError `proposal-invalid` */
  async #execute(block: Block, head: Head): Promise<Proposal> {
    const { header } = block;
    const hash = blockHash(header);
    if (this.#executed && equal(this.#executed.hash, hash)) return this.#executed.proposal;
    if (header.number !== head.header.number + 1n || !equal(header.parentHash, head.hash)) {
      return invalid('it does not follow the head');
    }
    if (header.timestamp <= head.header.timestamp) return invalid('its time is not after its parent');
    if (decodeExtra(header.extraData).round !== 0) return invalid('there are no rounds here');
    let transactions: ReturnType<typeof admit>[];
    try {
      transactions = block.transactions.map((raw) => admit(this.#chain.rules, header.gasLimit, raw));
    } catch (error) {
      if (error instanceof Refusal) return invalid(error.message);
      throw error;
    }
    const proposal = await this.#chain.build(Number(header.timestamp), toHex0x(header.miner), transactions);
    const { executed } = proposal.execution;
    if (
      executed.length !== transactions.length ||
      !equal(encodeHeader(unsealed(proposal.header)), encodeHeader(unsealed(header)))
    ) {
      return invalid('its execution gives another block');
    }
    this.#executed = { hash, proposal };
    return proposal;
  }

  /** Is it by the one who proposes? @throws FormatError */
  #checkProposer(block: Proposed): void {
    const proposer = this.#validators[0] as string;
    if (proposerOf(block) !== proposer || toHex0x(block.header.miner) !== proposer) {
      invalid(`the proposer is ${proposer}`);
    }
    for (const signer of sealsOf(block.header).keys()) {
      if (!this.#validators.includes(signer)) invalid('it has the seal of a stranger');
    }
  }

  /** The proposer's turn: brings the block of the next height to the end, whichever that is by now. */
  async makeBlock(): Promise<void> {
    await this.#look();
    if (await this.follow()) return;
    const head = this.#chain.head;
    const height = head.header.number + 1n;
    const candidates = new Candidates(this.#validators);
    const own = this.#ballot.lockAt(height);
    if (own) candidates.add(own);
    for (const { lock } of this.#reports()) if (lock) this.#consider(candidates, lock, head);
    const known = candidates.best(this.#options.now());
    const block = known
      ? await this.#chain.inTurn(() => this.#support(known, head))
      : await this.#propose(candidates, head);
    if (!block) return;
    candidates.add(block);
    await this.#gather(block, candidates, head);
  }

  #consider(candidates: Candidates, lock: Proposed, head: Head): void {
    try {
      if (lock.header.number !== head.header.number + 1n || !equal(lock.header.parentHash, head.hash)) return;
      this.#notice(lock.header);
      this.#checkProposer(lock);
      candidates.add(lock);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#options.warn(`A peer showed a block that is none: ${error.message}`);
    }
  }

  /** Adopts what others are locked on; the own seal goes on it only if there is none of this height. */
  async #support(block: Proposed, head: Head): Promise<Proposed> {
    await this.#execute(block, head);
    if (!this.#ballot.maySeal(block.header.number)) return block;
    const lock = this.#ballot.seal(block);
    faultPoint('lock-durable', block.header.number);
    return lock;
  }

  async #propose(candidates: Candidates, head: Head): Promise<Proposed | undefined> {
    const height = head.header.number + 1n;
    this.#checkAble(candidates, height);
    const timestamp = await this.#chain.nextTime();
    return this.#chain.inTurn(async () => {
      if (this.#chain.head !== head || this.#ending.signal.aborted) return undefined;
      const proposal = await this.#chain.buildFromPool(timestamp, this.address);
      if (!proposal) return undefined;
      const { header } = proposal;
      const transactions = proposal.execution.executed.map(({ transaction }) => transaction.serialize());
      const block = { header, transactions, signature: signProposal(header, this.#ballot.key) };
      this.#executed = { hash: blockHash(header), proposal };
      faultPoint('before-lock', height);
      // Not when it has sealed another of this height that came too late for the others: then theirs must do.
      if (!this.#ballot.maySeal(height)) return block;
      const lock = this.#ballot.seal(block);
      faultPoint('lock-durable', height);
      return lock;
    });
  }

  /** A new block only if enough can seal it now: one that waits grows too old for those who come later. */
  #checkAble(candidates: Candidates, height: bigint): void {
    const needed = quorum(this.#validators.length);
    const now = this.#options.now();
    const bound = candidates.bound;
    const askew: string[] = [];
    const free = this.#reports().filter(({ address, abstaining, time }) => {
      const near = Math.abs(time - now) <= CLOCK_TOLERANCE_SECONDS * 1000;
      if (!near) askew.push(address);
      return near && !abstaining && !bound.has(address);
    });
    const able = free.length + (this.#ballot.maySeal(height) ? 1 : 0);
    if (able >= needed) return;
    const { away, abstaining } = this.#able();
    const why = [
      ...(away.length > 0 ? [`no answer from ${away.join(', ')}`] : []),
      ...(abstaining > 0 ? [`${abstaining} abstaining after a restore`] : []),
      ...(bound.size > 0 ? [`${bound.size} sealed another block of this height`] : []),
      ...(askew.length > 0 ? [`clocks differ with ${askew.join(', ')}`] : []),
    ].join('; ');
    throw this.#missing(needed, able, why);
  }

  async #gather(block: Proposed, candidates: Candidates, head: Head): Promise<void> {
    const { number } = block.header;
    const reasons: string[] = [];
    await new Promise<void>((resolve) => {
      let open = this.#peers.length;
      const done = () => {
        open--;
        if (open <= 0 || candidates.finalSeals(block)) resolve();
      };
      if (open === 0 || candidates.finalSeals(block)) resolve();
      for (const peer of this.#peers) {
        peer
          .propose(block)
          .then((answer) => this.#count(answer, block, candidates, head, reasons))
          .catch((error: unknown) => reasons.push(error instanceof Error ? error.message : String(error)))
          .finally(done);
      }
    });
    const seals = candidates.finalSeals(block);
    if (!seals) {
      const needed = quorum(this.#validators.length);
      throw this.#missing(needed, this.#able().able, [...new Set(reasons)].sort().join('; '));
    }
    faultPoint('quorum', number);
    const sealed = withSeals(block.header, seals);
    const final = { header: sealed, transactions: block.transactions };
    if (!(await this.take(final))) return;
    faultPoint('committed', number);
    for (const peer of this.#peers) peer.tell(final).catch(() => undefined);
  }

  #count(answer: Answer, block: Proposed, candidates: Candidates, head: Head, reasons: string[]): void {
    if (answer.kind === 'seal') {
      const signer = recoverAddress(sealHash(block.header), answer.seal);
      if (!this.#validators.includes(signer)) return;
      candidates.add({ ...block, header: withSeals(block.header, [answer.seal]) });
      faultPoint('first-seal', block.header.number);
    } else if (answer.kind === 'locked') {
      this.#consider(candidates, answer.lock, head);
      reasons.push('a validator has sealed another block of this height');
    } else {
      reasons.push(answer.kind === 'ahead' ? 'a validator is ahead' : answer.reason);
    }
  }

  /** What this validator says to a proposal. */
  async answer(block: Proposed): Promise<Answer> {
    if (block.header.number > this.#chain.head.header.number + 1n) {
      await this.#look();
      await this.follow();
    }
    return this.#chain.inTurn(() => this.#vote(block));
  }

  async #vote(block: Proposed): Promise<Answer> {
    const { head } = this.#chain;
    const { header } = block;
    const refused = (reason: string): Answer => ({ kind: 'refused', reason });
    if (header.number <= head.header.number) return { kind: 'ahead', head: Number(head.header.number) };
    if (header.number > head.header.number + 1n) return refused('a validator is behind and cannot catch up');
    if (!this.#validators.includes(this.address)) return refused('a peer is no validator');
    this.#checkProposer(block);
    this.#notice(header);
    const lock = this.#ballot.lockAt(header.number);
    if (lock && sameBlock(lock, block)) return this.#sealOf(lock);
    if (lock) return { kind: 'locked', lock };
    if (!this.#ballot.maySeal(header.number)) return refused('a validator abstains after a restore');
    const off = secondsOff(header.timestamp, this.#options.now());
    if (off > CLOCK_TOLERANCE_SECONDS) {
      const past = header.timestamp * 1000n < BigInt(this.#options.now());
      const sealers = sealsOf(header).keys();
      if (!past || !vouchedFor(sealers, this.#validators[0] as string, this.#validators.length)) {
        return refused(`the block's time is ${off} s off a validator's clock`);
      }
    }
    await this.#execute(block, head);
    const sealed = this.#ballot.seal(block);
    faultPoint('seal-durable', header.number);
    return this.#sealOf(sealed);
  }

  #sealOf(lock: Proposed): Answer {
    return { kind: 'seal', seal: sealsOf(lock.header).get(this.address) as Uint8Array };
  }

  /** An answer has left this process. */
  answered(path: string): void {
    const next = this.#chain.head.header.number + 1n;
    if (path === '/propose' && this.#ballot.lockAt(next)) faultPoint('seal-sent', next);
  }

  /**
   * Takes a final block if it is the next one: a quorum of the set in force sealed it, and executing it here gives
   * the same. Its time is no longer this node's to judge.
   * @throws FormatError
   */
  async take(block: Block): Promise<boolean> {
    if (block.header.number > this.#chain.head.header.number + 1n) return this.follow();
    return this.#chain.inTurn(async () => {
      const { head } = this.#chain;
      if (block.header.number !== head.header.number + 1n) return false;
      const signers = checkSeals(block.header, this.#validators);
      if (signers.length !== quorum(this.#validators.length))
        return invalid('it has more seals than a quorum');
      if (toHex0x(block.header.miner) !== this.#validators[0])
        return invalid('another than the proposer made it');
      this.#notice(block.header);
      const proposal = await this.#execute(block, head);
      await this.#chain.commit(proposal, block.header);
      return true;
    });
  }

  /** Fetches the blocks that others have and this node has not. @returns whether there were any */
  follow(): Promise<boolean> {
    this.#following ??= this.#fetch().finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  async #fetch(): Promise<boolean> {
    let moved = false;
    for (const peer of this.#peers) {
      while (
        !this.#ending.signal.aborted &&
        peer.report &&
        peer.report.head > Number(this.#chain.head.header.number)
      ) {
        const before = this.#chain.head;
        try {
          for (const block of await peer.blocks(Number(before.header.number) + 1)) {
            if (block.header.number === this.#chain.head.header.number + 1n) await this.take(block);
          }
        } catch (error) {
          if (error instanceof JianzhengError) this.met(error);
          break;
        }
        if (this.#chain.head === before) break;
        moved = true;
      }
    }
    return moved;
  }

  /** Final blocks from a height on, some of them. */
  finalFrom(from: number): Block[] {
    const blocks: Block[] = [];
    let size = 0;
    const { store, head } = this.#chain;
    for (let number = Math.max(from, 1); number <= Number(head.header.number); number++) {
      const block = store.blockByNumber(number);
      if (!block || blocks.length >= BLOCKS_PER_ANSWER || size > BYTES_PER_ANSWER) break;
      const transactions = store.transactionsOf(number).map(({ raw }) => raw);
      size += transactions.reduce((sum, raw) => sum + raw.length, 0);
      blocks.push({ header: openBlock(block), transactions });
    }
    return blocks;
  }

  report(challenge: string): object {
    const { head } = this.#chain;
    const report = {
      head: Number(head.header.number),
      time: this.#options.now(),
      abstaining: this.#ballot.abstaining,
      lock: this.#ballot.lockAt(head.header.number + 1n) ?? null,
    };
    return signReport(report, this.#options.registry, challenge, this.#ballot.key);
  }

  /** Transactions that were given to another node. @returns for each whether that node need not come again */
  takeTransactions(raws: readonly Uint8Array[]): Promise<boolean[]> {
    return Promise.all(
      raws.map(async (raw) => {
        try {
          await this.#chain.takeForwarded(raw);
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
    if (this.isProposer) return;
    const proposer = this.#peers.find(({ report }) => report?.address === this.#validators[0]);
    if (proposer) await this.#forwarder.forward(this.#chain.pool, proposer);
  }

  /** An error met while speaking with a peer: damage ends the process, the rest is the peer's. */
  met(error: unknown): void {
    if (this.#ending.signal.aborted) return;
    if (error instanceof ChainError) this.#chain.report(error);
    else
      this.#options.warn(`A peer's message was refused: ${error instanceof Error ? error.message : error}`);
  }

  /** For `jianzheng_sealing`: all that an operator needs to see why it goes on or does not. */
  status(): Record<string, unknown> {
    const next = this.#chain.head.header.number + 1n;
    const lock = this.#ballot.lockAt(next);
    const role = this.isProposer
      ? 'proposer'
      : this.#validators.includes(this.address)
        ? 'co-sealer'
        : 'follower';
    return {
      role,
      address: this.address,
      proposer: this.#validators[0],
      validators: this.#validators,
      quorum: quorum(this.#validators.length),
      abstainsThrough: this.#ballot.abstainsThrough,
      lock: lock ? { number: Number(next), hash: toHex0x(blockHash(lock.header)) } : null,
      peers: this.#peers.map(({ report }) =>
        report
          ? { answers: true, address: report.address, head: report.head, abstaining: report.abstaining }
          : { answers: false },
      ),
    };
  }
}
