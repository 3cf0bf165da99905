import type { GovernanceCall } from '../../core/governance/calls.ts';
import { type Asked, type Effect, effectOf } from '../../core/governance/effect.ts';
import type { RegistryEvent } from '../../core/governance/events.ts';
import type { Motion, Seat } from '../../core/governance/state.ts';
import type { Context } from '../context.ts';
import { columns, timeText } from '../terminal.ts';
import type { Registry } from './registry.ts';

/** Seats, motions and effects for people, as lines. Ids and keys are of the registry: of a form that cannot harm. */

const at = (seconds: number): string => timeText(seconds * 1000);

/** What a call asks for, in a sentence. */
export function callText({ text }: Context, call: GovernanceCall): string {
  const values = Object.fromEntries(
    Object.entries(call).map(([name, value]) => [name, typeof value === 'object' ? value.key : value]),
  );
  return text(`call.${call.method}`, values);
}

const KINDS = {
  'propose-admission': 'admit',
  'propose-suspension': 'suspend',
  'propose-reinstatement': 'reinstate',
  'propose-removal': 'remove',
  'propose-governance': 'replace-governance',
  'propose-validator': 'replace-validator',
  'propose-successor': 'name-successor',
} as const;

/** The motion that a call would put; undefined for a call that puts none. */
export function askedBy(call: GovernanceCall): Asked | undefined {
  if (!(call.method in KINDS)) return undefined;
  const kind = KINDS[call.method as keyof typeof KINDS];
  const subject = 'agency' in call ? call.agency : null;
  if (call.method === 'propose-admission') return { kind, subject, validator: call.validator.key };
  return { kind, subject, validator: call.method === 'propose-validator' ? call.key.key : null };
}

export function effectText({ text }: Context, effect: Effect): string[] {
  const row = (name: 'version' | 'quorum' | 'mayBeDown' | 'mayCheat' | 'voters') =>
    changeRow(name, effect[name]);
  const changeRow = (name: string, { before, after }: { before: number; after: number }): string[] => [
    '  ',
    text(`effect.${name}` as 'effect.quorum'),
    text(before === after ? 'effect.same' : 'effect.change', { before, after }),
  ];
  const { validators, claimBy, warnings } = effect;
  const counts = { before: validators.before.length, after: validators.after.length };
  const gone = validators.before.filter((one) => !validators.after.includes(one)).map((one) => `  - ${one}`);
  const added = validators.after.filter((one) => !validators.before.includes(one)).map((one) => `  + ${one}`);
  return [
    text('governance.effect'),
    ...columns([
      changeRow('validators', counts),
      ...(['version', 'quorum', 'mayBeDown', 'mayCheat', 'voters'] as const).map(row),
    ]),
    ...gone,
    ...added,
    claimBy === null ? text('effect.atOnce') : text('effect.claimBy', { validator: claimBy }),
    ...warnings.map((warning) => text('governance.warning', { what: text(`warning.${warning}`) })),
  ];
}

function motionTitle({ text }: Context, motion: Motion): string {
  const what = text(`motion.${motion.kind}`, {
    subject: motion.subject ?? '-',
    ledger: motion.ledger ?? '-',
    fromBlock: motion.fromBlock,
  });
  return text('governance.motion', { number: motion.number, what });
}

/** A motion, and where it is open what it would do. */
export function motionText(context: Context, motion: Motion, { state }: Registry): string[] {
  const { text } = context;
  const { votes, votedBy, status, proposer, deadline, governance, validator, codeHash } = motion;
  const key = [governance, validator, codeHash].flatMap((value) => value ?? []);
  return [
    motionTitle(context, motion),
    ...columns([
      ['  ', text('governance.state'), text(`motionStatus.${status}`)],
      [
        '  ',
        text('governance.votes'),
        text('governance.votesOfNeeded', { votes, needed: state.threshold, ids: votedBy.join(', ') }),
      ],
      ['  ', text('governance.proposer'), proposer],
      ['  ', text('governance.deadline'), at(deadline)],
      ...key.map((value) => ['  ', text('governance.newKey'), value]),
    ]),
    ...(status === 'open' ? effectText(context, effectOf(motion, state)) : []),
  ];
}

function claimText({ text }: Context, seat: Seat, now: number): string {
  const { status, claimUntil, reinstateUntil, nextValidator } = seat;
  if (status === 'suspended' && reinstateUntil > now)
    return text('governance.reinstateUntil', { time: at(reinstateUntil) });
  if (claimUntil <= now) return '';
  if (status === 'admitted') return text('governance.claimUntil', { time: at(claimUntil) });
  return nextValidator === null
    ? ''
    : text('governance.nextValidator', { validator: nextValidator, time: at(claimUntil) });
}

/** The whole of `status`. */
export function stateText(context: Context, registry: Registry): string[] {
  const { text } = context;
  const { state, trust, time, block } = registry;
  const { validators, version, threshold, voters, seats, motions } = state;
  const count = validators.length;
  const open = motions.filter(({ status }) => status === 'open');
  const setOf = { version, count, quorum: threshold, down: count - threshold };
  return [
    ...columns([
      [text('governance.chain'), text('governance.chainAt', { chain: trust.chainId, block, time: at(time) })],
      [text('governance.registry'), trust.registry],
      [text('governance.set'), text('governance.setOf', setOf)],
      ['', text('governance.votesOf', { voters, needed: threshold })],
    ]),
    '',
    ...seats.flatMap((seat) => {
      const claim = claimText(context, seat, time);
      return [
        `${seat.id}  ${text(`status.${seat.status}`)}`,
        ...columns([
          ['  ', text('governance.governanceKey'), seat.governance],
          ['  ', text('governance.validatorKey'), seat.validator],
        ]),
        ...(claim === '' ? [] : [`  ${claim}`]),
      ];
    }),
    ...(open.length === 0 ? ['', text('governance.noMotions')] : []),
    ...open.flatMap((motion) => ['', ...motionText(context, motion, registry)]),
    ...(version > trust.sets.length
      ? ['', text('governance.newerSet', { chain: version, known: trust.sets.length })]
      : []),
  ];
}

export function eventText({ text }: Context, { event, values }: RegistryEvent): string {
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name === 'deadline' || name === 'claimUntil' ? at(Number(value)) : value,
    ]),
  );
  return text(`event.${event}`, shown);
}
