import { useEffect, useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import type { TimelineView } from './views.ts';

const ASK_AGAIN_MS = 15_000;
const CATCH_UP_MS = 700;

/** A case as it stands, asked for again and again; quickly until a block that is known to be there is in it. */
export function useTimeline(
  query: Readonly<Record<string, string>>,
  awaited: number,
): { readonly view: TimelineView | undefined; readonly problem: Problem | undefined; again(): void } {
  const { language } = useWords();
  const [view, setView] = useState<TimelineView>();
  const [problem, setProblem] = useState<Problem>();
  const [tries, setTries] = useState(0);
  const search = new URLSearchParams(query).toString();
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      let wait = ASK_AGAIN_MS;
      try {
        const found = await api.ask<TimelineView>({ path: `timeline?${search}`, signal: abort.signal });
        setView(found);
        setProblem(undefined);
        if ((found.block ?? 0) < awaited) wait = CATCH_UP_MS;
      } catch (error) {
        if (abort.signal.aborted) return;
        const found = problemIn(error);
        setProblem(found);
        // No such case: asking again changes nothing.
        if (found.status >= 400 && found.status < 500 && found.status !== 429) return;
      }
      timer = setTimeout(look, wait);
    };
    void look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [search, awaited, tries, language]);
  return { view, problem, again: () => setTries((count) => count + 1) };
}
