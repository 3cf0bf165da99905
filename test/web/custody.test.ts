import { describe, expect, it } from 'vitest';
import { spanText } from '../../web/custody/remaining.ts';
import type { HandoffView } from '../../web/custody/views.ts';
import { whatCanBeDone } from '../../web/custody/what-can-be-done.ts';

const ANSWER = '2026-12-01T00:00:00.000Z';
const REPORT = '2026-12-09T00:00:00.000Z';

const handoff = (more: Partial<HandoffView>): HandoffView => ({
  ...{ handoff: 1, agency: 'grid', recordId: 'a'.repeat(64), commitment: null, from: 'grid', to: 'police' },
  ...{ purpose: 'b'.repeat(64), previous: null, state: 'offered', answerBy: ANSWER, reportBy: REPORT },
  ...{ reports: 0, asked: null, recordedOverdue: [], ...more },
});

describe('what can be done about a hand-off', () => {
  it.each([
    ['police', {}, ['accept', 'refuse', 'ask-extension']],
    ['grid', {}, ['recall', 'ask-extension']],
    ['court', {}, []],
    ['police', { state: 'accepted' }, ['report', 'hand-on', 'ask-extension']],
    ['police', { state: 'accepted', reportBy: null }, ['report', 'hand-on']],
    ['grid', { state: 'accepted' }, ['ask-extension']],
    ['police', { state: 'overdue' }, ['report', 'hand-on', 'ask-extension', 'record-overdue']],
    ['police', { state: 'overdue', recordedOverdue: [REPORT] }, ['report', 'hand-on', 'ask-extension']],
    // Of a deadline that was extended since.
    ['grid', { state: 'overdue', recordedOverdue: [ANSWER] }, ['ask-extension', 'record-overdue']],
    ['police', { state: 'unanswered' }, ['record-overdue']],
    ['grid', { state: 'unanswered', recordedOverdue: [ANSWER] }, []],
    ['police', { state: 'completed' }, ['hand-on']],
    ['grid', { state: 'refused' }, []],
    ['grid', { state: 'recalled' }, []],
  ] as const)('%s, %j: %j', (agency, more, can) => {
    expect(whatCanBeDone(handoff(more), agency)).toEqual(can);
  });

  it('more time is agreed to by the side that did not ask', () => {
    const asked = handoff({ asked: { by: 'police', clock: 'answer', until: REPORT } });
    expect(whatCanBeDone(asked, 'grid')).toContain('agree-extension');
    expect(whatCanBeDone(asked, 'police')).not.toContain('agree-extension');
  });
});

describe('a span of time', () => {
  const HOUR = 3_600_000;
  it.each([
    [0, undefined, undefined],
    [59_999, undefined, undefined],
    [60_000, '1 minute', '1分钟'],
    [HOUR, '1 hour', '1小时'],
    [90 * HOUR - 1, '3 days 17 hours', '3天17小时'],
    [48 * HOUR + 60_000, '2 days', '2天'],
  ])('of %i ms is %j, %j', (ms, en, zh) => {
    expect([spanText(ms, 'en'), spanText(ms, 'zh')]).toEqual([en, zh]);
  });
});
