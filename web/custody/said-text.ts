import { isolated } from '../../core/visible.ts';
import { timeText } from '../parts/format.ts';
import type { CustodyWords } from './custody-words.ts';
import type { ActView } from './views.ts';

/** That a block holds it, and which times became of working days: each a sentence of its own. */
export function saidTexts({ method, block, counted }: ActView, c: CustodyWords): string[] {
  return [
    c('act.said', { block: block ?? '', what: c(`method.${method}` as 'method.offer') }),
    ...counted.map(({ term, workingDays, time, calendar }) =>
      c(`act.counted.${term}`, {
        time: timeText(new Date(time)),
        days: workingDays,
        calendar: isolated(calendar),
      }),
    ),
  ];
}
