import { useEffect, useState } from 'preact/hooks';
import { type Problem, problemIn, type RecordView } from '../api.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';

const FAST_MS = 700;
const SLOW_MS = 5000;
/** From then on people are told that it takes longer than usual. */
const SLOW_AFTER_MS = 30_000;

/** A record as it is now, asked for again until it is anchored. An outage is shown, and the asking goes on. */
export function useRecord(
  recordId: string,
  known?: RecordView,
): { record: RecordView | undefined; problem: Problem | undefined; slow: boolean } {
  const { t, language } = useWords();
  const [record, setRecord] = useState(known);
  const [problem, setProblem] = useState<Problem>();
  const [slow, setSlow] = useState(false);

  useEffect(() => {
    const abort = new AbortController();
    const started = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let state = record?.state;
    const look = async () => {
      let wait = performance.now() - started > SLOW_AFTER_MS ? SLOW_MS : FAST_MS;
      try {
        const now = await api.ask<RecordView>({ path: `records/${recordId}`, signal: abort.signal });
        if (state !== undefined && state !== now.state) announce(t(`state.${now.state}`));
        state = now.state;
        setRecord(now);
        setProblem(undefined);
        if (now.state === 'anchored') return setSlow(false);
      } catch (error) {
        if (abort.signal.aborted) return;
        const found = problemIn(error);
        setProblem(found);
        if (found.status >= 400 && found.status < 500 && found.status !== 429) return;
        wait = SLOW_MS;
      }
      setSlow(performance.now() - started > SLOW_AFTER_MS);
      timer = setTimeout(look, wait);
    };
    void look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [recordId, language]);

  return { record, problem, slow };
}
