import type { HandoffView } from './views.ts';

/** What one may do about a hand-off. The contract decides; the page offers only what it would take now. */
export type Doing =
  | 'accept'
  | 'refuse'
  | 'recall'
  | 'report'
  | 'hand-on'
  | 'agree-extension'
  | 'ask-extension'
  | 'record-overdue';

/** The deadline that runs or was missed, or null where none does. */
export function deadlineOf({ state, answerBy, reportBy }: HandoffView): string | null {
  if (state === 'offered' || state === 'unanswered') return answerBy;
  return state === 'accepted' || state === 'overdue' ? reportBy : null;
}

/** Whether the deadline that was missed is recorded as missed. */
export function isRecorded(handoff: HandoffView): boolean {
  const deadline = deadlineOf(handoff);
  return deadline !== null && handoff.recordedOverdue.includes(deadline);
}

/** @param agency the one that looks at it */
export function whatCanBeDone(handoff: HandoffView, agency: string): readonly Doing[] {
  const { state, from, to, asked } = handoff;
  const isSide = agency === from || agency === to;
  const hasClock = deadlineOf(handoff) !== null && state !== 'unanswered';
  const isReceiver = agency === to;
  const holds = state === 'accepted' || state === 'overdue';
  const missed = (state === 'unanswered' || state === 'overdue') && !isRecorded(handoff);
  const can: Record<Doing, boolean> = {
    accept: isReceiver && state === 'offered',
    refuse: isReceiver && state === 'offered',
    recall: agency === from && state === 'offered',
    report: isReceiver && holds,
    'hand-on': isReceiver && (holds || state === 'completed'),
    'agree-extension': isSide && hasClock && asked !== null && asked.by !== agency,
    'ask-extension': isSide && hasClock,
    'record-overdue': missed,
  };
  return (Object.keys(can) as Doing[]).filter((doing) => can[doing]);
}
