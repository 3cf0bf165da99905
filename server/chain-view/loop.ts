import { setImmediate } from 'node:timers/promises';
import { JianzhengError } from '../../core/errors.ts';
import type { Log } from '../anchoring/anchoring.ts';
import type { HeadFollower } from '../ledger/head.ts';
import { type AlertCode, endAlerts, raiseAlert } from '../store/alerts.ts';
import type { Store } from '../store/store.ts';
import type { ChainFollower } from './follower.ts';
import type { TwoBlocks } from './two-blocks.ts';
import type { Watch } from './watch.ts';

/** Follows and watches until the service stops. No error ends it: each is shown, and the same stretch taken again. */
export type RunningChainView = {
  /** Why following does not go on, as a code, until it does. */
  trouble(): string | undefined;
  readonly ended: Promise<void>;
};

const EVERY_MS = 1_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

const ALERTS: readonly AlertCode[] = [
  'node-off-chain',
  'node-behind',
  'head-unverified',
  'ledger-other-chain',
];
/** A chain that is being started is no news. */
const PASSING: readonly string[] = ['ledger-unreachable', 'chain-not-ready'];

export function runChainView(options: {
  follower: ChainFollower;
  head: HeadFollower;
  twoBlocks: TwoBlocks;
  watch: Watch;
  store: Store;
  log: Log;
  now: () => number;
  pause: (ms: number) => Promise<void>;
  stopped: AbortSignal;
}): RunningChainView {
  const { follower, head, twoBlocks, watch, store, log, now, pause, stopped } = options;
  let trouble: string | undefined;
  let examined: string | undefined;
  /** What the run before has left open ends as well. */
  let mayBeOpen = true;

  async function turn(): Promise<void> {
    const { number } = await head.confirm();
    while (await follower.step(number)) {
      trouble = undefined;
      if (stopped.aborted) return;
      await setImmediate();
    }
    trouble = undefined;
    if (mayBeOpen) endAlerts(store, ALERTS, now());
    mayBeOpen = false;
    await twoBlocks.compareKept();
    await watch.look();
  }

  async function note(error: unknown): Promise<void> {
    const code = error instanceof JianzhengError ? error.code : 'unexpected';
    const message = error instanceof Error ? error.message : String(error);
    const details = error instanceof JianzhengError ? error.details : {};
    const isNews = trouble !== code && !PASSING.includes(code);
    trouble = code;
    if (isNews) log.warn({ code, message, details, err: error }, 'The chain cannot be followed');
    if (!ALERTS.some((alert) => alert === code)) return;
    mayBeOpen = true;
    raiseAlert(store, { code: code as AlertCode, subject: message.slice(0, 200), details }, now());
    // Looked into once for each thing that it says: what it has shown before it shows again.
    if (code !== 'node-off-chain' || examined === message) return;
    await twoBlocks.examineNode();
    examined = message;
  }

  async function run(): Promise<void> {
    let retry = FIRST_RETRY_MS;
    while (!stopped.aborted) {
      try {
        await turn();
        retry = FIRST_RETRY_MS;
        await pause(EVERY_MS);
      } catch (error) {
        if (stopped.aborted) return;
        await note(error).catch((cause: unknown) => {
          // A full disk, or a node that is gone as well: it is noted again with the next try.
          log.error({ err: cause }, 'An alert could not be stored');
        });
        await pause(retry);
        retry = Math.min(retry * 2, LONGEST_RETRY_MS);
      }
    }
  }

  return { trouble: () => trouble, ended: run() };
}
