import { useEffect, useState } from 'preact/hooks';
import { type Page, type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import type { StatementView } from './views.ts';

const ROWS = 500;
const ASK_AGAIN_MS = 15_000;
const CATCH_UP_MS = 700;

/**
 * Statements, oldest first, asked for again and again.
 * @param awaited block that holds one of them: asked for quickly until it is there
 */
export function useStatements(
  query: Readonly<Record<string, string>>,
  awaited = 0,
): {
  readonly items: readonly StatementView[] | undefined;
  /** Whether there are earlier ones. */
  readonly cut: boolean;
  readonly problem: Problem | undefined;
} {
  const { language } = useWords();
  const [page, setPage] = useState<Page<StatementView>>();
  const [problem, setProblem] = useState<Problem>();
  const search = new URLSearchParams({ ...query, limit: String(ROWS) }).toString();
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      let wait = ASK_AGAIN_MS;
      try {
        const found = await api.ask<Page<StatementView>>({
          path: `statements?${search}`,
          signal: abort.signal,
        });
        setPage({ ...found, items: [...found.items].reverse() });
        setProblem(undefined);
        if ((found.items[0]?.block ?? 0) < awaited) wait = CATCH_UP_MS;
      } catch (error) {
        if (abort.signal.aborted) return;
        setProblem(problemIn(error));
      }
      timer = setTimeout(look, wait);
    };
    void look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [search, awaited, language]);
  return { items: page?.items, cut: page !== undefined && page.next !== null, problem };
}
