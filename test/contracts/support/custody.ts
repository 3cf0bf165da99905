/** Hand-offs as agencies make them on a test chain. */
import { sha256, ZeroHash } from 'ethers';
import { anchorRecords, type RecordProof } from './batches.ts';
import { addressOf, bytes32, type Consortium, DAY, found, NAMES } from './consortium.ts';

export const STATE = {
  unknown: 0n,
  offered: 1n,
  unanswered: 2n,
  refused: 3n,
  recalled: 4n,
  accepted: 5n,
  overdue: 6n,
  completed: 7n,
} as const;
export const CLOCK = { none: 0n, answer: 1n, report: 2n } as const;

export const purpose = sha256('0xaa');
export const reason = sha256('0xbb');
export const reportLeaf = sha256('0xcc');

export interface Terms {
  to: string;
  purpose: string;
  answerBy: number;
  reportBy: number;
}

/** A consortium in which grid has anchored two records, and what its agencies do about them. */
export async function custody(agencies: number) {
  const c = await found(agencies);
  const [first, second] = (await anchorRecords(c, 'grid', 1, ['one', 'two'])) as [RecordProof, RecordProof];
  const send = (c: Consortium, who: string, method: string, args: unknown[]) =>
    c.chain.send(c.handoff, addressOf(`${who} operator`), method, args);
  const view = async (method: string, ...args: unknown[]) =>
    (await c.chain.call(c.handoff, addressOf('anyone'), method, args))[0];
  /** Two days to answer, ten to report. */
  const termsFor = async (to: string, changed: Partial<Terms> = {}): Promise<Terms> => {
    const now = await c.chain.time();
    return { to: bytes32(to), purpose, answerBy: now + 2 * DAY, reportBy: now + 10 * DAY, ...changed };
  };
  const last = async () => (await view('handoffCount')) as bigint;
  return {
    ...c,
    first,
    second,
    view,
    termsFor,
    as: (who: string, method: string, ...args: unknown[]) => send(c, who, method, args),
    /** Offers grid's first record; gives the number of the hand-off and its terms. */
    async offer(to: string, changed: Partial<Terms> = {}, record = first, commitment = ZeroHash) {
      const terms = await termsFor(to, changed);
      await send(c, 'grid', 'offer', [record, commitment, terms]);
      return { number: await last(), terms };
    },
    async handOn(who: string, previous: bigint, to: string) {
      const terms = await termsFor(to);
      await send(c, who, 'handOn', [previous, terms]);
      return { number: await last(), terms };
    },
    state: (number: bigint) => view('stateOf', number) as Promise<bigint>,
    async suspend(who: string) {
      const others = NAMES.slice(0, agencies).filter((name) => name !== who);
      const motion = await c.propose.suspension(others[0]!, who);
      // As many as a motion needs: one more would be told that it has passed.
      await c.pass(motion, ...others.slice(1, Math.ceil((2 * agencies) / 3)));
    },
  };
}

export type Custody = Awaited<ReturnType<typeof custody>>;
