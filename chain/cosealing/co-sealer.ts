import { CLOCK_TOLERANCE_SECONDS, secondsOff, vouchedFor } from './candidates.ts';
import type { CatchingUp } from './catching-up.ts';
import { checkProposer, type Executions } from './checks.ts';
import { faultPoint } from './fault.ts';
import { type Answer, type Proposed, sealsOf } from './messages.ts';
import { type Roster, sameBlock } from './roster.ts';

const refused = (reason: string): Answer => ({ kind: 'refused', reason });

/** What a validator says to the proposals of the proposer. */
export class CoSealer {
  readonly #roster: Roster;
  readonly #executions: Executions;
  readonly #catchingUp: CatchingUp;

  constructor(roster: Roster, executions: Executions, catchingUp: CatchingUp) {
    this.#roster = roster;
    this.#executions = executions;
    this.#catchingUp = catchingUp;
  }

  /** @throws FormatError for what no proposer says */
  async answer(block: Proposed): Promise<Answer> {
    const { chain } = this.#roster;
    if (block.header.number > chain.head.header.number + 1n) {
      await this.#roster.look();
      await this.#catchingUp.follow();
    }
    return chain.inTurn(() => this.#vote(block));
  }

  async #vote(block: Proposed): Promise<Answer> {
    const { ballot, chain, validators } = this.#roster;
    const { head } = chain;
    const { header } = block;
    if (header.number <= head.header.number) return { kind: 'ahead', head: Number(head.header.number) };
    if (header.number > head.header.number + 1n) return refused('a validator is behind and cannot catch up');
    if (!validators.includes(ballot.address)) return refused('a peer is no validator');
    checkProposer(block, validators);
    this.#roster.notice(header);
    const lock = ballot.lockAt(header.number);
    if (lock && sameBlock(lock, block)) return this.#sealOf(lock);
    if (lock) return { kind: 'locked', lock };
    if (!ballot.maySeal(header.number)) return refused('a validator abstains after a restore');
    const off = this.#secondsOff(block);
    if (off !== undefined) return refused(`the block's time is ${off} s off a validator's clock`);
    await this.#executions.run(chain, block, head);
    const sealed = ballot.seal(block);
    faultPoint('seal-durable', header.number);
    return this.#sealOf(sealed);
  }

  /** By how much the block's time is off, if that matters. */
  #secondsOff({ header }: Proposed): number | undefined {
    const now = this.#roster.now();
    const off = secondsOff(header.timestamp, now);
    if (off <= CLOCK_TOLERANCE_SECONDS) return undefined;
    const past = header.timestamp * 1000n < BigInt(now);
    const { proposer, validators } = this.#roster;
    return past && vouchedFor(sealsOf(header).keys(), proposer, validators.length) ? undefined : off;
  }

  #sealOf(lock: Proposed): Answer {
    return { kind: 'seal', seal: sealsOf(lock.header).get(this.#roster.ballot.address) as Uint8Array };
  }
}
