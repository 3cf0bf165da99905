import type { Log } from '../anchoring/anchoring.ts';
import { type AlertCode, endAlerts, openAlerts, raiseAlert } from './alerts.ts';
import type { Store } from './store.ts';

/** The same alert again only moves its time: not with every second. */
const AGAIN_MS = 60_000;

/**
 * Keeps the alerts of whoever looks again and again in step with what was found.
 * @returns takes what holds now of one code, details by subject: each is raised, and what no longer holds ends
 */
export function settleAlerts(options: { store: Store; log: Log; now: () => number }) {
  const { store, log, now } = options;
  const raised = new Map<string, number>();
  return (code: AlertCode, found: ReadonlyMap<string, Record<string, unknown>>): void => {
    for (const { subject } of openAlerts(store).filter((alert) => alert.code === code)) {
      if (found.has(subject)) continue;
      endAlerts(store, [code], now(), subject);
      raised.delete(`${code} ${subject}`);
    }
    for (const [subject, details] of found) {
      const key = `${code} ${subject}`;
      if (now() - (raised.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) continue;
      raised.set(key, now());
      const isNew = raiseAlert(store, { code, subject, details }, now());
      if (isNew) log.warn({ code, subject, ...details }, 'Someone must look at this');
    }
  };
}
