import { handoffAt } from '../../core/handoff-state.ts';
import { type NoticeType, noticeOfClock, noticeOfStatement } from '../../core/notices.ts';
import { type FeedKey, en as feedEn, zh as feedZh } from '../../language/feed.ts';
import { fill, type Language } from '../../language/language.ts';
import { type NoticeKey, en as noticesEn, zh as noticesZh } from '../../language/notices.ts';
import { statementSentence } from '../../language/statement.ts';
import { handoffStatements, handoffsOf, unfinishedHandoffs } from '../store/statements.ts';
import type { Store } from '../store/store.ts';

/** What the feed says of an agency's hand-offs: what was said of each, and what its clock says now. */
export type FeedEntry = {
  /** As of a notice: the same for the same thing. */
  readonly key: string;
  /** Unix ms. */
  readonly at: number;
  /** In the characters of ids, digits and our own words: nothing that markup would have to escape. */
  readonly title: string;
  readonly text: string;
};

/** Hand-offs that the feed looks at: the newest, and the newest of those that are not finished. */
const NEWEST = 50;
const UNFINISHED = 200;
const MOST_ENTRIES = 100;

/**
 * Newest first. The same statements and the same deadlines give the same entries, whenever they are asked for.
 * @param now unix seconds
 */
export function feedEntries(
  store: Store,
  agency: string,
  { now, nearSeconds, language }: { now: number; nearSeconds: number; language: Language },
): FeedEntry[] {
  const [texts, words] = language === 'zh' ? [feedZh, noticesZh] : [feedEn, noticesEn];
  const titleOf = (type: NoticeType, sides: { handoff: number; from: string; to: string }) =>
    fill(texts.entry, { ...sides, what: words[`notice.${type}` satisfies NoticeKey] });

  function clockEntry(number: number, said: ReturnType<typeof handoffStatements>): FeedEntry | undefined {
    const handoff = handoffAt(
      said.map(({ statement }) => statement),
      now,
    );
    const notice = handoff && noticeOfClock(handoff, now, nearSeconds);
    if (!notice) return undefined;
    const { to, recordId } = handoff;
    const { clock, deadline } = notice.data as { clock: 'answer' | 'report'; deadline: string };
    const stage = notice.type === 'handoff.overdue' ? 'overdue' : 'near';
    const key: FeedKey = `${stage}.${clock}.${to === agency ? 'ours' : 'theirs'}`;
    return {
      key: notice.key,
      // A deadline may be near from the start: not before there was one.
      at: Math.max(notice.at, (said.at(-1)?.time ?? 0) * 1000),
      title: titleOf(notice.type, handoff),
      text: fill(texts[key], { handoff: number, to, recordId, deadline }),
    };
  }

  const numbers = new Set([
    ...handoffsOf(store, agency, undefined, NEWEST),
    ...unfinishedHandoffs(store, agency).slice(0, UNFINISHED),
  ]);
  return [...numbers]
    .flatMap((number) => {
      const said = handoffStatements(store, number);
      const entries = said.flatMap((row): FeedEntry[] => {
        const notice = noticeOfStatement(row.statement, row, agency);
        if (!notice || !('handoff' in row.statement)) return [];
        const text = statementSentence(row.statement, language);
        return [{ key: notice.key, at: notice.at, title: titleOf(notice.type, row.statement), text }];
      });
      return [...entries, ...[clockEntry(number, said) ?? []].flat()];
    })
    .sort((a, b) => b.at - a.at || (a.key < b.key ? 1 : -1))
    .slice(0, MOST_ENTRIES);
}
