import { useWords } from '../app/language.ts';
import { Time } from '../parts/time.tsx';
import { useCustodyWords } from './custody-words.ts';
import { spanText } from './remaining.ts';

/** A deadline: when, and how far it is from the last block's time, whatever this device takes for now. */
export function Clock({ until, at }: { until: string; at: string | null }) {
  const c = useCustodyWords();
  const { language } = useWords();
  const left = at === null ? undefined : Date.parse(until) - Date.parse(at);
  const span = left === undefined ? undefined : spanText(Math.abs(left), language);
  return (
    <>
      <Time at={until} />
      {left !== undefined && (
        <>
          {' '}
          <span class={left > 0 ? 'quiet' : 'late'}>
            ({c(left > 0 ? 'custody.left' : 'custody.since', { left: span ?? c('custody.underMinute') })})
          </span>
        </>
      )}
    </>
  );
}
