import { readFileSync } from 'node:fs';
import { JianzhengError } from '../core/errors.ts';
import { openCalendar, WEEKENDS_ONLY, type WorkingCalendar } from '../core/working-days.ts';

/**
 * The calendar of working days that the operator set, or weekends alone.
 * @param path of its file; undefined where none is set
 * @throws JianzhengError `calendar-unusable`, with the path and the reason: a start that went on without it would count
 *   deadlines in another way than the operator believes
 */
export function readCalendar(path: string | undefined): WorkingCalendar {
  if (path === undefined) return WEEKENDS_ONLY;
  try {
    return openCalendar(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JianzhengError('calendar-unusable', reason, { cause, details: { path, reason } });
  }
}
