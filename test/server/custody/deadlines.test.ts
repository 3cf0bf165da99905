import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCalendar, WEEKENDS_ONLY } from '../../../core/working-days.ts';
import { readCalendar } from '../../../server/calendar.ts';
import { deadlinesOf } from '../../../server/custody/deadlines.ts';

const FILE = {
  format: 'jianzheng/calendar/1',
  name: { en: 'December', zh: '十二月' },
  offset: '+08:00',
  first: '2026-12-01',
  last: '2026-12-31',
  holidays: [],
  makeUpDays: [],
};
const now = Date.parse('2026-12-24T09:00:00+08:00');

test('a time stays the time that was given; working days become one, with the name of their calendar', () => {
  const asked = { do: 'offer', answerBy: { workingDays: 5 }, reportBy: '2027-03-01T12:00:00.900+08:00' };
  expect(deadlinesOf(asked, openCalendar(FILE), now)).toEqual({
    times: {
      answerBy: Date.parse('2026-12-31T23:59:59+08:00') / 1000,
      reportBy: Date.parse('2027-03-01T12:00:00+08:00') / 1000,
    },
    counted: [{ term: 'answerBy', workingDays: 5, time: '2026-12-31T15:59:59.000Z', calendar: FILE.name }],
  });
  expect(deadlinesOf({ do: 'accept' }, WEEKENDS_ONLY, now)).toEqual({ times: {}, counted: [] });
});

test('a deadline beyond the calendar is refused, with the days that it covers', () => {
  expect(() => deadlinesOf({ do: 'offer', answerBy: { workingDays: 6 } }, openCalendar(FILE), now)).toThrow(
    expect.objectContaining({
      code: 'deadline-beyond-calendar',
      details: {
        reason: '2026-12-01/2026-12-31',
        errors: [{ path: 'answerBy', message: expect.any(String) }],
      },
    }),
  );
});

test('a calendar is read from its file; one that cannot be read is not taken for none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-calendar-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'calendar.json');
  const unusable = (reason: RegExp) =>
    expect.objectContaining({
      code: 'calendar-unusable',
      details: { path, reason: expect.stringMatching(reason) },
    });
  expect(readCalendar(undefined)).toBe(WEEKENDS_ONLY);
  expect(() => readCalendar(path)).toThrow(unusable(/ENOENT/));
  writeFileSync(path, '{');
  expect(() => readCalendar(path)).toThrow(unusable(/JSON/));
  writeFileSync(path, JSON.stringify({ ...FILE, holidays: ['2026-12-32'] }));
  expect(() => readCalendar(path)).toThrow(unusable(/^calendar\.holidays\[0\] must be a day that exists$/));
  writeFileSync(path, JSON.stringify(FILE));
  expect(readCalendar(path).name).toEqual(FILE.name);
});
