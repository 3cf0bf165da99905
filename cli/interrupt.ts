import { type Context, note } from './context.ts';

/** Ctrl-C and its like: the command ends at once, as the signal says, and not without a word. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const atTheEnd = new Set<() => void>();

/** Runs something short when the command is interrupted: puts a terminal right, says how to go on. @returns undoes it */
export function whenInterrupted(act: () => void): () => void {
  atTheEnd.add(act);
  return () => {
    atTheEnd.delete(act);
  };
}

/** From here on a signal ends the process with a sentence. To be called once. */
export function endWhenInterrupted({ text }: Context, json: boolean): void {
  const end = (signal: NodeJS.Signals) => {
    for (const each of SIGNALS) process.off(each, end);
    const message = text('interrupted');
    for (const act of atTheEnd) act();
    note(json ? JSON.stringify({ error: { code: 'interrupted', message } }) : message);
    // As the default would: a shell's loop ends with it too.
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, end);
}
