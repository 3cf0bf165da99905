import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Page, type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import type { ActView, HandoffPage } from './views.ts';

/** Blocks come once a second at most, answers of other agencies rarely. */
const ASK_AGAIN_MS = 10_000;
/** Until the service has followed the chain to a block that is known to be there. */
const CATCH_UP_MS = 700;
const ROWS = 50;

export type Custody = {
  readonly open: HandoffPage;
  readonly late: HandoffPage;
  readonly over: HandoffPage;
  /** Latest first. */
  readonly acts: readonly ActView[];
};

/** More of a list are asked for by asking for all of them again: what moved meanwhile is in its place. */
export type Rows = { readonly open: number; readonly late: number; readonly over: number };

async function load(rows: Rows, signal: AbortSignal): Promise<Custody> {
  const list = (due: keyof Rows) =>
    api.ask<HandoffPage>({ path: `handoffs?due=${due}&limit=${rows[due]}`, signal });
  const [open, late, over, acts] = await Promise.all([
    list('open'),
    list('late'),
    list('over'),
    api.ask<Page<ActView>>({ path: 'acts?limit=20', signal }),
  ]);
  return { open, late, over, acts: acts.items };
}

/** Hand-offs as they stand, asked for again and again; quickly until `follow`ed blocks are in what is shown. */
export function useCustody(): {
  custody: Custody | undefined;
  problem: Problem | undefined;
  rows: Rows;
  again(): void;
  /** @param block that holds something new */
  follow(block: number): void;
  more(due: keyof Rows): void;
} {
  const { language } = useWords();
  const [custody, setCustody] = useState<Custody>();
  const [problem, setProblem] = useState<Problem>();
  const [tries, setTries] = useState(0);
  const [awaited, setAwaited] = useState(0);
  const [rows, setRows] = useState<Rows>({ open: ROWS, late: ROWS, over: ROWS });

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      let wait = ASK_AGAIN_MS;
      try {
        const found = await load(rows, abort.signal);
        setCustody(found);
        setProblem(undefined);
        const isWaiting = found.acts.some(({ state }) => state === 'open');
        if (isWaiting || (found.open.block ?? 0) < awaited) wait = CATCH_UP_MS;
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
  }, [tries, awaited, rows, language]);

  return {
    custody,
    problem,
    rows,
    again: useCallback(() => setTries((count) => count + 1), []),
    follow: useCallback((block: number) => setAwaited((before) => Math.max(before, block)), []),
    more: useCallback(
      (due: keyof Rows) => setRows((before) => ({ ...before, [due]: before[due] + ROWS })),
      [],
    ),
  };
}
