import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, effectOf } from '../../../core/governance/effect.ts';
import type { RegistryState, Seat } from '../../../core/governance/state.ts';
import { MOTION_KINDS, type Status } from '../../../core/governance/words.ts';
import { quorum } from '../../../core/qbft.ts';
import { addressFor } from '../../support/ledger-fixture.ts';
import { fcRuns } from '../../support/properties.ts';

const seat = (id: string, status: Status = 'active'): Seat => ({
  id,
  status,
  governance: addressFor(`${id} g`),
  validator: addressFor(`${id} v`),
  nextValidator: null,
  claimUntil: 0,
  reinstateUntil: 0,
  lastMotion: 0,
});

function stateOf(seats: readonly Seat[]): RegistryState {
  const held = seats.filter(({ status }) => status === 'active' || status === 'suspended');
  return {
    validators: held.map(({ validator }) => validator),
    version: 1,
    epoch: 1,
    threshold: quorum(held.length),
    voters: held.filter(({ status }) => status === 'active').length,
    seats,
    motions: [],
  };
}

const seats = (count: number) => Array.from({ length: count }, (_, i) => seat(`a${i}`));
const asked = (kind: Asked['kind'], subject: string | null = 'a0'): Asked => ({
  kind,
  subject,
  validator: kind === 'admit' || kind === 'replace-validator' ? addressFor('new') : null,
});
const numbers = (kind: Asked['kind'], count: number) => {
  const {
    validators,
    quorum: seals,
    mayBeDown,
    mayCheat,
    warnings,
  } = effectOf(asked(kind, kind === 'admit' ? 'new' : 'a0'), stateOf(seats(count)));
  return {
    n: validators.after.length,
    q: seals.after,
    down: mayBeDown.after,
    cheat: mayCheat.after,
    warnings,
  };
};

