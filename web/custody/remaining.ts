import type { Language } from '../../language/language.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A span of time in its two largest units, rounded down: nobody is shown more time than there is.
 * @param ms from 0
 * @returns undefined below a minute
 */
export function spanText(ms: number, language: Language): string | undefined {
  const counts = [
    ['day', Math.floor(ms / DAY)],
    ['hour', Math.floor((ms % DAY) / HOUR)],
    ['minute', Math.floor((ms % HOUR) / MINUTE)],
  ] as const;
  const first = counts.findIndex(([, count]) => count > 0);
  if (first < 0) return undefined;
  const locale = language === 'zh' ? 'zh-CN' : 'en';
  return counts
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    )
    .join(language === 'zh' ? '' : ' ');
}
