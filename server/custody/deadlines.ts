import { FormatError } from '../../core/errors.ts';
import { type WorkingCalendar, workingDaysAfter } from '../../core/working-days.ts';
import { Refusal } from '../refusal.ts';

/** Deadlines as people ask for them: a time, or a number of working days. The contracts know times alone. */

const TERMS = ['answerBy', 'reportBy', 'until'] as const;
type Term = (typeof TERMS)[number];
type Asked = string | { readonly workingDays: number };

/** A deadline that was counted in working days, and by which calendar: kept, since the calendar may change later. */
export type Counted = {
  readonly term: Term;
  readonly workingDays: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly calendar: WorkingCalendar['name'];
};

function count(calendar: WorkingCalendar, now: number, term: Term, workingDays: number): number {
  try {
    return workingDaysAfter(calendar, Math.floor(now / 1000), workingDays);
  } catch (cause) {
    if (!(cause instanceof FormatError) || cause.code !== 'calendar-ends') throw cause;
    const reason = `${cause.details.first}/${cause.details.last}`;
    const errors = [{ path: term, message: cause.message }];
    throw new Refusal('deadline-beyond-calendar', cause.message, { cause, details: { reason, errors } });
  }
}

/**
 * All deadlines of a wish as unix seconds, and those that were counted.
 * @param now unix ms; working days begin with the day after it
 * @throws Refusal `deadline-beyond-calendar`
 */
export function deadlinesOf(
  asked: { readonly do: string } & Partial<Record<Term, Asked | undefined>>,
  calendar: WorkingCalendar,
  now: number,
): { times: Partial<Record<Term, number>>; counted: Counted[] } {
  const times: Partial<Record<Term, number>> = {};
  const counted: Counted[] = [];
  for (const term of TERMS) {
    const given = asked[term];
    if (given === undefined) continue;
    if (typeof given === 'string') {
      times[term] = Math.floor(Date.parse(given) / 1000);
      continue;
    }
    const seconds = count(calendar, now, term, given.workingDays);
    times[term] = seconds;
    const time = new Date(seconds * 1000).toISOString();
    counted.push({ term, workingDays: given.workingDays, time, calendar: calendar.name });
  }
  return { times, counted };
}
