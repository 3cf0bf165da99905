/**
 * What the ledger and the hand-offs promise, as a small model that knows no slot of the contracts. For each call it
 * names every rule that the call breaks: one that breaks none must succeed, any other must be refused for one of them.
 */
import { STATUS } from './consortium.ts';
import { STATE } from './custody.ts';

export const HOURS = 3600;

/** A record by its place in {@link World.records}. */
export type RecordNumber = number;

export interface KnownRecord {
  agency: string;
  standing: 'stands' | 'superseded' | 'withdrawn';
  replacement?: RecordNumber;
  opinions: { attester: string; opinion: number; reasons: string; previous: number }[];
}

export interface KnownHandoff {
  record: RecordNumber;
  commitment: string;
  from: string;
  to: string;
  previous: number;
  answerBy: number;
  reportBy: number;
  answer: bigint;
  reports: number;
  asked?: { by: string; until: number };
  overdueSince: number;
}

export interface World {
  status: Map<string, bigint>;
  batches: Map<string, number>;
  records: KnownRecord[];
  closed: Map<string, { count: number; head: string }>;
  /** By number - 1. */
  handoffs: KnownHandoff[];
}

/** The errors that a call may end in; none means that it succeeds. */
export type Broken = string[];

const check = (...rules: [broken: boolean, error: string][]): Broken =>
  rules.filter(([broken]) => broken).map(([, error]) => error);

const active = (w: World, who: string) => w.status.get(who) === STATUS.active;
const seated = (w: World, who: string) => active(w, who) || w.status.get(who) === STATUS.suspended;
const cannotAnchor = (w: World, who: string): [boolean, string] => [
  !active(w, who),
  'AgencyRegistryNoRights',
];
const cannotAnswer = (w: World, who: string): [boolean, string] => [
  !seated(w, who),
  'AgencyRegistryNoRights',
];

export function stateAt(h: KnownHandoff, now: number): bigint {
  if (h.answer === STATE.offered && now >= h.answerBy) return STATE.unanswered;
  if (h.answer === STATE.accepted && h.reportBy !== 0 && now >= h.reportBy) return STATE.overdue;
  return h.answer;
}

const isOver = (h: KnownHandoff, now: number) =>
  ![STATE.offered, STATE.accepted, STATE.overdue].some((state) => state === stateAt(h, now));

export function anchor(w: World, who: string, sequence: number): Broken {
  const next = (w.batches.get(who) ?? 0) + 1;
  return check(cannotAnchor(w, who), [sequence !== next, 'EvidenceLedgerWrongSequence']);
}

export function attest(
  w: World,
  who: string,
  r: RecordNumber,
  said: { opinion: number; reasons: string; none: boolean; forged: boolean },
): Broken {
  const { agency, opinions } = w.records[r]!;
  const last = opinions.findLast(({ attester }) => attester === who);
  return check(
    cannotAnchor(w, who),
    [who === agency, 'EvidenceLedgerOwnRecord'],
    [said.opinion === 0, 'EvidenceLedgerNoOpinion'],
    [said.none && said.opinion !== 1, 'EvidenceLedgerNoReason'],
    [said.forged, 'EvidenceLedgerUnknownRecord'],
    [last?.opinion === said.opinion && last.reasons === said.reasons, 'EvidenceLedgerSameOpinion'],
  );
}

export function correct(w: World, who: string, r: RecordNumber, by?: RecordNumber): Broken {
  const record = w.records[r]!;
  const other = by === undefined ? undefined : w.records[by]!;
  return check(
    cannotAnchor(w, who),
    [who !== record.agency || (!!other && other.agency !== record.agency), 'EvidenceLedgerNotSubmitter'],
    [r === by, 'EvidenceLedgerSameRecord'],
    [record.standing !== 'stands' || (!!other && other.standing !== 'stands'), 'EvidenceLedgerNotStanding'],
  );
}

export function closeCase(w: World, who: string, commitment: string, count: number): Broken {
  return check(
    cannotAnchor(w, who),
    [count === 0, 'EvidenceLedgerInvalidCase'],
    [w.closed.has(`${who} ${commitment}`), 'EvidenceLedgerCaseClosed'],
  );
}

