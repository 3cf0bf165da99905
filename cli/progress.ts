import { Presets, SingleBar } from 'cli-progress';
import { bytesText } from './terminal.ts';

/** A bar on stderr while something goes on: only on a terminal, so that pipes and logs stay quiet. */
export type Progress = {
  add(amount: number): void;
  /** Says what is going on now. */
  say(what: string): void;
  setTotal(total: number): void;
  stop(): void;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NONE: Progress = { add() {}, say() {}, setTotal() {}, stop() {} };

/** @param unit `bytes` shows sizes, `items` plain numbers */
export function startProgress(what: string, total: number, unit: 'bytes' | 'items'): Progress {
  if (!process.stderr.isTTY || total === 0) return NONE;
  const show = unit === 'bytes' ? bytesText : String;
  const bar = new SingleBar(
    {
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      format: '{bar} {percentage}%  {value} / {total}  {what}',
      formatValue: (value, _options, type) =>
        type === 'value' || type === 'total' ? show(value) : String(value),
    },
    Presets.shades_classic,
  );
  // The bar hides the cursor: whoever interrupts us must get it back, and then we end as the signal says.
  const interrupted = (signal: NodeJS.Signals) => {
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    bar.stop();
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  bar.start(total, 0, { what });
  return {
    add: (amount) => bar.increment(amount),
    say: (text) => bar.update({ what: text }),
    setTotal: (value) => bar.setTotal(value),
    stop,
  };
}
