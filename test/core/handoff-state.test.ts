import { describe, expect, it } from 'vitest';
import { dueOf } from '../../core/handoff-state.ts';

describe('what is left of a hand-off', () => {
  it.each([
    ['offered', [], 'open'],
    ['accepted', [], 'open'],
    ['unanswered', [], 'late'],
    ['unanswered', [100], 'over'],
    // An earlier deadline, before it was extended.
    ['unanswered', [50], 'late'],
    // The report is owed, whatever is recorded.
    ['overdue', [200], 'late'],
    ['refused', [], 'over'],
    ['recalled', [], 'over'],
    ['completed', [], 'over'],
  ] as const)('%s, recorded as overdue %j: %s', (state, recordedOverdue, due) => {
    expect(dueOf({ state, answerBy: 100, recordedOverdue })).toBe(due);
  });
});
