import { en, zh } from '../language/certificate.ts';
import { fill } from '../language/language.ts';
import { en as verdictsEn, zh as verdictsZh } from '../language/verdicts.ts';

/** Words on paper stand in both languages; times too, each in the zone that its readers expect. */

type Values = Readonly<Record<string, string | number>>;
export type Both = { readonly zh: string; readonly en: string };

/** The typeface draws curly quotation marks as wide as a Chinese character. */
const straight = (text: string): string => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');

/** @param values the same for both languages, or a pair */
export function words(key: keyof typeof en, values: Values = {}, valuesEn: Values = values): Both {
  return { zh: fill(zh[key], values), en: fill(straight(en[key]), valuesEn) };
}

export function verdictWords(
  key: keyof typeof verdictsEn,
  values: Values = {},
  valuesEn: Values = values,
): Both {
  return { zh: fill(verdictsZh[key], values), en: fill(straight(verdictsEn[key]), valuesEn) };
}

const CHINA_HOURS = 8;

/** @param time unix seconds. China has one time zone, UTC+8 without summer time. */
export function timeWords(time: number): Both {
  const text = (hours: number) =>
    new Date((time + hours * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return { zh: `北京时间 ${text(CHINA_HOURS)}`, en: `${text(0)} UTC` };
}
