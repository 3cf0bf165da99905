import { FormatError } from './errors.ts';
import { readArray, readInteger, readLiteral, readMembers, readText } from './shape.ts';

/**
 * Deadlines in working days. Holidays and make-up working days (调休) are known a year ahead at most, so a calendar says
 * which days it covers, and nothing is guessed about others. docs/operations/working-days.md describes its file.
 */
export type WorkingCalendar = {
  readonly name: { readonly en: string; readonly zh: string };
  /** Minutes east of UTC: where its days begin and end. */
  readonly offsetMinutes: number;
  /** The first and the last day covered, as days since 1970-01-01; undefined: every day. */
  readonly covers: { readonly first: number; readonly last: number } | undefined;
  readonly holidays: ReadonlySet<number>;
  /** Saturdays and Sundays on which work is done. */
  readonly makeUpDays: ReadonlySet<number>;
};

const DAY_SECONDS = 86_400;
/** Ten years of days, each listed. */
const MOST_DAYS = 3660;
/** More than a year of working days: nothing that people agree on. */
export const MOST_WORKING_DAYS = 250;

/** Where no calendar is set. The name says so wherever a deadline is shown; days are those of China (UTC+8). */
export const WEEKENDS_ONLY: WorkingCalendar = {
  name: { en: 'weekends only, no holidays known', zh: '仅排除周末，未设置节假日' },
  offsetMinutes: 480,
  covers: undefined,
  holidays: new Set(),
  makeUpDays: new Set(),
};

/** 1970-01-01 was a Thursday. */
const isWeekend = (day: number): boolean => [2, 3].includes(((day % 7) + 7) % 7);

/** @param day days since 1970-01-01 @returns such as 2026-10-01 */
export const dayText = (day: number): string => new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);

const wrong = (where: string, expected: string): never => {
  throw new FormatError('member-invalid', `${where} must be ${expected}`, { details: { where, expected } });
};

function readDay(value: unknown, where: string): number {
  const text = readText(value, where, /^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-10-01');
  const day = Date.parse(`${text}T00:00:00Z`) / (DAY_SECONDS * 1000);
  // Date.parse takes 2026-02-30 for 2 March.
  return Number.isNaN(day) || dayText(day) !== text ? wrong(where, 'a day that exists') : day;
}

/** Minutes east of UTC, from a text such as +08:00. */
function readOffset(value: unknown, where: string): number {
  const text = readText(value, where, /^[+-](0\d|1[0-4]):[0-5]\d$/, 'an offset such as +08:00');
  const [hours, minutes] = text.slice(1).split(':').map(Number) as [number, number];
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function readDays(value: unknown, where: string, { first, last }: { first: number; last: number }) {
  const days = new Set<number>();
  for (const [index, item] of readArray(value, where, 0, MOST_DAYS).entries()) {
    const day = readDay(item, `${where}[${index}]`);
    if (day < first || day > last) wrong(`${where}[${index}]`, 'a day from “first” to “last”');
    if (days.has(day)) wrong(`${where}[${index}]`, 'a day that is not listed before');
    days.add(day);
  }
  return days;
}

/**
 * Reads a parsed calendar file. A day that changes nothing because of a slip (a make-up day that is no Saturday or
 * Sunday, a day in both lists) is refused: it stands in the place of another one.
 * @throws FormatError `member-invalid`
 */
export function openCalendar(value: unknown): WorkingCalendar {
  const names = ['format', 'name', 'offset', 'first', 'last', 'holidays', 'makeUpDays'] as const;
  const file = readMembers(value, 'calendar', names);
  readLiteral(file.format, 'calendar.format', 'jianzheng/calendar/1');
  const name = readMembers(file.name, 'calendar.name', ['en', 'zh']);
  const readName = (language: 'en' | 'zh') =>
    readText(
      name[language],
      `calendar.name.${language}`,
      /^[^\p{C}]{1,100}$/u,
      '1 to 100 visible characters',
    );
  const covers = {
    first: readDay(file.first, 'calendar.first'),
    last: readDay(file.last, 'calendar.last'),
  };
  if (covers.last < covers.first) wrong('calendar.last', 'no earlier than “first”');
  const holidays = readDays(file.holidays, 'calendar.holidays', covers);
  const makeUpDays = readDays(file.makeUpDays, 'calendar.makeUpDays', covers);
  for (const day of makeUpDays) {
    if (!isWeekend(day)) wrong(`calendar.makeUpDays: ${dayText(day)}`, 'a Saturday or a Sunday');
    if (holidays.has(day)) wrong(`calendar.makeUpDays: ${dayText(day)}`, 'no holiday');
  }
  const offsetMinutes = readOffset(file.offset, 'calendar.offset');
  return { name: { en: readName('en'), zh: readName('zh') }, offsetMinutes, covers, holidays, makeUpDays };
}

/** @param day days since 1970-01-01 */
export function isWorkingDay({ holidays, makeUpDays }: WorkingCalendar, day: number): boolean {
  return makeUpDays.has(day) || !(isWeekend(day) || holidays.has(day));
}

/**
 * The end of the working day that is the `count`th after the day of `from`, in the calendar's zone. The day on which it
 * begins does not count, and the last one ends at midnight (民法典 arts. 201 and 203).
 * @param from unix seconds
 * @param count 1 to MOST_WORKING_DAYS
 * @returns unix seconds, the last second of that day
 * @throws FormatError `member-invalid`; `calendar-ends` when a day in between is not covered, with `first` and `last`
 */
export function workingDaysAfter(calendar: WorkingCalendar, from: number, count: number): number {
  readInteger(count, 'workingDays', 1, MOST_WORKING_DAYS);
  const { covers, offsetMinutes } = calendar;
  let day = Math.floor((from + offsetMinutes * 60) / DAY_SECONDS);
  for (let left = count; left > 0; ) {
    day += 1;
    if (covers && (day < covers.first || day > covers.last)) {
      const [first, last] = [dayText(covers.first), dayText(covers.last)];
      throw new FormatError('calendar-ends', `The calendar covers ${first} to ${last}`, {
        details: { first, last },
      });
    }
    if (isWorkingDay(calendar, day)) left -= 1;
  }
  return (day + 1) * DAY_SECONDS - offsetMinutes * 60 - 1;
}