describe('the effect of a motion', () => {
  it('says what another seat does to the quorum', () => {
    expect(numbers('admit', 1)).toMatchObject({ n: 2, q: 2, down: 0, cheat: 0 });
    expect(numbers('admit', 3)).toMatchObject({ n: 4, q: 3, down: 1, cheat: 1 });
    expect(numbers('admit', 4)).toMatchObject({ n: 5, q: 4, down: 1, cheat: 1 });
    expect(numbers('admit', 6)).toMatchObject({ n: 7, q: 5, down: 2, cheat: 2 });
    expect(numbers('admit', 1).warnings).toContain('one-down-halts');
    expect(numbers('admit', 4).warnings).not.toContain('one-down-halts');
    expect(numbers('admit', 4).warnings).toContain('claim-needs-validator');
  });

  it('warns of what a removal costs', () => {
    expect(numbers('remove', 4).warnings).toContain('never-below-four');
    expect(numbers('remove', 5).warnings).not.toContain('never-below-four');
    expect(numbers('remove', 7).warnings).not.toContain('fewer-may-be-down');
    expect(numbers('remove', 6)).toMatchObject({ n: 5, q: 4, down: 1 });
    expect(numbers('remove', 6).warnings).toContain('fewer-may-be-down');
    expect(numbers('remove', 3).warnings).toEqual(
      expect.arrayContaining(['one-down-halts', 'none-may-cheat']),
    );
  });

  it('keeps the seat of a suspended agency, and says when all others must agree', () => {
    const effect = effectOf(asked('suspend'), stateOf(seats(4)));
    expect(effect.validators.after).toEqual(effect.validators.before);
    expect(effect).toMatchObject({ voters: { before: 4, after: 3 }, version: { before: 1, after: 1 } });
    expect(effect.warnings).toEqual(expect.arrayContaining(['suspended-still-seals', 'all-must-vote']));
    const two = [seat('a0'), seat('a1', 'suspended'), seat('a2'), seat('a3')];
    expect(effectOf(asked('suspend'), stateOf(two)).warnings).toContain('too-few-voters');
  });

  it('names who must claim', () => {
    const state = stateOf([seat('a0', 'suspended'), ...seats(4).slice(1)]);
    expect(effectOf(asked('admit', 'new'), state).claimBy).toBe(addressFor('new'));
    expect(effectOf(asked('replace-validator', 'a1'), state).claimBy).toBe(addressFor('new'));
    expect(effectOf(asked('reinstate'), state).claimBy).toBe(addressFor('a0 v'));
    expect(effectOf(asked('replace-governance', 'a1'), state).claimBy).toBeNull();
    expect(effectOf(asked('remove', 'a1'), state).claimBy).toBeNull();
  });

  it('takes back what was not claimed, and changes nothing else', () => {
    const waiting = stateOf([...seats(4), seat('new', 'admitted')]);
    const effect = effectOf(asked('remove', 'new'), waiting);
    expect(effect.validators.after).toEqual(waiting.validators);
    expect(effect.warnings).toEqual(['takes-back-admission']);
    const suspended = stateOf([seat('a0', 'suspended'), ...seats(5).slice(1)]);
    expect(effectOf(asked('suspend'), suspended).warnings).toContain('takes-back-reinstatement');
    expect(effectOf(asked('suspend'), suspended).voters).toEqual({ before: 4, after: 4 });
  });

  it('tells that other open motions end', () => {
    const state = stateOf(seats(5));
    const open = {
      ...state,
      motions: [
        {
          ...asked('remove'),
          number: 1,
          status: 'open' as const,
          proposer: 'a1',
          votes: 1,
          votedBy: ['a1'],
          epoch: 1,
          deadline: 9,
          governance: null,
          ledger: null,
          codeHash: null,
          fromBlock: 0,
        },
      ],
    };
    expect(effectOf(asked('suspend'), open).warnings).toContain('other-motions-void');
    expect(effectOf({ ...asked('suspend'), number: 1 }, open).warnings).not.toContain('other-motions-void');
    expect(effectOf(asked('suspend'), state).warnings).not.toContain('other-motions-void');
    expect(effectOf(asked('replace-validator'), open).warnings).not.toContain('other-motions-void');
  });

  it('has none about an agency that it does not fit', () => {
    const state = stateOf([...seats(4), seat('gone', 'removed'), seat('b', 'suspended')]);
    for (const [kind, subject] of [
      ['reinstate', 'a1'],
      ['suspend', 'gone'],
      ['suspend', 'nobody'],
      ['admit', 'a1'],
      ['admit', 'gone'],
      ['remove', 'gone'],
      ['replace-validator', 'nobody'],
      ['replace-validator', 'gone'],
    ] as const) {
      const { validators, voters, claimBy } = effectOf(asked(kind, subject), state);
      expect([validators.after, voters.after, claimBy]).toEqual([state.validators, state.voters, null]);
    }
  });

  it('holds its numbers together, whatever is asked of whatever consortium', () => {
    const status = fc.constantFrom<Status>('active', 'suspended', 'removed', 'admitted');
    fc.assert(
      fc.property(
        fc.array(status, { minLength: 1, maxLength: 64 }),
        fc.constantFrom(...MOTION_KINDS),
        fc.nat(),
        (statuses, kind, place) => {
          const state = stateOf([seat('s', 'active'), ...statuses.map((one, i) => seat(`a${i}`, one))]);
          const effect = effectOf(asked(kind, `a${place % (statuses.length + 1)}`), state);
          const { validators, quorum: seals, mayBeDown, mayCheat } = effect;
          for (const side of ['before', 'after'] as const) {
            const n = validators[side].length;
            expect(seals[side]).toBe(Math.ceil((2 * n) / 3));
            expect(seals[side] + mayBeDown[side]).toBe(n);
            // Two quorums share an honest validator: fewer cheat than stand in both.
            if (n > 0) expect(2 * seals[side] - n).toBeGreaterThan(mayCheat[side]);
            expect(new Set(validators[side]).size).toBe(n);
          }
          expect(Math.abs(validators.after.length - validators.before.length)).toBeLessThanOrEqual(1);
          expect(effect.version.after - effect.version.before).toBe(
            validators.after.join() === validators.before.join() ? 0 : 1,
          );
          expect(new Set(effect.warnings).size).toBe(effect.warnings.length);
        },
      ),
      fcRuns(100),
    );
  });
});