export type Asked = Pick<
  KnownHandoff,
  'record' | 'commitment' | 'from' | 'to' | 'previous' | 'answerBy' | 'reportBy'
>;

export function offer(w: World, asked: Asked, now: number, forged = false): Broken {
  const { record, from, to, previous, answerBy, reportBy } = asked;
  const before = w.handoffs[previous - 1];
  if (previous !== 0 && !before) return ['AgencyRegistryNoRights', 'CaseHandoffUnknown'];
  const holds = before ? before.to === from : w.records[record]!.agency === from;
  const got = !before || before.answer === STATE.accepted || before.answer === STATE.completed;
  const doubled = w.handoffs.some(
    (other) =>
      (['record', 'commitment', 'from', 'to', 'previous'] as const).every(
        (key) => other[key] === asked[key],
      ) && !isOver(other, now),
  );
  return check(
    cannotAnchor(w, from),
    [!holds, before ? 'CaseHandoffWrongAgency' : 'CaseHandoffNotOwner'],
    [!got, 'CaseHandoffState'],
    [forged, 'CaseHandoffUnknownRecord'],
    [to === from, 'CaseHandoffToSelf'],
    [!seated(w, to), 'CaseHandoffNoSeat'],
    [answerBy < now + 24 * HOURS, 'CaseHandoffDeadline'],
    [reportBy !== 0 && reportBy < answerBy + 24 * HOURS, 'CaseHandoffDeadline'],
    [doubled, 'CaseHandoffDoubled'],
  );
}

/** Accepting, refusing, recalling: by `side`, while the offer is open. */
export function answer(w: World, who: string, h: KnownHandoff, side: 'from' | 'to', now: number): Broken {
  return check(
    cannotAnswer(w, who),
    [who !== h[side], 'CaseHandoffWrongAgency'],
    [h.answer !== STATE.offered, 'CaseHandoffState'],
    [now >= h.answerBy, 'CaseHandoffLate'],
  );
}

export function report(w: World, who: string, h: KnownHandoff): Broken {
  return check(
    cannotAnswer(w, who),
    [who !== h.to, 'CaseHandoffWrongAgency'],
    [h.answer !== STATE.accepted, 'CaseHandoffState'],
  );
}

const deadlineOf = (h: KnownHandoff) => (h.answer === STATE.offered ? h.answerBy : h.reportBy);
const noClock = (h: KnownHandoff): [boolean, string][] => [
  [h.answer !== STATE.offered && h.answer !== STATE.accepted, 'CaseHandoffState'],
  [h.answer === STATE.accepted && h.reportBy === 0, 'CaseHandoffNoDeadline'],
];

function extension(h: KnownHandoff, until: number, now: number): [boolean, string][] {
  const offered = h.answer === STATE.offered;
  const early = until < now + 24 * HOURS || until <= deadlineOf(h);
  return [
    ...noClock(h),
    [early || (offered && h.reportBy !== 0 && h.reportBy < until + 24 * HOURS), 'CaseHandoffDeadline'],
    [offered && now >= h.answerBy, 'CaseHandoffLate'],
  ];
}

export function askExtension(w: World, who: string, h: KnownHandoff, until: number, now: number): Broken {
  return check(
    cannotAnswer(w, who),
    [who !== h.from && who !== h.to, 'CaseHandoffWrongAgency'],
    ...extension(h, until, now),
  );
}

export function agreeExtension(w: World, who: string, h: KnownHandoff, until: number, now: number): Broken {
  const other = h.asked?.by === h.from ? h.to : h.from;
  return check(
    cannotAnswer(w, who),
    [h.asked?.until !== until, 'CaseHandoffNotAsked'],
    [!!h.asked && who !== other, 'CaseHandoffWrongAgency'],
    ...extension(h, until, now),
  );
}

export function recordOverdue(h: KnownHandoff, now: number): Broken {
  return check(
    ...noClock(h),
    [now < deadlineOf(h), 'CaseHandoffNotOverdue'],
    [h.overdueSince === deadlineOf(h), 'CaseHandoffOverdueRecorded'],
  );
}
