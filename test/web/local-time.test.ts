import { afterAll, describe, expect, it } from 'vitest';
import { claimsToSend } from '../../web/submit/desk.ts';
import { withOffset } from '../../web/submit/local-time.ts';

const zone = process.env.TZ;
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('a time from a form', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-01T09:30', '2026-03-01T09:30+08:00'],
    ['Asia/Kolkata', '2026-03-01T09:30:15', '2026-03-01T09:30:15+05:30'],
    ['America/New_York', '2026-01-15T09:30', '2026-01-15T09:30-05:00'],
    ['America/New_York', '2026-07-15T09:30', '2026-07-15T09:30-04:00'],
    ['UTC', '2026-07-15T09:30', '2026-07-15T09:30+00:00'],
    ['UTC', 'yesterday', 'yesterday'],
  ])('gets the offset that %s had then: %s', (timeZone, local, expected) => {
    process.env.TZ = timeZone;
    expect(withOffset(local)).toBe(expected);
  });
});

it('what is sent belongs to the chosen kind, and says something', () => {
  const claims = { place: ' 东区 ', meters: '1234', reviewer: '  ', collectedAt: '2026-03-01T09:30' };
  process.env.TZ = 'Asia/Shanghai';
  expect(claimsToSend({ case: '', kind: 'evidence', claims })).toEqual({ place: '东区' });
  expect(claimsToSend({ case: '', kind: 'power-use', claims })).toEqual({
    collectedAt: '2026-03-01T09:30+08:00',
    place: '东区',
    meters: '1234',
  });
});
