import { useState } from 'preact/hooks';
import { announce } from '../app/announce.ts';
import { DemoProblem } from './api.ts';
import { isDemoKey, useDemoWords } from './words.ts';

/** One act at a time behind a button: whether it runs, and what went wrong in words. */
export function useAct() {
  const d = useDemoWords();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function run(work: () => Promise<void>): Promise<void> {
    if (running) return;
    setRunning(true);
    setProblem(undefined);
    announce(d('working'));
    try {
      await work();
    } catch (error) {
      const { code, message } = error instanceof DemoProblem ? error : new DemoProblem('lost', String(error));
      const key = `problem.${code}`;
      setProblem(isDemoKey(key) ? d(key, { detail: message }) : d('network.lost'));
    } finally {
      setRunning(false);
    }
  }
  return { running, problem, run };
}
