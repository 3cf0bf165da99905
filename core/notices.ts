import type { Handoff } from './handoff-state.ts';
import type { Statement, StatementKind } from './statement-events.ts';

/** What an agency wants to be told of, by webhook or feed: ids, hashes and times alone, no names and no file names. */

/** Names of notices, as they are part of the API. */
export const NOTICES = [
  'records.anchored',
  'handoff.offered',
  'handoff.accepted',
  'handoff.refused',
  'handoff.recalled',
  'handoff.reported',
  'handoff.extension_asked',
  'handoff.extended',
  'handoff.deadline_near',
  'handoff.overdue',
  'handoff.overdue_recorded',
  'opinion.given',
  'alert.raised',
] as const;
export type NoticeType = (typeof NOTICES)[number];

export type Notice = {
  /** The same thing has the same key, however often it is found out: where nobody is to be told twice, it decides. */
  readonly key: string;
  readonly type: NoticeType;
  /** Unix ms. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
};

const TOLD: Partial<Record<StatementKind, NoticeType>> = {
  opinion: 'opinion.given',
  offered: 'handoff.offered',
  accepted: 'handoff.accepted',
  refused: 'handoff.refused',
  recalled: 'handoff.recalled',
  reported: 'handoff.reported',
  'extension-asked': 'handoff.extension_asked',
  extended: 'handoff.extended',
  overdue: 'handoff.overdue_recorded',
};

const TIMES = new Set(['answerBy', 'reportBy', 'until', 'deadline']);
/** Of the machinery, not of what was said; the earlier time of an extension is in the notice before. */
const LEFT_OUT = new Set(['kind', 'sealedBy', 'sequence', 'previous']);

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** Fields of a statement with its times (unix seconds) as ISO 8601, UTC. */
function saidIn(statement: Statement): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(statement)
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, value]) => [name, TIMES.has(name) && typeof value === 'number' ? iso(value) : value]),
  );
}

function concerns(statement: Statement, agency: string): boolean {
  if (statement.kind === 'opinion') return statement.agency === agency || statement.attester === agency;
  return 'handoff' in statement && (statement.from === agency || statement.to === agency);
}

/**
 * What a statement on the chain tells an agency: opinions on its records or of its own, hand-offs of which it is a side.
 * @param at where it stands, and the block's time in unix seconds
 */
export function noticeOfStatement(
  statement: Statement,
  at: { readonly block: number; readonly tx: number; readonly log: number; readonly time: number },
  agency: string,
): Notice | undefined {
  const type = TOLD[statement.kind];
  if (type === undefined || !concerns(statement, agency)) return undefined;
  const place = `${at.block}-${at.tx}-${at.log}`;
  return {
    key: `${type} ${place}`,
    type,
    at: at.time * 1000,
    data: { statement: place, block: at.block, ...saidIn(statement) },
  };
}

/** The deadline that runs, or has passed without what was due; undefined where nothing is due. */
export function runningClock({
  state,
  answerBy,
  reportBy,
}: Pick<Handoff, 'state' | 'answerBy' | 'reportBy'>):
  | { readonly clock: 'answer' | 'report'; readonly deadline: number }
  | undefined {
  if (state === 'offered' || state === 'unanswered') return { clock: 'answer', deadline: answerBy };
  if ((state === 'accepted' || state === 'overdue') && reportBy !== null)
    return { clock: 'report', deadline: reportBy };
  return undefined;
}

/**
 * What the clock of a hand-off tells at a time: that its deadline is near, or has passed.
 * @param now unix seconds
 * @param nearSeconds how long before a deadline it is near; 0: never
 */
export function noticeOfClock(handoff: Handoff, now: number, nearSeconds: number): Notice | undefined {
  const running = runningClock(handoff);
  if (!running || running.deadline - now > nearSeconds) return undefined;
  const { clock, deadline } = running;
  const passed = now >= deadline;
  if (!passed && nearSeconds === 0) return undefined;
  const type = passed ? 'handoff.overdue' : 'handoff.deadline_near';
  const { agency, recordId, commitment, from, to } = handoff;
  return {
    key: `${type} ${handoff.handoff}-${clock}-${deadline}`,
    type,
    at: (passed ? deadline : deadline - nearSeconds) * 1000,
    data: {
      ...{ handoff: handoff.handoff, from, to, agency, recordId, commitment },
      ...{ clock, deadline: iso(deadline) },
    },
  };
}
