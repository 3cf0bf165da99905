import { handoffAt } from '../../core/handoff-state.ts';
import { type Notice, noticeOfClock } from '../../core/notices.ts';
import { handoffStatements, unfinishedHandoffs } from '../store/statements.ts';
import type { Store } from '../store/store.ts';

/** A deadline that passed longer ago is no news: its notice may have been dropped already, and would come again. */
const NEWS_SECONDS = 7 * 24 * 3600;

/**
 * What the clocks of an agency's hand-offs tell, by the clock of this machine: an embedded chain makes no block for days
 * where nobody says anything. It decides nothing: what counts is the time of blocks.
 * @param now unix seconds
 */
export function noticesOfClocks(store: Store, agency: string, now: number, nearSeconds: number): Notice[] {
  return unfinishedHandoffs(store, agency).flatMap((number) => {
    const said = handoffStatements(store, number).map(({ statement }) => statement);
    const handoff = handoffAt(said, now);
    const notice = handoff && noticeOfClock(handoff, now, nearSeconds);
    return notice && notice.at > (now - NEWS_SECONDS) * 1000 ? [notice] : [];
  });
}
