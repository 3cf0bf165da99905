import type { Words } from '../app/language.ts';

/** A number of bytes for people: decimal units, as storage is sold and most systems count. */
export function sizeText(bytes: number, { language }: Words): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  const number = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', { maximumFractionDigits: digits });
  return `${number.format(value)} ${units[unit]}`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** Local time with its offset: unambiguous in a file that is read elsewhere, and the same in both languages. */
export function timeText(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const zone = `UTC${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())} ${zone}`;
}

/** The beginning of a record ID, enough to tell records of one list apart. */
export const shortId = (recordId: string): string => `${recordId.slice(0, 12)}…`;
