import { encodeCall, numberWord, readAddress, readNumber, readRows, wordsOf } from '../abi.ts';
import { agencyWord } from '../batch-anchored.ts';
import { fromHex0x, toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import {
  MOTION_KINDS,
  MOTION_STATUSES,
  type MotionKind,
  type MotionStatus,
  readEnum,
  readId,
  STATUSES,
  type Status,
} from './words.ts';

/** The registry's state, as its views tell it. Whoever passes `View` answers for what the bytes are worth. */

/** Runs a view of the registry: input and result in bytes. All calls of one reading must see one block. */
export type View = (input: Uint8Array) => Promise<Uint8Array>;

export type Seat = {
  readonly id: string;
  readonly status: Status;
  readonly governance: string;
  readonly validator: string;
  /** Validator that may take the place of `validator`, or null. */
  readonly nextValidator: string | null;
  /** Unix seconds before which a first or next validator may claim; 0 where nothing is there to claim. */
  readonly claimUntil: number;
  /** Unix seconds before which the reinstatement that was granted may be claimed; 0 where none is. */
  readonly reinstateUntil: number;
  /** Number of the last motion that it proposed, 0 if none. */
  readonly lastMotion: number;
};

export type Motion = {
  readonly number: number;
  readonly kind: MotionKind;
  readonly status: MotionStatus;
  readonly proposer: string;
  /** Agency that it is about; null for a successor ledger. */
  readonly subject: string | null;
  readonly votes: number;
  /** Ids of the agencies that have voted for it. */
  readonly votedBy: readonly string[];
  readonly epoch: number;
  /** Unix seconds before which it must pass. */
  readonly deadline: number;
  readonly governance: string | null;
  readonly validator: string | null;
  readonly ledger: string | null;
  readonly codeHash: string | null;
  readonly fromBlock: number;
};

export type RegistryState = {
  /** Addresses, in the contract's order. */
  readonly validators: readonly string[];
  readonly version: number;
  readonly epoch: number;
  /** Votes that a motion needs. */
  readonly threshold: number;
  /** Agencies that may vote now. */
  readonly voters: number;
  /** Those that hold or held a seat, in the order of their seating; after them those admitted and not yet seated. */
  readonly seats: readonly Seat[];
  /** Every motion that is open or of which something may still come, the newest first. */
  readonly motions: readonly Motion[];
};

/** Seconds that a decision may be claimed, contracts/AgencyRegistry.sol. */
export const CLAIM_PERIOD_S = 30 * 24 * 60 * 60;
/** An agency can have one motion open at a time, but it can take one back and ask the next. */
const MOST_MOTIONS = 256;
const ZERO = `0x${'00'.repeat(20)}`;

const idWord = (id: string): Uint8Array => fromHex0x(agencyWord(id));
const orNull = (address: string): string | null => (address === ZERO ? null : address);

async function number(view: View, signature: string): Promise<number> {
  return readNumber(wordsOf(await view(encodeCall(signature, [])))[0]);
}

async function addresses(view: View): Promise<string[]> {
  return readRows(await view(encodeCall('getValidators()', [])), 1).map(([word]) => readAddress(word));
}

/** An agency's seat; of status `none` for one never voted in. @throws FormatError `abi-invalid` */
export async function readSeat(view: View, id: string): Promise<Seat> {
  const words = wordsOf(await view(encodeCall('agency(bytes32)', [idWord(id)])));
  if (words.length !== 9) throw new FormatError('abi-invalid', 'Not the form of an agency');
  return {
    id,
    governance: readAddress(words[0]),
    status: readEnum(words[1], STATUSES),
    lastMotion: readNumber(words[2]),
    validator: readAddress(words[3]),
    reinstateUntil: readNumber(words[4]),
    nextValidator: orNull(readAddress(words[5])),
    claimUntil: readNumber(words[6]),
  };
}

async function hasVoted(view: View, motion: number, id: string): Promise<boolean> {
  const input = encodeCall('hasVoted(uint64,bytes32)', [numberWord(motion), idWord(id)]);
  return readNumber(wordsOf(await view(input))[0], 1) === 1;
}

/**
 * A motion with its votes.
 * @param voters ids of the agencies that may have voted
 * @returns undefined where none has this number
 * @throws FormatError `abi-invalid`
 */
export async function readMotion(
  view: View,
  motion: number,
  voters: readonly string[],
): Promise<Motion | undefined> {
  const argument = [numberWord(motion)];
  const [record, status] = await Promise.all([
    view(encodeCall('motion(uint64)', argument)),
    view(encodeCall('motionStatus(uint64)', argument)),
  ]);
  const words = wordsOf(record);
  if (words.length !== 13) throw new FormatError('abi-invalid', 'Not the form of a motion');
  const kind = readEnum(words[2], MOTION_KINDS);
  if (kind === 'none') return undefined;
  const votes = readNumber(words[5]);
  const voted = await Promise.all(voters.map((id) => hasVoted(view, motion, id)));
  const ledger = orNull(readAddress(words[11]));
  return {
    number: motion,
    proposer: readId(words[0]) ?? '',
    subject: readId(words[1]) ?? null,
    kind,
    status: readEnum(wordsOf(status)[0], MOTION_STATUSES),
    votes,
    votedBy: voters.filter((_, i) => voted[i]),
    epoch: readNumber(words[6]),
    deadline: readNumber(words[7]),
    fromBlock: readNumber(words[8]),
    governance: orNull(readAddress(words[9])),
    validator: orNull(readAddress(words[10])),
    ledger,
    codeHash: ledger === null ? null : toHex0x(words[12] as Uint8Array),
  };
}

/** From the newest back to the first of which nothing can come any more: deadlines ascend with the numbers. */
async function readMotions(view: View, voters: readonly string[], now: number): Promise<Motion[]> {
  const count = await number(view, 'motionCount()');
  const motions: Motion[] = [];
  for (let at = count; at > 0 && motions.length < MOST_MOTIONS; at--) {
    const motion = await readMotion(view, at, voters);
    if (motion === undefined || motion.deadline + CLAIM_PERIOD_S <= now) break;
    motions.push(motion);
  }
  return motions;
}

/**
 * All that `effectOf` and a person need to know.
 * @param now unix seconds of the block that `view` sees
 * @throws FormatError `abi-invalid`
 */
export async function readRegistry(view: View, now: number): Promise<RegistryState> {
  const [validators, version, epoch, threshold, voters, idRows] = await Promise.all([
    addresses(view),
    number(view, 'setVersion()'),
    number(view, 'epoch()'),
    number(view, 'threshold()'),
    number(view, 'voterCount()'),
    view(encodeCall('agencyIds()', [])),
  ]);
  const seated = readRows(idRows, 1).map(([word]) => readId(word) ?? '');
  const motions = await readMotions(view, seated, now);
  // The registry lists an agency only once it is seated; one that is admitted stands in the motion that passed.
  const admitted = motions
    .filter(({ kind, status }) => kind === 'admit' && status === 'passed')
    .flatMap(({ subject }) => subject ?? []);
  const waiting = [...new Set(admitted)].filter((id) => !seated.includes(id));
  const seats = await Promise.all([...seated, ...waiting].map((id) => readSeat(view, id)));
  return {
    validators,
    version,
    epoch,
    threshold,
    voters,
    seats: seats.filter(({ status }) => status !== 'none'),
    motions,
  };
}
