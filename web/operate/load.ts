import { useEffect, useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';

/** What a path of the API says, asked again when the language changes, when told to, and every `everyMs` if given. */
export function useAnswer<Value>(path: string, everyMs?: number) {
  const { language } = useWords();
  const [value, setValue] = useState<Value>();
  const [problem, setProblem] = useState<Problem>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    const load = () =>
      api
        .ask<Value>({ path, signal: abort.signal })
        .then((answer) => {
          setValue(answer);
          setProblem(undefined);
        })
        .catch((error: unknown) => {
          if (!abort.signal.aborted) setProblem(problemIn(error));
        });
    void load();
    const timer = everyMs === undefined ? undefined : setInterval(load, everyMs);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [path, tries, language, everyMs]);
  return { value, problem, again: () => setTries((count) => count + 1) };
}

/** Something that changes the service: one at a time, with what went wrong. */
export function useDoing() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(problemIn(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
