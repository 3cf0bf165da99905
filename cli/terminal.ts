import { styleText } from 'node:util';
import { visible } from '../core/visible.ts';
import { displayWidth } from './display-width.ts';

/** How things look on a terminal. Colours only where the stream is a terminal and NO_COLOR is not set. */

type Format = Parameters<typeof styleText>[0];

/** Text for stdout, styled. */
export function style(format: Format, text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

/** Text that somebody else wrote, made harmless: nothing in it is hidden, and none of it rewrites the screen. */
export const safe = (text: string): string => visible(text);

/** Fills up with spaces to a width in columns: a Chinese character takes two. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Rows as lines, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
    }
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : padTo(cell, widths[index]!)))
      .join('  ')
      .trimEnd(),
  );
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** A number of bytes for people: `1 KiB` = 1024 bytes. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** A moment in local time with its offset from UTC, as in `2026-11-23 13:49:00 +08:00`. @param ms since the epoch */
export function timeText(ms: number): string {
  const time = new Date(ms);
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  const offset = -time.getTimezoneOffset();
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${date} ${clock} ${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
