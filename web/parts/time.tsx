import { timeText } from './format.ts';

/** A point in time: local with its offset to read, UTC for machines. `at` is ISO text or unix seconds. */
export function Time({ at }: { at: string | number }) {
  const time = new Date(typeof at === 'number' ? at * 1000 : at);
  if (Number.isNaN(time.getTime())) return <span>{String(at)}</span>;
  return <time dateTime={time.toISOString()}>{timeText(time)}</time>;
}
