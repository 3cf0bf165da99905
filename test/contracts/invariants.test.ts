/**
 * Agencies, officers and outsiders do whatever comes to mind, in any order, and a small model of the rules watches.
 * The model knows less than the contract: it never predicts success, it checks what a success may change.
 */
import { decodeBytes32String, sha256 } from 'ethers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fcRuns } from '../support/properties.ts';
import { Revert, type Sent } from './support/chain.ts';
import { bytes32, type Consortium, DAY, found, MOTION, NAMES, STATUS } from './support/consortium.ts';

const PEOPLE = [...NAMES];
/** How often each kind of motion passed: a run in which nothing happens would show nothing. */
const happened: Record<string, number> = {};

/** Mostly somebody for whom the step makes sense, sometimes anybody: see {@link pick}. */
const person = fc.nat(799);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('anchor' as const), who: person, offset: fc.nat(2) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom(
        'admission' as const,
        'suspension' as const,
        'reinstatement' as const,
        'removal' as const,
        'governance' as const,
        'validator' as const,
      ),
      who: person,
      whom: person,
      key: fc.nat(30),
      voters: fc.oneof({ weight: 3, arbitrary: fc.constant(255) }, fc.nat(255)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('claim' as const), whom: person, together: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('operator' as const), who: person, key: fc.nat(30) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What the run has seen, to hold each next state against. */
interface World {
  c: Consortium;
  /** Names of the keys given out, by agency and role: the newest governance key signs for its agency. */
  governance: Map<string, string>;
  validators: Map<string, string[]>;
  batches: Map<string, bigint>;
  everFour: boolean;
  /** Names by status, as of the last check. */
  standing: { active: string[]; suspended: string[] };
  /** Every key that was ever taken. */
  used: Set<string>;
  version: bigint;
}

async function attempt(act: () => Promise<Sent | bigint | undefined>): Promise<Sent | bigint | undefined> {
  try {
    return await act();
  } catch (error) {
    // The rules refuse most of what comes to mind. Anything but one of their own errors is a failure.
    if (error instanceof Revert && !error.message.startsWith('unknown')) return undefined;
    throw error;
  }
}

/** One in eight acts, or is acted on, without any regard to where it stands. */
function pick(candidates: readonly string[], choice: number): string {
  const from = candidates.length === 0 || choice % 8 === 0 ? PEOPLE : candidates;
  return from[Math.floor(choice / 8) % from.length]!;
}

function candidatesFor(world: World, act: string): string[] {
  const { active, suspended } = world.standing;
  if (act === 'suspension') return active;
  if (act === 'reinstatement') return suspended;
  if (act === 'admission') return PEOPLE.filter((name) => ![...active, ...suspended].includes(name));
  return [...active, ...suspended];
}

function take(world: World, key: string): void {
  expect(world.used.has(key), 'no key is ever used twice').toBe(false);
  world.used.add(key);
}

async function anchor(world: World, who: string, offset: number): Promise<void> {
  const count = world.batches.get(who) ?? 0n;
  const sequence = Number(count) + offset;
  const done = await attempt(() => world.c.anchor(`${who} operator`, sequence, sha256('0x77')));
  if (!done) return;
  expect(BigInt(sequence), 'sequences have no gap and no repetition').toBe(count + 1n);
  expect(await world.c.status(who)).toBe(STATUS.active);
  world.batches.set(who, count + 1n);
}

/** Proposes and lets some agencies vote; whatever passes must have had ceil(2N/3) distinct active voters. */
async function motion(world: World, asked: Extract<Step, { voters: number }>): Promise<void> {
  const { c } = world;
  const step = {
    ...asked,
    who: pick(world.standing.active, asked.who),
    whom: pick(candidatesFor(world, asked.act), asked.whom),
  };
  const seats = (await c.validators()).length;
  const key = `fuzz key ${step.key}`;
  const by = world.governance.get(step.who) ?? `${step.who} governance`;
  const send = (...asked: [string, unknown[]]) => c.sendAs(by, ...asked);
  const before = await c.view('motionCount');
  await attempt(() => {
    if (step.act === 'admission') return send(...c.asking.admission(step.whom, `${step.whom} ${step.key}`));
    if (step.act === 'governance' || step.act === 'validator')
      return send(...c.asking[step.act](step.whom, key));
    return send(...c.asking[step.act](step.whom));
  });
  const number = (await c.view('motionCount')) as bigint;
  if (number === before) return;
  let votes = 1;
  for (const [i, name] of PEOPLE.entries()) {
    if ((await c.motionStatus(number)) !== MOTION.open) break;
    if (!((step.voters >> i) & 1)) continue;
    const voter = world.governance.get(name) ?? `${name} governance`;
    if (await attempt(() => c.sendAs(voter, 'vote', [number]))) votes += 1;
  }
  if ((await c.motionStatus(number)) !== MOTION.passed) return;
  expect(votes, 'no change without the threshold').toBe(Math.ceil((2 * seats) / 3));
  happened[step.act] = (happened[step.act] ?? 0) + 1;
  if (step.act === 'governance' || step.act === 'validator') take(world, key);
  if (step.act === 'governance') world.governance.set(step.whom, key);
  if (step.act === 'admission') {
    take(world, `${step.whom} ${step.key} governance`);
    take(world, `${step.whom} ${step.key} validator`);
  }
  if (step.act === 'admission') world.governance.set(step.whom, `${step.whom} ${step.key} governance`);
  const named = step.act === 'admission' ? `${step.whom} ${step.key} validator` : key;
  if (step.act === 'admission' || step.act === 'validator') {
    world.validators.set(step.whom, [...(world.validators.get(step.whom) ?? []), named]);
  }
}

async function claim(world: World, whom: string, together: boolean): Promise<void> {
  const { c } = world;
  const keys = world.validators.get(whom) ?? [];
  const newest = keys.at(-1) ?? `${whom} validator`;
  if (!together) {
    await attempt(() => c.claim(newest));
    return;
  }
  const all = [...world.validators.values()].map((list) => list.at(-1)!);
  const before = (await c.view('setVersion')) as bigint;
  await c.claimTogether([newest, ...all]);
  const after = (await c.view('setVersion')) as bigint;
  expect(after - before, 'one change of the set a block').toBeLessThanOrEqual(1n);
}

/** What must hold in every state. */
async function check(world: World): Promise<void> {
  const { c } = world;
  const validators = await c.validators();
  world.everFour ||= validators.length >= 4;
  if (world.everFour) expect(validators.length, 'never below four again').toBeGreaterThanOrEqual(4);
  expect(validators.length).toBeGreaterThanOrEqual(1);
  expect(new Set(validators).size, 'no validator twice').toBe(validators.length);
  const version = (await c.view('setVersion')) as bigint;
  expect(version).toBeGreaterThanOrEqual(world.version);
  world.version = version;
  let seats = 0;
  let voters = 0;
  const keys = new Set<string>();
  world.standing = { active: [], suspended: [] };
  for (const id of (await c.view('agencyIds')) as string[]) {
    const agency = await c.view('agency', id);
    if (agency.status === STATUS.removed) continue;
    seats += 1;
    if (agency.status === STATUS.active) voters += 1;
    const list = agency.status === STATUS.active ? 'active' : 'suspended';
    world.standing[list].push(decodeBytes32String(id));
    expect(validators, 'each seat seals').toContain(agency.validator);
    for (const key of [agency.governance, agency.validator]) {
      expect(keys.has(key), 'no key has two roles or agencies').toBe(false);
      keys.add(key);
      expect((await c.view('keyRecord', key)).agency).toBe(id);
    }
  }
  expect(seats, 'who votes is who seals').toBe(validators.length);
  expect(await c.view('voterCount')).toBe(BigInt(voters));
  expect(BigInt(voters), 'something can always be decided').toBeGreaterThanOrEqual(await c.view('threshold'));
}

describe('whatever agencies do', () => {
  test('the rules of seats, votes, keys and sequences hold after every step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { minLength: 20, maxLength: 50 }),
        async (founders, steps) => {
          const c = await found(founders);
          const world: World = {
            c,
            governance: new Map(),
            validators: new Map(),
            batches: new Map(),
            everFour: false,
            standing: { active: NAMES.slice(0, founders), suspended: [] },
            used: new Set(
              NAMES.slice(0, founders).flatMap((name) =>
                ['governance', 'operator', 'validator'].map((role) => `${name} ${role}`),
              ),
            ),
            version: 1n,
          };
          for (const one of steps) {
            if (one.act === 'anchor') await anchor(world, pick(world.standing.active, one.who), one.offset);
            else if (one.act === 'claim')
              await claim(world, pick([...world.validators.keys()], one.whom), one.together);
            else if (one.act === 'operator') {
              const who = pick(world.standing.active, one.who);
              const by = world.governance.get(who) ?? `${who} governance`;
              const key = `fuzz key ${one.key}`;
              if (await attempt(() => c.sendAs(by, ...c.asking.operator(who, key)))) take(world, key);
            } else if (one.act === 'wait') await c.chain.pass(one.days * DAY);
            else await motion(world, one);
            await check(world);
          }
          for (const [name, count] of world.batches) {
            const [last] = await c.chain.call(c.ledger, c.registry.address, 'batchCount', [bytes32(name)]);
            expect(last).toBe(count);
          }
        },
      ),
      fcRuns(15),
    );
    expect(Object.keys(happened), 'motions passed').not.toHaveLength(0);
  });
});
