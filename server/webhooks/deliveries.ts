import { setTimeout } from 'node:timers/promises';
import type { Log } from '../anchoring/anchoring.ts';
import { faultPoint } from '../faults.ts';
import { raiseAlert } from '../store/alerts.ts';
import {
  anyWebhook,
  type DeliveryRow,
  dropNotices,
  dueDeliveries,
  noteAttempt,
  tell,
} from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { findWebhook, noteHealth, readyWebhooks, type WebhookRow } from '../store/webhooks.ts';
import { noticesOfClocks } from './clocks.ts';
import type { Outcome } from './send.ts';
import type { Webhooks } from './webhooks.ts';

/**
 * Tells webhooks what is noted for them, each notice at least once: what came of an attempt is noted after it, so a
 * crash in between repeats it, under the same ID.
 */

const IDLE_MS = 500;
const TROUBLE_WAIT_MS = 10_000;
const CLOCKS_EVERY_MS = 20_000;
const DROP_EVERY_MS = 3600_000;
const DAY_MS = 24 * 3600_000;
/** What was not delivered by then never is; what was is shown until then. */
const KEPT_MS = 30 * DAY_MS;
/** At once to one address, one by one while it fails; and to all of them. */
const MOST_AT_ONCE = 4;
const MOST_IN_ALL = 32;
/** A webhook that took nothing for this long gets nothing more until somebody resumes it. */
const PAUSE_AFTER_MS = 2 * DAY_MS;
/** The waits between attempts of one notice: 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, then 6 h; 17 attempts are three days. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 6 * 3600_000;
const MOST_ATTEMPTS = 17;
/** And of one address, whatever the notice: a dead one must not be asked for each of a thousand. */
const LONGEST_GATE_MS = 3600_000;
const UNNOTED_WAIT_MS = 60_000;
/** “The address is gone for good” (RFC 9110 section 15.5.11). */
const GONE = 410;

/** Up to a quarter more or less, so that what failed together does not come again together. */
function wait(tries: number, longest: number): number {
  const ms = Math.min(FIRST_WAIT_MS * 4 ** (tries - 1), longest);
  return Math.round(ms * (0.75 + Math.random() / 2));
}

export type Delivering = {
  readonly store: Store;
  readonly webhooks: Webhooks;
  readonly agency: string;
  /** How long before a deadline it is near. */
  readonly nearSeconds: number;
  readonly log: Log;
  readonly now: () => number;
  /** Ends early when `wake` is called. */
  readonly pause: (ms: number) => Promise<void>;
  readonly wake: () => void;
  readonly stopped: AbortSignal;
};

/** Notes what came of an attempt, for the notice and for its webhook. @returns whether the webhook is paused by it */
function note({ store, now }: Delivering, webhook: string, delivery: DeliveryRow, outcome: Outcome): boolean {
  const known = findWebhook(store, webhook);
  // Removed meanwhile.
  if (!known) return false;
  const { status, error, retryAfterMs = 0 } = outcome;
  // A busy receiver says when; whatever it says, it is asked again some day.
  const told = Math.min(retryAfterMs, LONGEST_WAIT_MS);
  const [at, attempts] = [now(), delivery.attempts + 1];
  const state = error === null ? 'delivered' : attempts >= MOST_ATTEMPTS ? 'given-up' : 'open';
  const nextAt = at + Math.max(told, wait(attempts, LONGEST_WAIT_MS));
  noteAttempt(store, webhook, { seq: delivery.seq, state, attempts, nextAt, lastAt: at, status, error });
  if (error === null) {
    if (known.failures > 0)
      noteHealth(store, webhook, { failures: 0, failingSince: null, nextAt: 0, pausedAt: known.pausedAt });
    return false;
  }
  // Those that were under way together with one that failed say no more than that one.
  if (at < known.nextAt) return false;
  const failures = known.failures + 1;
  const failingSince = known.failingSince ?? at;
  const pausing = known.pausedAt === null && (status === GONE || at - failingSince >= PAUSE_AFTER_MS);
  noteHealth(store, webhook, {
    ...{ failures, failingSince, nextAt: at + Math.max(told, wait(failures, LONGEST_GATE_MS)) },
    pausedAt: pausing ? at : known.pausedAt,
  });
  if (pausing)
    raiseAlert(store, { code: 'webhook-paused', subject: webhook, details: { status, error } }, at);
  return pausing;
}

/** Runs until the service stops. Fire `stopped` first; resolves when no attempt is left. */
export async function keepDelivering(given: Delivering): Promise<void> {
  const { store, webhooks, agency, nearSeconds, log, now, pause, wake, stopped } = given;
  const inFlight = new Map<string, Map<number, Promise<void>>>();
  let [clocksAt, dropAt] = [0, 0];

  async function attempt(webhook: WebhookRow, delivery: DeliveryRow): Promise<void> {
    const notice = { ...delivery, data: JSON.parse(delivery.data) as unknown };
    const outcome = await webhooks.deliver(webhook, notice);
    faultPoint('notice-sent');
    // Ended by our own stop: no fault of the address. The next start tries it again.
    if (stopped.aborted && outcome.error !== null) return;
    const paused = await store.enqueue(() => note(given, webhook.id, delivery, outcome));
    if (paused) log.warn({ webhook: webhook.id, ...outcome }, 'A webhook is paused');
  }

  function start(webhook: WebhookRow): void {
    const running = inFlight.get(webhook.id) ?? new Map<number, Promise<void>>();
    inFlight.set(webhook.id, running);
    const most = webhook.failures > 0 ? 1 : MOST_AT_ONCE;
    const inAll = [...inFlight.values()].reduce((sum, { size }) => sum + size, 0);
    const room = Math.min(most - running.size, MOST_IN_ALL - inAll);
    if (room <= 0) return;
    const due = dueDeliveries(store, webhook.id, now(), room + running.size);
    for (const delivery of due.filter(({ seq }) => !running.has(seq)).slice(0, room)) {
      const ended = attempt(webhook, delivery)
        .catch((error: unknown) => {
          log.error(
            { webhook: webhook.id, err: error },
            'A delivery could not be noted; it will be repeated',
          );
          // A full disk may last: nobody is to be told the same thing every second.
          return setTimeout(UNNOTED_WAIT_MS, undefined, { signal: stopped }).catch(() => undefined);
        })
        .finally(() => {
          running.delete(delivery.seq);
          wake();
        });
      running.set(delivery.seq, ended);
    }
  }

  function look(): void {
    if (!anyWebhook(store)) return;
    if (now() >= clocksAt) {
      clocksAt = now() + CLOCKS_EVERY_MS;
      const found = noticesOfClocks(store, agency, Math.floor(now() / 1000), nearSeconds);
      store.transaction(() => {
        for (const notice of found) tell(store, notice, now());
      });
    }
    for (const webhook of readyWebhooks(store, now())) start(webhook);
  }

  while (!stopped.aborted) {
    let idle = IDLE_MS;
    try {
      if (now() >= dropAt) {
        dropAt = now() + DROP_EVERY_MS;
        store.transaction(() => dropNotices(store, now() - KEPT_MS));
      }
      look();
    } catch (error) {
      log.error({ err: error }, 'Webhooks have to wait');
      idle = TROUBLE_WAIT_MS;
    }
    await pause(idle);
  }
  await Promise.all([...inFlight.values()].flatMap((running) => [...running.values()]));
}
