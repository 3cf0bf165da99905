import { Presets, SingleBar } from 'cli-progress';
import { whenInterrupted } from './interrupt.ts';
import { bytesText } from './terminal.ts';

/** A bar on stderr while something goes on: only on a terminal, so that pipes and logs stay quiet. */
export type Progress = {
  add(amount: number): void;
  /** Says what is going on now. */
  say(what: string): void;
  setTotal(total: number): void;
  stop(): void;
};

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
  // The bar hides the cursor: whoever interrupts us must get it back.
  const forget = whenInterrupted(() => bar.stop());
  const stop = () => {
    forget();
    bar.stop();
  };
  bar.start(total, 0, { what });
  return {
    add: (amount) => bar.increment(amount),
    say: (text) => bar.update({ what: text }),
    setTotal: (value) => bar.setTotal(value),
    stop,
  };
}
