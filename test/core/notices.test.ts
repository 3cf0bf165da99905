import { expect, test } from 'vitest';
import { type Handoff, handoffAt } from '../../core/handoff-state.ts';
import { noticeOfClock, noticeOfStatement } from '../../core/notices.ts';
import type { Statement } from '../../core/statement-events.ts';

const DAY = 86_400;
const sides = { handoff: 12, from: 'grid', to: 'police' };
const record = { agency: 'grid', recordId: 'a'.repeat(64) };
const offer = {
  ...{ kind: 'offered', ...sides, ...record, commitment: null, sequence: 3, previous: null },
  ...{ answerBy: 10 * DAY, reportBy: 20 * DAY, purpose: 'b'.repeat(64), sealedBy: 1 },
} as const satisfies Statement;
const at = { block: 7, tx: 1, log: 2, time: 1000 };

test('a statement tells both sides what was said, with times as times, and nobody else', () => {
  expect(noticeOfStatement(offer, at, 'police')).toEqual({
    ...{ key: 'handoff.offered 7-1-2', type: 'handoff.offered', at: 1_000_000 },
    data: {
      ...{ statement: '7-1-2', block: 7, ...sides, ...record, commitment: null, purpose: 'b'.repeat(64) },
      ...{ answerBy: '1970-01-11T00:00:00.000Z', reportBy: '1970-01-21T00:00:00.000Z' },
    },
  });
  expect(noticeOfStatement(offer, at, 'grid')?.type).toBe('handoff.offered');
  expect(noticeOfStatement(offer, at, 'court')).toBeUndefined();
});

test('an opinion is told to whose record it is on and to who gave it; what is not listed is not told', () => {
  const opinion = {
    ...{ kind: 'opinion', ...record, attester: 'police', sequence: 3, number: 1, previous: null },
    ...{ opinion: 'dispute', reasons: null, sealedBy: 1 },
  } as const satisfies Statement;
  for (const agency of ['grid', 'police'])
    expect(noticeOfStatement(opinion, at, agency)?.type).toBe('opinion.given');
  expect(noticeOfStatement(opinion, at, 'court')).toBeUndefined();
  const withdrawn = {
    kind: 'withdrawn',
    ...record,
    sequence: 3,
    reason: 'c'.repeat(64),
    sealedBy: 1,
  } as const;
  expect(noticeOfStatement(withdrawn, at, 'grid')).toBeUndefined();
});

test('a deadline is near, then passed, each once; what was answered or ended has none', () => {
  const accepted = { kind: 'accepted', ...sides, ...record, sealedBy: 1 } as unknown as Statement;
  const seen = (said: Statement[], time: number, near = DAY) => {
    const notice = noticeOfClock(handoffAt(said, time) as Handoff, time, near);
    return notice && [notice.key, notice.at / 1000];
  };
  expect(seen([offer], 9 * DAY - 1)).toBeUndefined();
  expect(seen([offer], 9 * DAY)).toEqual([`handoff.deadline_near 12-answer-${10 * DAY}`, 9 * DAY]);
  expect(seen([offer], 10 * DAY - 1)).toEqual([`handoff.deadline_near 12-answer-${10 * DAY}`, 9 * DAY]);
  expect(seen([offer], 10 * DAY)).toEqual([`handoff.overdue 12-answer-${10 * DAY}`, 10 * DAY]);
  expect(seen([offer], 10 * DAY - 1, 0)).toBeUndefined();
  expect(seen([offer], 10 * DAY, 0)).toEqual([`handoff.overdue 12-answer-${10 * DAY}`, 10 * DAY]);
  expect(seen([offer, accepted], 10 * DAY)).toBeUndefined();
  expect(seen([offer, accepted], 20 * DAY)).toEqual([`handoff.overdue 12-report-${20 * DAY}`, 20 * DAY]);
  const refused = { ...accepted, kind: 'refused' } as Statement;
  expect(seen([offer, refused], 30 * DAY)).toBeUndefined();
});
