import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkingDay, openCalendar, WEEKENDS_ONLY, workingDaysAfter } from '../../core/working-days.ts';
import { fcRuns } from '../support/properties.ts';

/** In the shape of the yearly notice: a holiday of some days, paid for with a Sunday before and a Saturday after. */
const FILE = {
  format: 'jianzheng/calendar/1',
  name: { en: 'Autumn 2026', zh: '2026 年秋' },
  offset: '+08:00',
  first: '2026-09-01',
  last: '2026-10-31',
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
  makeUpDays: ['2026-09-20', '2026-10-10'],
};
const seconds = (time: string) => Date.parse(time) / 1000;
const due = (from: string, count: number, calendar = openCalendar(FILE)) =>
  new Date(workingDaysAfter(calendar, seconds(from), count) * 1000).toISOString();

describe('a deadline in working days', () => {
  test('begins with the next day and ends with the last second of its last day, where the calendar is at home', () => {
    expect(due('2026-09-01T00:00:00+08:00', 1)).toBe('2026-09-02T15:59:59.000Z');
    expect(due('2026-09-01T23:59:59+08:00', 1)).toBe('2026-09-02T15:59:59.000Z');
    expect(due('2026-09-02T00:00:00+08:00', 1)).toBe('2026-09-03T15:59:59.000Z');
    expect(due('2026-09-04T12:00:00+08:00', 1)).toBe('2026-09-07T15:59:59.000Z');
  });

  test('leaves out holidays and counts make-up working days', () => {
    // Thursday and Friday 1, 2 October and Monday to Wednesday are holidays; Saturday the 10th is worked.
    expect(due('2026-09-30T12:00:00+08:00', 1)).toBe('2026-10-08T15:59:59.000Z');
    expect(due('2026-09-30T12:00:00+08:00', 3)).toBe('2026-10-10T15:59:59.000Z');
    expect(due('2026-09-30T12:00:00+08:00', 4)).toBe('2026-10-12T15:59:59.000Z');
    expect(due('2026-09-30T12:00:00+08:00', 1, WEEKENDS_ONLY)).toBe('2026-10-01T15:59:59.000Z');
  });

  test('that the calendar does not cover is refused, not guessed', () => {
    expect(due('2026-10-29T12:00:00+08:00', 1)).toBe('2026-10-30T15:59:59.000Z');
    const ends = expect.objectContaining({ code: 'calendar-ends' });
    expect(() => due('2026-10-29T12:00:00+08:00', 2)).toThrow(ends);
    expect(() => due('2026-08-28T12:00:00+08:00', 1)).toThrow(ends);
    for (const count of [0, -1, 1.5, 251, Number.NaN]) {
      expect(() => due('2026-09-01T00:00:00Z', count)).toThrow(
        expect.objectContaining({ code: 'member-invalid' }),
      );
    }
  });

  const when = fc.integer({ min: seconds('2000-01-01T00:00:00Z'), max: seconds('2100-01-01T00:00:00Z') });
  const DAY = 86_400;
  const dayOf = (time: number, offset: number) => Math.floor((time + offset * 60) / DAY);
  const calendars = fc.record({
    offset: fc.integer({ min: -14 * 60, max: 14 * 60 }),
    holidays: fc.array(fc.integer({ min: 1, max: 40 })),
    worked: fc.array(fc.integer({ min: 1, max: 40 })),
  });

  test('has exactly so many working days after the day it began, and ends on one', () => {
    fc.assert(
      fc.property(when, fc.integer({ min: 1, max: 30 }), calendars, (from, count, drawn) => {
        const start = dayOf(from, drawn.offset);
        const calendar = {
          ...WEEKENDS_ONLY,
          offsetMinutes: drawn.offset,
          holidays: new Set(drawn.holidays.map((day) => start + day)),
          makeUpDays: new Set(drawn.worked.map((day) => start + day)),
        };
        const end = workingDaysAfter(calendar, from, count);
        const last = dayOf(end, drawn.offset);
        expect(dayOf(end + 1, drawn.offset)).toBe(last + 1);
        const days = Array.from({ length: last - start }, (_, index) => start + 1 + index);
        expect(days.filter((day) => isWorkingDay(calendar, day))).toHaveLength(count);
        expect(isWorkingDay(calendar, last)).toBe(true);
      }),
      fcRuns(),
    );
  });

  test('grows with the count, and by weekends alone five are a week', () => {
    fc.assert(
      fc.property(when, fc.integer({ min: 1, max: 200 }), (from, count) => {
        const end = workingDaysAfter(WEEKENDS_ONLY, from, count);
        expect(workingDaysAfter(WEEKENDS_ONLY, from, count + 1)).toBeGreaterThan(end);
        expect(workingDaysAfter(WEEKENDS_ONLY, from, count + 5)).toBe(end + 7 * DAY);
      }),
      fcRuns(),
    );
  });
});

describe('a calendar file', () => {
  test('says what it covers', () => {
    const { name, offsetMinutes } = openCalendar(FILE);
    expect(name).toEqual(FILE.name);
    expect(offsetMinutes).toBe(480);
    expect(openCalendar({ ...FILE, offset: '-03:30' }).offsetMinutes).toBe(-210);
  });

  test.each([
    ['calendar.format', { format: 'jianzheng/calendar/2' }],
    ['calendar', { weekends: [] }],
    ['calendar.name', { name: { en: 'x' } }],
    ['calendar.name.zh', { name: { en: 'x', zh: 'a\nb' } }],
    ['calendar.offset', { offset: '8' }],
    ['calendar.first', { first: '2026-02-30' }],
    ['calendar.last', { last: '2026-08-31' }],
    ['calendar.holidays', { holidays: '2026-10-01' }],
    ['calendar.holidays[0]', { holidays: ['1 October 2026'] }],
    ['calendar.holidays[0]', { holidays: ['2027-01-01'] }],
    ['calendar.holidays[1]', { holidays: ['2026-10-01', '2026-10-01'] }],
    ['calendar.makeUpDays: 2026-10-12', { makeUpDays: ['2026-10-12'] }],
    ['calendar.makeUpDays: 2026-10-10', { holidays: ['2026-10-10'], makeUpDays: ['2026-10-10'] }],
  ] as [string, object][])('is refused at %s: %j', (where, change) => {
    expect(() => openCalendar({ ...FILE, ...change })).toThrow(
      expect.objectContaining({ code: 'member-invalid', details: expect.objectContaining({ where }) }),
    );
  });

  test('that is none is refused', () => {
    for (const value of [null, [], 'x', 5]) expect(() => openCalendar(value)).toThrow(/must be an object/);
  });
});
