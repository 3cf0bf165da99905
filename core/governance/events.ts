import { wordsOf } from '../abi.ts';
import { equal, utf8 } from '../bytes.ts';
import { keccak256 } from '../digests.ts';
import { FormatError } from '../errors.ts';
import type { Log } from '../transaction-receipt.ts';
import { readValues, type Values } from './values.ts';

/** The registry's events about agencies, keys and motions; that of a new set has a reader of its own. */

/** Our name, Solidity's signature, and the names of the values: those in topics first, as the contract orders them. */
const EVENTS = [
  ['epoch-started', 'EpochStarted(uint64)', 'epoch'],
  [
    'motion-proposed',
    'MotionProposed(uint64,bytes32,bytes32,uint8,uint64,uint64)',
    'motion proposer subject kind epoch deadline',
  ],
  ['motion-voted', 'MotionVoted(uint64,bytes32,uint256,uint256)', 'motion agency votes needed'],
  ['motion-passed', 'MotionPassed(uint64)', 'motion'],
  ['motion-withdrawn', 'MotionWithdrawn(uint64)', 'motion'],
  [
    'agency-admitted',
    'AgencyAdmitted(bytes32,address,address,uint64)',
    'agency governance validator claimUntil',
  ],
  ['admission-cancelled', 'AdmissionCancelled(bytes32)', 'agency'],
  ['agency-seated', 'AgencySeated(bytes32,address)', 'agency validator'],
  ['agency-suspended', 'AgencySuspended(bytes32)', 'agency'],
  ['reinstatement-granted', 'ReinstatementGranted(bytes32,uint64)', 'agency claimUntil'],
  ['reinstatement-cancelled', 'ReinstatementCancelled(bytes32)', 'agency'],
  ['agency-reinstated', 'AgencyReinstated(bytes32)', 'agency'],
  ['agency-removed', 'AgencyRemoved(bytes32)', 'agency'],
  ['governance-replaced', 'GovernanceReplaced(bytes32,address,address)', 'agency previous governance'],
  ['validator-named', 'ValidatorNamed(bytes32,address,uint64)', 'agency validator claimUntil'],
  ['validator-replaced', 'ValidatorReplaced(bytes32,address,address)', 'agency previous validator'],
  ['operator-added', 'OperatorAdded(bytes32,address)', 'agency operator'],
  ['operator-revoked', 'OperatorRevoked(bytes32,address)', 'agency operator'],
  [
    'successor-named',
    'SuccessorNamed(uint64,address,bytes32,uint64,uint64)',
    'number ledger codeHash fromBlock sealedBy',
  ],
] as const;

export type EventName = (typeof EVENTS)[number][0];
export type RegistryEvent = { readonly event: EventName; readonly values: Values };

export const EVENT_NAMES: readonly EventName[] = EVENTS.map(([name]) => name);

/** The events' signatures in Solidity. */
export const EVENT_SIGNATURES: readonly string[] = EVENTS.map(([, signature]) => signature);

/** Topic 0 of an event, 32 bytes. */
export function eventTopic(event: EventName): Uint8Array {
  const [, signature] = EVENTS.find(([name]) => name === event) as (typeof EVENTS)[number];
  return keccak256(utf8(signature));
}

/**
 * Reads a log of the registry's, whoever emitted it: the caller holds its address against the pinned one.
 * @returns undefined for any other event
 * @throws FormatError `event-invalid` for one of these with values that it cannot have
 */
export function readEvent({ topics, data }: Pick<Log, 'topics' | 'data'>): RegistryEvent | undefined {
  const [topic, ...indexed] = topics;
  const found = EVENTS.find(([event]) => topic !== undefined && equal(topic, eventTopic(event)));
  if (found === undefined) return undefined;
  const [event, , names] = found;
  try {
    return { event, values: readValues(names, [...indexed, ...wordsOf(data)]) };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError('event-invalid', `${event}: ${cause.message}`, { cause });
  }
}
