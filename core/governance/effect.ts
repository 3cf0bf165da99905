import { MAX_VALIDATORS, quorum } from '../qbft.ts';
import type { Motion, RegistryState } from './state.ts';

/** What a motion would do, told before anybody signs for it. */

/** A sentence for each stands in language/governance.ts. */
export const WARNINGS = [
  'one-down-halts',
  'fewer-may-be-down',
  'none-may-cheat',
  'never-below-four',
  'never-below-one',
  'seats-full',
  'too-few-voters',
  'all-must-vote',
  'claim-needs-validator',
  'claim-expires',
  'suspended-still-seals',
  'removal-is-final',
  'old-key-ends',
  'two-nodes-one-seat',
  'other-motions-void',
  'takes-back-admission',
  'takes-back-reinstatement',
  'successor-code-binds',
] as const;
export type Warning = (typeof WARNINGS)[number];

type Change<Value> = { readonly before: Value; readonly after: Value };

export type Effect = {
  /** Addresses; `after` is what stands once everything was claimed. */
  readonly validators: Change<readonly string[]>;
  /** Version of the set. */
  readonly version: Change<number>;
  /** Seals that a block needs, which are also the votes that a motion needs: ceil(2N/3). */
  readonly quorum: Change<number>;
  /** Validators that may stand still while blocks still come: N - ceil(2N/3). */
  readonly mayBeDown: Change<number>;
  /** Validators that may lie while blocks are still final: floor((N - 1) / 3). */
  readonly mayCheat: Change<number>;
  /** Agencies that may vote. */
  readonly voters: Change<number>;
  /** Who has to claim before it takes effect: a validator's address, or null where the last vote does it. */
  readonly claimBy: string | null;
  readonly warnings: readonly Warning[];
};

/** As much of a motion as its effect depends on; without a number while it has not been put. */
export type Asked = Pick<Motion, 'kind' | 'subject' | 'validator'> & { readonly number?: number };

type Outcome = {
  readonly validators: readonly string[];
  readonly voters: number;
  readonly claimBy?: string;
  readonly warnings: readonly Warning[];
  /** Starts an epoch, at once or by the claim. */
  readonly epoch?: boolean;
};

function replaced(validators: readonly string[], from: string, to: string): string[] {
  return validators.map((one) => (one === from ? to : one));
}

/** The contract fills the gap with the last one. */
function without(validators: readonly string[], gone: string): string[] {
  const last = validators.at(-1) as string;
  return replaced(validators, gone, last).slice(0, -1);
}

function removal(asked: Asked, { validators, voters, seats }: RegistryState): Outcome {
  const seat = seats.find(({ id }) => id === asked.subject);
  if (seat === undefined || !validators.includes(seat.validator)) {
    return { validators, voters, warnings: seat?.status === 'admitted' ? ['takes-back-admission'] : [] };
  }
  const warnings: Warning[] = ['removal-is-final'];
  if (validators.length === 4) warnings.push('never-below-four');
  if (validators.length === 1) warnings.push('never-below-one');
  return {
    validators: without(validators, seat.validator),
    voters: seat.status === 'active' ? voters - 1 : voters,
    warnings,
    epoch: true,
  };
}

function outcomeOf(asked: Asked, state: RegistryState): Outcome {
  const { validators, voters, seats } = state;
  const seat = seats.find(({ id }) => id === asked.subject);
  switch (asked.kind) {
    case 'admit': {
      const full: Warning[] = validators.length >= MAX_VALIDATORS ? ['seats-full'] : [];
      const there = seat !== undefined && seat.status !== 'admitted';
      if (asked.validator === null || there) return { validators, voters, warnings: full };
      return {
        validators: [...validators, asked.validator],
        voters: voters + 1,
        claimBy: asked.validator,
        warnings: [...full, 'claim-needs-validator', 'claim-expires'],
        epoch: true,
      };
    }
    case 'suspend':
      if (seat?.status === 'suspended') return { validators, voters, warnings: ['takes-back-reinstatement'] };
      if (seat?.status !== 'active') return { validators, voters, warnings: [] };
      return { validators, voters: voters - 1, warnings: ['suspended-still-seals'], epoch: true };
    case 'reinstate':
      if (seat?.status !== 'suspended') return { validators, voters, warnings: [] };
      return {
        validators,
        voters: voters + 1,
        claimBy: seat.validator,
        warnings: ['claim-expires'],
        epoch: true,
      };
    case 'remove':
      return removal(asked, state);
    case 'replace-governance':
      return { validators, voters, warnings: ['old-key-ends'], epoch: true };
    case 'replace-validator':
      if (seat === undefined || asked.validator === null || !validators.includes(seat.validator)) {
        return { validators, voters, warnings: [] };
      }
      return {
        validators: replaced(validators, seat.validator, asked.validator),
        voters,
        claimBy: asked.validator,
        warnings: ['claim-needs-validator', 'claim-expires', 'old-key-ends', 'two-nodes-one-seat'],
      };
    case 'name-successor':
      return { validators, voters, warnings: ['successor-code-binds'] };
    case 'none':
      return { validators, voters, warnings: [] };
  }
}

const mayBeDown = (seats: number): number => seats - quorum(seats);
const mayCheat = (seats: number): number => Math.floor((seats - 1) / 3);

/** What follows for the chain from the numbers alone. */
function numbersSay(before: number, after: number, voters: number): Warning[] {
  const warnings: Warning[] = [];
  if (after > 0 && mayBeDown(after) === 0) warnings.push('one-down-halts');
  else if (mayBeDown(after) < mayBeDown(before)) warnings.push('fewer-may-be-down');
  if (mayCheat(after) === 0) warnings.push('none-may-cheat');
  if (voters < quorum(after)) warnings.push('too-few-voters');
  else if (voters === quorum(after) && voters < after) warnings.push('all-must-vote');
  return warnings;
}

/**
 * The effect of a motion on the registry as it stands, with everything claimed that it lets be claimed. About an agency
 * that it does not fit, it has none; the contract's own refusal comes from calling it.
 */
export function effectOf(asked: Asked, state: RegistryState): Effect {
  const { validators, version, voters } = state;
  const outcome = outcomeOf(asked, state);
  const [before, after] = [validators.length, outcome.validators.length];
  const changed = outcome.validators.some((one, i) => one !== validators[i]) || before !== after;
  const othersOpen = state.motions.some(({ status, number }) => status === 'open' && number !== asked.number);
  const change = <Value>(read: (seats: number) => Value): Change<Value> => ({
    before: read(before),
    after: read(after),
  });
  return {
    validators: { before: validators, after: outcome.validators },
    version: { before: version, after: changed ? version + 1 : version },
    quorum: change(quorum),
    mayBeDown: change(mayBeDown),
    mayCheat: change(mayCheat),
    voters: { before: voters, after: outcome.voters },
    claimBy: outcome.claimBy ?? null,
    warnings: [
      ...outcome.warnings,
      ...numbersSay(before, after, outcome.voters),
      ...(outcome.epoch && othersOpen ? (['other-motions-void'] as const) : []),
    ],
  };
}
