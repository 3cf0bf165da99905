import { fromHex } from '../../core/bytes.ts';
import { MAX_TOKENS } from '../../core/time-stamp/time-stamps.ts';
import type { Log } from '../anchoring/anchoring.ts';
import { settleAlerts } from '../store/settle-alerts.ts';
import type { Store } from '../store/store.ts';
import {
  countUnstamped,
  firstUnstamped,
  keepTimeStamp,
  lastAnchored,
  nextEnding,
  type Unstamped,
} from '../store/time-stamps.ts';
import type { Authority } from './ask-authority.ts';

/**
 * Gets each anchored batch a token of the time-stamping authority, and a new one over it before the certificate of the
 * last one ends. Nothing waits for it: an outage of the authority costs no record anything but the second clock.
 */

export type StampingRule = {
  readonly authority: Authority;
  /** How long before the end of a certificate its tokens are renewed, ms. */
  readonly renewMs: number;
};

/** For the status. Undefined where no authority is set. */
export type StampingState = {
  /** Anchored batches without a token. */
  readonly waiting: number;
  /** Why none came the last time, and since when (unix ms). */
  readonly trouble?: { readonly reason: string; readonly since: number };
};

const IDLE_MS = 1_000;
/** Between two questions: authorities that many share refuse who asks too often. */
const PACE_MS = 250;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10 * 60_000;
/** An outage of this length is an alert. */
const ALERT_MS = 3_600_000;
/** Between two looks for what is to be renewed. */
const SWEEP_MS = 24 * 3_600_000;

export type Stamping = { state(): StampingState | undefined; readonly ended: Promise<void> };

export function runStamping(options: {
  store: Store;
  rule: StampingRule | undefined;
  log: Log;
  now: () => number;
  pause: (ms: number) => Promise<void>;
  stopped: AbortSignal;
  /** For tests: when an outage is an alert, and how long an answer may take. */
  alertMs?: number;
  deadlineMs?: number;
}): Stamping {
  const { store, rule, log, now, pause, stopped } = options;
  const settle = settleAlerts({ store, log, now });
  let trouble: StampingState['trouble'];
  let sweepAt = 0;
  let swept = 0;
  /** Each anchored batch up to this one has a token; from the beginning with each sweep. */
  let stampedTo = 0;

  function note(reason: string | undefined): void {
    trouble = reason === undefined ? undefined : { reason, since: trouble?.since ?? now() };
    const long = trouble && now() - trouble.since >= (options.alertMs ?? ALERT_MS);
    const found = long && rule ? [[new URL(rule.authority.url).origin, { reason }] as const] : [];
    settle('time-stamps-missing', new Map(found));
  }

  function nextFirst(): Unstamped | undefined {
    const found = firstUnstamped(store, stampedTo);
    stampedTo = found ? found.sequence - 1 : lastAnchored(store);
    return found;
  }

  /** What is to be renewed: one batch after the other, and then for a day none. */
  function nextRenewal({ renewMs }: StampingRule): Unstamped | undefined {
    if (now() < sweepAt) return undefined;
    const found = nextEnding(store, { after: swept, from: now(), to: now() + renewMs, most: MAX_TOKENS });
    swept = found?.sequence ?? 0;
    if (!found) [sweepAt, stampedTo] = [now() + SWEEP_MS, 0];
    return found;
  }

  /** @returns whether something came of it; undefined where nothing was to be done */
  async function turn(set: StampingRule): Promise<boolean | undefined> {
    const batch = nextFirst() ?? nextRenewal(set);
    if (!batch) return undefined;
    const { sequence, tokens } = batch;
    // Loaded where it is needed: most services have no authority, and all want to start soon.
    const { askAuthority } = await import('./ask-authority.ts');
    const answer = await askAuthority(set.authority, fromHex(batch.root), tokens, options);
    if (stopped.aborted) return true;
    if (answer.outcome === 'none') {
      log.warn({ sequence, reason: answer.reason }, 'No time stamp for a batch');
      note(answer.reason);
      return false;
    }
    const { token, until } = answer;
    if (batch.until !== null && until <= batch.until) {
      // The authority has no newer certificate yet; the others would get the same.
      [sweepAt, swept] = [now() + SWEEP_MS, 0];
      note(batch.until - now() < set.renewMs / 2 ? 'certificate-not-renewed' : undefined);
      return true;
    }
    keepTimeStamp(store, { sequence, place: tokens.length, token, until }, now());
    note(undefined);
    return true;
  }

  async function run(set: StampingRule): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!stopped.aborted) {
      try {
        const done = await turn(set);
        const waitMs = done === undefined ? IDLE_MS : done ? PACE_MS : retryMs;
        retryMs = done === false ? Math.min(retryMs * 2, LONGEST_RETRY_MS) : FIRST_RETRY_MS;
        await pause(waitMs);
      } catch (cause) {
        // A full disk: the same batch is asked for again.
        log.error({ err: cause }, 'A time stamp could not be kept');
        await pause(LONGEST_RETRY_MS);
      }
    }
  }

  // What is no longer asked for has no alerts.
  if (!rule) settle('time-stamps-missing', new Map());
  return {
    state: () => rule && { waiting: countUnstamped(store), ...(trouble ? { trouble } : {}) },
    ended: rule ? run(rule) : Promise.resolve(),
  };
}
