import { JianzhengError } from '../../core/errors.ts';
import { CHAIN_FAULTS } from '../chain-faults.ts';
import { storageRefusal } from '../refusal.ts';
import { type AlertCode, endAlerts, raiseAlert } from '../store/alerts.ts';
import type { Anchoring, Waiting } from './anchoring.ts';
import { writePath } from './write-path.ts';

/** How the write path fares, for the status page and the metrics. */
export type AnchoringState = {
  /** What it waits for and since when (unix ms). Waiting for minutes is normal where a consortium makes the blocks. */
  readonly waiting: (Waiting & { readonly since: number }) | undefined;
  /** The last error, until a step succeeds. */
  readonly trouble: { readonly code: string; readonly message: string; readonly since: number } | undefined;
};

export type RunningAnchoring = {
  state(): AnchoringState;
  /** Resolves when the step in progress has ended. Fire the context's `stopped` first. */
  readonly ended: Promise<void>;
};

const IDLE_MS = 100;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;
const PASSING_MS = 5_000;

const ALERTS: readonly AlertCode[] = [
  'node-off-chain',
  'node-behind',
  'head-unverified',
  'ledger-other-chain',
];
/** Over when a step succeeds: the first of a run, and the first after an error, look at the chain. */
const PASSING: readonly AlertCode[] = [...ALERTS, ...Object.values(CHAIN_FAULTS)];

/** Runs the write path until the service stops. No error ends it: each is shown, and the step taken again later. */
export function runAnchoring(given: Omit<Anchoring, 'waitFor'>): RunningAnchoring {
  let waiting: AnchoringState['waiting'];
  let trouble: AnchoringState['trouble'];
  let warned: string | undefined;
  let mayBeOpen = true;
  const context: Anchoring = {
    ...given,
    waitFor(what) {
      if (what?.code === waiting?.code && what?.detail === waiting?.detail) return;
      waiting = what && { ...what, since: given.now() };
    },
  };
  const { stopped, pause, log, store, now } = context;
  const path = writePath(context);

  function note(cause: unknown): void {
    // A full disk, or a damaged one, is told as what it is.
    const error = storageRefusal(cause);
    const code = error instanceof JianzhengError ? error.code : 'unexpected';
    const message = cause instanceof Error ? cause.message : String(cause);
    const values = { code, message, details: error instanceof JianzhengError ? error.details : undefined };
    trouble = { code, message, since: trouble?.code === code ? trouble.since : now() };
    // A chain that is being started is no news; one that stays away is.
    const passing = code === 'ledger-unreachable' || code === 'chain-not-ready';
    if (warned !== code && (!passing || now() - trouble.since > PASSING_MS)) {
      warned = code;
      log.warn(code === 'unexpected' ? { ...values, err: error } : values, 'Anchoring has to wait');
    }
    if (!ALERTS.some((alert) => alert === code)) return;
    try {
      raiseAlert(
        store,
        { code: code as AlertCode, subject: message.slice(0, 200), details: values.details ?? {} },
        now(),
      );
    } catch (cause) {
      // A full disk on top of it: the alert is raised again with the next try, and the service goes on.
      log.error({ code, err: cause }, 'An alert could not be stored');
    }
  }

  async function run(): Promise<void> {
    let retry = FIRST_RETRY_MS;
    while (!stopped.aborted) {
      try {
        const busy = await path.step();
        if (warned) log.warn({ was: warned }, 'Anchoring goes on');
        if (mayBeOpen) endAlerts(store, PASSING, now());
        mayBeOpen = false;
        trouble = undefined;
        warned = undefined;
        retry = FIRST_RETRY_MS;
        if (!busy) await pause(IDLE_MS);
      } catch (error) {
        if (stopped.aborted) return;
        mayBeOpen = true;
        note(error);
        await pause(retry);
        retry = Math.min(retry * 2, LONGEST_RETRY_MS);
      }
    }
  }

  return { state: () => ({ waiting, trouble }), ended: run() };
}
