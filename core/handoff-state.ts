import type { Statement } from './statement-events.ts';

/**
 * How a hand-off stands, out of what was said of it and the time of a block: the same rules as the contract's, so that
 * whoever has the statements needs no node.
 */
export const HANDOFF_STATES = [
  'offered',
  'unanswered',
  'refused',
  'recalled',
  'accepted',
  'overdue',
  'completed',
] as const;
export type HandoffState = (typeof HANDOFF_STATES)[number];

export type Handoff = {
  readonly handoff: number;
  /** Whose record it is. */
  readonly agency: string;
  readonly recordId: string;
  /** The whole case up to that record, or null for the record alone. */
  readonly commitment: string | null;
  readonly from: string;
  readonly to: string;
  /** Record ID of the purpose. */
  readonly purpose: string;
  /** The hand-off by which the offerer got it. */
  readonly previous: number | null;
  readonly state: HandoffState;
  /** Unix seconds, as last agreed. */
  readonly answerBy: number;
  readonly reportBy: number | null;
  readonly reports: number;
  /** A later deadline that one side asks for and the other has not agreed to. */
  readonly asked: { readonly by: string; readonly clock: 'answer' | 'report'; readonly until: number } | null;
  /** Deadlines whose missing is recorded on the chain. */
  readonly recordedOverdue: readonly number[];
};

/**
 * What of it is left: `open` while a clock runs or nothing is due, `late` where a deadline was missed and somebody can
 * still act on that, `over` otherwise. An offer that nobody answered is over once that is recorded: no answer can come.
 */
export const DUE = ['open', 'late', 'over'] as const;
export type Due = (typeof DUE)[number];

export function dueOf({
  state,
  answerBy,
  recordedOverdue,
}: Pick<Handoff, 'state' | 'answerBy' | 'recordedOverdue'>): Due {
  if (state === 'offered' || state === 'accepted') return 'open';
  if (state === 'overdue') return 'late';
  return state === 'unanswered' && !recordedOverdue.includes(answerBy) ? 'late' : 'over';
}

type Standing = 'offered' | 'refused' | 'recalled' | 'accepted' | 'completed';

function stateAt(standing: Standing, answerBy: number, reportBy: number | null, time: number): HandoffState {
  if (standing === 'offered' && time >= answerBy) return 'unanswered';
  if (standing === 'accepted' && reportBy !== null && time >= reportBy) return 'overdue';
  return standing;
}

/**
 * @param statements all that was said of one hand-off, in the order of the chain
 * @param time of the block at which it is looked at, unix seconds
 * @returns undefined where the offer is not among them
 */
export function handoffAt(statements: readonly Statement[], time: number): Handoff | undefined {
  const [offer, ...later] = statements;
  if (offer?.kind !== 'offered') return undefined;
  let standing: Standing = 'offered';
  let { answerBy, reportBy } = offer;
  let reports = 0;
  let asked: Handoff['asked'] = null;
  const recordedOverdue: number[] = [];
  for (const said of later) {
    if (said.kind === 'accepted' || said.kind === 'refused' || said.kind === 'recalled') {
      standing = said.kind;
      asked = null;
    } else if (said.kind === 'reported') {
      reports = said.number;
      if (said.final) standing = 'completed';
    } else if (said.kind === 'extension-asked') {
      asked = { by: said.by, clock: said.clock, until: said.until };
    } else if (said.kind === 'extended') {
      if (said.clock === 'answer') answerBy = said.until;
      else reportBy = said.until;
      asked = null;
    } else if (said.kind === 'overdue') recordedOverdue.push(said.deadline);
  }
  const { handoff, agency, recordId, commitment, from, to, purpose, previous } = offer;
  return {
    ...{ handoff, agency, recordId, commitment, from, to, purpose, previous },
    ...{
      state: stateAt(standing, answerBy, reportBy, time),
      answerBy,
      reportBy,
      reports,
      asked,
      recordedOverdue,
    },
  };
}
