import { statfs } from 'node:fs/promises';
import type { Trust } from '../core/trust.ts';
import type { AnchoringState } from './anchoring/loop.ts';
import type { ChainFault } from './chain-faults.ts';
import type { ServiceStatus } from './http/services.ts';
import type { Following } from './ledger/follow.ts';
import type { Halt } from './ledger/halt.ts';
import { queueState } from './sealing/batches.ts';
import { openAlerts } from './store/alerts.ts';
import { listAgencies } from './store/chain-view.ts';
import { latestHeader } from './store/headers.ts';
import type { Store } from './store/store.ts';
import type { StampingState } from './time-stamps/stamping.ts';

const HALTED = 'chain-halted';

type StatusParts = {
  store: Store;
  trust: Trust;
  following: Following;
  /** Why the embedded chain cannot run. */
  fault: ChainFault | undefined;
  /** Whether the embedded chain is down for want of room. */
  full: boolean;
  anchoring: AnchoringState;
  timeStamps: StampingState | undefined;
  dataFolder: string;
  now: number;
};

/** The code of what is wrong with the chain: the cause that someone can mend, before what follows from it. */
function troubleOf({ following, fault, full }: StatusParts): string | undefined {
  if (fault) return fault.code;
  const trouble = following.trouble();
  if (trouble !== undefined && full) return 'storage-full';
  if (trouble === 'ledger-unreachable') return 'chain-unreachable';
  // A chain that has never had a quorum has no block to show yet: the cause is the same.
  return (trouble === undefined || trouble === 'chain-not-ready') && following.halt() ? HALTED : trouble;
}

/** Agencies by id in place of their validators' addresses; an address that is known to no one stays. */
function inNames({ waitingFor, ...counts }: Halt, store: Store) {
  const owners = new Map(listAgencies(store).map(({ id, validator }) => [validator, id]));
  return { ...counts, waitingFor: waitingFor.map((address) => owners.get(address) ?? address) };
}

/** What the status page and the metrics show. */
export async function serviceStatus(parts: StatusParts): Promise<ServiceStatus> {
  const { store, trust, anchoring } = parts;
  const head = latestHeader(store);
  const validators = trust.sets.at(-1)?.length ?? 0;
  const { bavail, bsize } = await statfs(parts.dataFolder);
  const { trouble, waiting } = anchoring;
  const chainTrouble = troubleOf(parts);
  const halt = chainTrouble === HALTED ? parts.following.halt() : undefined;
  const waitsFor = trouble ? { code: trouble.code, since: trouble.since } : waiting;
  return {
    queue: queueState(store, parts.now),
    chain: {
      head: head?.number ?? null,
      headTime: head?.time ?? null,
      reachable:
        chainTrouble === undefined || (halt !== undefined && parts.following.trouble() === undefined),
      ...(chainTrouble ? { trouble: chainTrouble } : {}),
      ...(halt ? { halted: inNames(halt, store) } : {}),
      ...(parts.fault ? { reason: parts.fault.reason } : {}),
      setVersion: trust.sets.length,
      validators,
      operators: validators === 1 ? 'single' : validators,
      ...(waitsFor ? { waiting: { code: waitsFor.code, since: waitsFor.since } } : {}),
    },
    ...(parts.timeStamps ? { timeStamps: parts.timeStamps } : {}),
    disk: { freeBytes: bavail * bsize },
    alerts: openAlerts(store).map(({ code, subject, at, lastAt }) => ({ code, subject, at, lastAt })),
  };
}
