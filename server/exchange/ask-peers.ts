import { randomInt } from 'node:crypto';
import type { Log } from '../anchoring/anchoring.ts';
import {
  askedPeer,
  isWithheld,
  noteHandedOut,
  noteUnreachable,
  noteWithheld,
  withheldBefore,
  withheldFor,
} from '../store/asked-batches.ts';
import { listBatches } from '../store/chain-view.ts';
import { settleAlerts } from '../store/settle-alerts.ts';
import type { Store } from '../store/store.ts';
import { askPeer } from './ask-peer.ts';

/**
 * Asks the other agencies' services for the records of every batch that they anchored: whoever is asked by everybody
 * cannot quietly lose what it anchored. Nothing that comes is kept, and nothing that comes or does not come is proof
 * of anything: no one but us has seen it.
 */

export type PeerRule = {
  /** Where the other agencies' services answer, by id. */
  readonly services: ReadonlyMap<string, string>;
  /** How long a batch may be refused, or a service be away, before it is an alert; 0: never. Milliseconds. */
  readonly withheldMs: number;
};

/** Between two questions to one service. */
const PACE_MS = 2_000;
const LONGEST_PACE_MS = 60_000;
/** What was refused is asked for again after this long, or after a tenth of the time that it may be refused. */
const AGAIN_MS = 3_600_000;
/** When nothing else is left to ask, a batch that came before is asked for again: it may have been lost since. */
const SAMPLE_MS = 3_600_000;

export function askPeers(options: {
  store: Store;
  /** Id of our own agency. */
  agency: string;
  ledger: string;
  operatorKey: Uint8Array;
  rule: PeerRule;
  log: Log;
  now: () => number;
  pause: (ms: number) => Promise<void>;
  stopped: AbortSignal;
}): { readonly ended: Promise<unknown> } {
  const { store, rule, log, now, pause, stopped } = options;
  const settle = settleAlerts({ store, log, now });
  const peers = [...rule.services].filter(([id]) => id !== options.agency);
  const againMs = Math.min(AGAIN_MS, rule.withheldMs / 10 || AGAIN_MS);
  const longestMs = Math.min(LONGEST_PACE_MS, Math.max(PACE_MS, rule.withheldMs / 10 || LONGEST_PACE_MS));
  const sampled = new Map<string, number>();
  /** Agencies whose last question was for a batch that they had refused. */
  const askedAgain = new Set<string>();

  function sample(agency: string, upTo: number): number | undefined {
    if (upTo === 0 || now() - (sampled.get(agency) ?? now() - SAMPLE_MS) < SAMPLE_MS) return undefined;
    sampled.set(agency, now());
    const sequence = randomInt(1, upTo + 1);
    return isWithheld(store, agency, sequence) ? undefined : sequence;
  }

  /**
   * What was refused before and what was never asked for, in turns, each in its order: neither may wait for the end of
   * the other. Else one that came before.
   */
  function nextBatch(agency: string) {
    const askedTo = askedPeer(store, agency).asked_to;
    const refused = withheldBefore(store, agency, now() - againMs);
    const anchored = listBatches(store, agency, { limit: 1 })[0]?.sequence ?? 0;
    const fresh = anchored > askedTo ? askedTo + 1 : undefined;
    const again = refused !== undefined && (fresh === undefined || !askedAgain.has(agency));
    if (again) askedAgain.add(agency);
    else askedAgain.delete(agency);
    const sequence = again ? refused : (fresh ?? sample(agency, askedTo));
    return sequence === undefined
      ? undefined
      : listBatches(store, agency, { limit: 1, below: sequence + 1 })[0];
  }

  function settleAll(): void {
    const withheld = new Map<string, Record<string, unknown>>();
    const away = new Map<string, Record<string, unknown>>();
    for (const [agency, service] of rule.withheldMs > 0 ? peers : []) {
      const { unreachable_since: since, reason } = askedPeer(store, agency);
      if (since !== null && now() - since >= rule.withheldMs) away.set(agency, { service, since, reason });
      const batch = withheldFor(store, agency, rule.withheldMs);
      if (batch) withheld.set(`${agency} ${batch.sequence}`, { ...batch });
    }
    settle('batch-withheld', withheld);
    settle('peer-unreachable', away);
  }

  /** @returns whether the service answered, or had nothing to be asked */
  async function turn(agency: string, service: string): Promise<boolean> {
    const batch = nextBatch(agency);
    if (!batch) return true;
    const answer = await askPeer(service, batch, options);
    if (stopped.aborted) return true;
    const { sequence } = batch;
    if (answer.outcome === 'away') {
      noteUnreachable(store, agency, answer.reason, now());
      sampled.delete(agency);
    } else if (answer.outcome === 'handed-out') noteHandedOut(store, agency, sequence, now());
    else {
      const { outcome, reason } = answer;
      log.warn({ agency, sequence, outcome, reason }, 'An agency did not hand out the records of a batch');
      noteWithheld(store, agency, { sequence, outcome, reason }, now());
    }
    settleAll();
    return answer.outcome !== 'away';
  }

  async function run(agency: string, service: string): Promise<void> {
    let pace = PACE_MS;
    while (!stopped.aborted) {
      try {
        pace = (await turn(agency, service)) ? PACE_MS : Math.min(pace * 2, longestMs);
      } catch (cause) {
        // A full disk: the same batch is asked for again.
        log.error({ agency, err: cause }, 'What another agency answered could not be noted');
        pace = LONGEST_PACE_MS;
      }
      await pause(pace);
    }
  }

  // What is no longer watched has no alerts.
  settleAll();
  return { ended: Promise.all(peers.map(([agency, service]) => run(agency, service))) };
}
