import { equal } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import type { Head } from '../chain.ts';
import { Candidates, CLOCK_TOLERANCE_SECONDS } from './candidates.ts';
import type { CatchingUp } from './catching-up.ts';
import { checkProposer, type Executions } from './checks.ts';
import { faultPoint } from './fault.ts';
import { type Answer, type Proposed, signProposal, withSeals } from './messages.ts';
import { type Roster, sameBlock } from './roster.ts';

/** Brings the block of the next height to the end, whichever that is by now. */
export class Proposer {
  readonly #roster: Roster;
  readonly #executions: Executions;
  readonly #catchingUp: CatchingUp;

  constructor(roster: Roster, executions: Executions, catchingUp: CatchingUp) {
    this.#roster = roster;
    this.#executions = executions;
    this.#catchingUp = catchingUp;
  }

  /** Is there anything to do? @param waiting a transaction can go into a block */
  due(waiting: boolean): boolean {
    const { ballot, chain, isProposer } = this.#roster;
    if (!isProposer) return false;
    const next = chain.head.header.number + 1n;
    const locked = this.#roster.reports().some(({ lock }) => lock?.header.number === next);
    const own = ballot.lockAt(next) !== undefined || ballot.proposalAt(next) !== undefined;
    return waiting || next === 1n || locked || own;
  }

  /** One attempt. @throws ChainError `quorum-missing`: it is made again */
  async makeBlock(): Promise<void> {
    const { ballot, chain } = this.#roster;
    await this.#roster.look();
    if (await this.#catchingUp.follow()) return;
    const { head } = chain;
    const height = head.header.number + 1n;
    const candidates = new Candidates(this.#roster.validators);
    for (const own of [ballot.lockAt(height), ballot.proposalAt(height)]) if (own) candidates.add(own);
    for (const { lock } of this.#roster.reports()) if (lock) this.#consider(candidates, lock, head);
    const known = candidates.best(this.#roster.now());
    const block = known ? await this.#support(known, head) : await this.#propose(candidates, head);
    if (!block) return;
    candidates.add(block);
    await this.#gather(block, candidates, head);
  }

  #consider(candidates: Candidates, lock: Proposed, head: Head): void {
    try {
      if (lock.header.number !== head.header.number + 1n || !equal(lock.header.parentHash, head.hash)) return;
      this.#roster.notice(lock.header);
      checkProposer(lock, this.#roster.validators);
      candidates.add(lock);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#roster.warn(`A peer showed a block that is none: ${error.message}`);
    }
  }

  /** Runs on the head, if it is still the one. */
  #on<Result>(head: Head, work: () => Promise<Result>): Promise<Result | undefined> {
    const { chain, ending } = this.#roster;
    return chain.inTurn(async () => {
      if (chain.head !== head || ending.signal.aborted) return undefined;
      return work();
    });
  }

  /** Adopts what others are locked on; the own seal goes on it only if there is none of this height. */
  #support(block: Proposed, head: Head): Promise<Proposed | undefined> {
    return this.#on(head, async () => {
      await this.#executions.run(this.#roster.chain, block, head);
      return this.#endorse(block);
    });
  }

  /** Whatever is sent from here on is durable first, with the own seal where that may be given. */
  #endorse(block: Proposed): Proposed {
    const { ballot } = this.#roster;
    const { number } = block.header;
    if (!ballot.maySeal(number)) {
      const lock = ballot.lockAt(number);
      if (lock && sameBlock(lock, block)) return block;
      // Restored, or bound by a seal on another that came too late for the others: then theirs must do.
      ballot.keepProposal(block);
      faultPoint('proposal-durable', number);
      return block;
    }
    const lock = ballot.seal(block);
    faultPoint('lock-durable', number);
    return lock;
  }

  async #propose(candidates: Candidates, head: Head): Promise<Proposed | undefined> {
    const { ballot, chain } = this.#roster;
    const height = head.header.number + 1n;
    this.#checkAble(candidates, height);
    const timestamp = await chain.nextTime();
    return this.#on(head, async () => {
      const proposal = await chain.buildFromPool(timestamp, ballot.address);
      if (!proposal) return undefined;
      const { header } = proposal;
      const transactions = proposal.execution.executed.map(({ transaction }) => transaction.serialize());
      this.#executions.keep(proposal);
      faultPoint('before-lock', height);
      return this.#endorse({ header, transactions, signature: signProposal(header, ballot.key) });
    });
  }

  /** A new block only if enough can seal it now: one that waits grows too old for those who come later. */
  #checkAble(candidates: Candidates, height: bigint): void {
    const now = this.#roster.now();
    const { bound } = candidates;
    const askew: string[] = [];
    const free = this.#roster.reports().filter(({ address, abstaining, time }) => {
      const near = Math.abs(time - now) <= CLOCK_TOLERANCE_SECONDS * 1000;
      if (!near) askew.push(address);
      return near && !abstaining && !bound.has(address);
    });
    const able = free.length + (this.#roster.ballot.maySeal(height) ? 1 : 0);
    const standing = this.#roster.standing();
    if (able >= standing.needed) return;
    throw this.#roster.missing({ ...standing, able }, [
      ...(bound.size > 0 ? [`another block of this height has the seals of ${[...bound].join(', ')}`] : []),
      ...(askew.length > 0 ? [`clocks differ with ${askew.join(', ')}`] : []),
    ]);
  }

  /** Shows the block to all, and is done with a quorum of seals, or when all have spoken. */
  async #gather(block: Proposed, candidates: Candidates, head: Head): Promise<void> {
    const { peers } = this.#roster;
    const reasons = new Set<string>();
    await new Promise<void>((resolve) => {
      let open = peers.length;
      const done = () => {
        if (open <= 0 || candidates.finalSeals(block)) resolve();
      };
      done();
      for (const peer of peers) {
        peer
          .propose(block)
          .then((answer) => this.#count(answer, block, candidates, head, reasons))
          .catch((error: unknown) => reasons.add(error instanceof Error ? error.message : String(error)))
          .finally(() => {
            open--;
            done();
          });
      }
    });
    const seals = candidates.finalSeals(block);
    if (!seals) throw this.#roster.missing(this.#roster.standing(), [...reasons].sort());
    faultPoint('quorum', block.header.number);
    const final = { header: withSeals(block.header, seals), transactions: block.transactions };
    if (!(await this.#catchingUp.take(final))) return;
    faultPoint('committed', block.header.number);
    for (const peer of peers) peer.tell(final).catch(() => undefined);
  }

  #count(answer: Answer, block: Proposed, candidates: Candidates, head: Head, reasons: Set<string>): void {
    if (answer.kind === 'seal') {
      candidates.add({ ...block, header: withSeals(block.header, [answer.seal]) });
      faultPoint('first-seal', block.header.number);
    } else if (answer.kind === 'locked') {
      this.#consider(candidates, answer.lock, head);
      reasons.add('a validator has sealed another block of this height');
    } else {
      reasons.add(answer.kind === 'ahead' ? 'a validator is ahead' : answer.reason);
    }
  }
}
