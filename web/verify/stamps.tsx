import type { StampReport } from '../../core/time-stamp/report.ts';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { timeText } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Checks } from './checks.tsx';
import type { StampItem } from './judging.ts';

import { useVerdictWords } from './verdict-words.ts';

/** A file of time stamps, by what it is called. */
export type ShownStamps = Pick<StampItem, 'name' | 'report'>;

const SIGNS = { holds: 'pass', fails: 'fail', unjudged: 'unknown' } as const;
/** What holds is no warning. */
const FRAMES = { holds: 'panel beside', fails: 'box box-bad', unjudged: 'box' } as const;
const at = (seconds: number): string => timeText(new Date(seconds * 1000));

function useSaid({ outcome, checks, times = [] }: StampReport): string[] {
  const v = useVerdictWords();
  const [first] = times;
  const last = times.at(-1);
  if (outcome === 'fails') return [v('stamp.fails')];
  if (outcome === 'holds' && first && last) {
    const said = v('stamp.holds', { time: at(first.time), accuracy: first.accuracy });
    return times.length > 1 ? [said, v('stamp.renewed', { time: at(last.time) })] : [said];
  }
  const pinless = checks.some((check) => check.name === 'stamp.chain' && check.outcome === 'unknown');
  return pinless ? [v('stamp.unjudged'), v('stamp.pin')] : [v('stamp.unjudged')];
}

/** What a file of time stamps says of a receipt's batch, or why it says nothing: beside the verdict, never part of it. */
export function Stamps({ stamp }: { stamp: ShownStamps }) {
  const v = useVerdictWords();
  const { t } = useWords();
  const { report, name } = stamp;
  const said = useSaid(report);
  return (
    <section class={FRAMES[report.outcome]} data-stamps={report.outcome}>
      <h3>
        <Icon name={SIGNS[report.outcome]} />
        {v('stamp.title')}
      </h3>
      {said.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p class="quiet small">{t('verify.stampsName', { name: isolated(name) })}</p>
      {report.checks.length > 0 && <Checks checks={report.checks} />}
    </section>
  );
}
