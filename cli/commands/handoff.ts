import { type Command, InvalidArgumentError, Option } from 'commander';
import { MOST_WORKING_DAYS } from '../../core/working-days.ts';
import { say, sayOfEach } from '../acts.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { ask } from '../service.ts';
import { columns, safe, timeText } from '../terminal.ts';
import { statementLines } from './statement.ts';

/** `jz handoff`: who has it now. */

type Handoff = {
  readonly handoff: number;
  readonly recordId: string;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly answerBy: string;
  readonly reportBy: string | null;
  readonly asked: { readonly by: string; readonly until: string } | null;
};
type Json = { json?: boolean };
/** A time, or working days that the service counts by its calendar. */
type Deadline = string | { workingDays: number };
type Terms = Json & {
  to: string;
  purpose: string;
  answerBy?: string;
  workingDays?: number;
  reportBy?: string;
  reportWorkingDays?: number;
  case?: boolean;
};

const time = (iso: string): string => timeText(Date.parse(iso));

/** What is due next, if anything. */
function due({ state, answerBy, reportBy }: Handoff): string {
  if (state === 'offered' || state === 'unanswered') return time(answerBy);
  return (state === 'accepted' || state === 'overdue') && reportBy !== null ? time(reportBy) : '-';
}

function rowOf({ text }: Context, item: Handoff): string[] {
  const { handoff, state, from, to, recordId } = item;
  const way = `${safe(from)} → ${safe(to)}`;
  return [
    String(handoff),
    text(`handoff.state.${state}` as 'handoff.state.offered'),
    way,
    `${recordId.slice(0, 12)}…`,
    due(item),
  ];
}

const headOf = ({ text }: Context) => [
  '#',
  text('handoff.col.state'),
  text('handoff.col.way'),
  text('handoff.col.record'),
  text('handoff.col.due'),
];

type Listed = Json & { overdue?: 'mine' | 'theirs' | 'all' };

/** Whose turn it was: the receiver's, who was to answer or to report. */
const LATE = {
  mine: { due: 'late', side: 'to' },
  theirs: { due: 'late', side: 'from' },
  all: { due: 'late' },
} as const;

async function list(context: Context, { json, overdue }: Listed): Promise<void> {
  const wanted = overdue === undefined ? {} : LATE[overdue];
  const rows: string[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ ...wanted, limit: '500', ...(cursor === '' ? {} : { cursor }) });
    const page: { items: Handoff[]; next: string | null } = await ask(accountOf(context), {
      method: 'GET',
      path: `handoffs?${query}`,
    });
    for (const item of page.items) {
      if (json) print(JSON.stringify(item));
      else rows.push(rowOf(context, item));
    }
    cursor = page.next;
  }
  if (json) return;
  if (rows.length === 0) return note(context.text('handoff.none'));
  for (const line of columns([headOf(context), ...rows])) print(line);
}

async function show(context: Context, number: number, { json }: Json): Promise<void> {
  const found = await ask<Handoff>(accountOf(context), { method: 'GET', path: `handoffs/${number}` });
  if (json) return print(JSON.stringify(found));
  for (const line of columns([headOf(context), rowOf(context, found)])) print(line);
  if (found.asked) {
    print(context.text('handoff.asked', { by: found.asked.by, until: time(found.asked.until) }));
  }
  print('');
  for (const line of await statementLines(context, { handoff: String(number) })) print(line);
}

function moment(value: string): string {
  const given = Date.parse(value);
  // A time without a zone would mean another one on each machine.
  if (Number.isNaN(given) || !/(Z|[+-]\d{2}:?\d{2})$/i.test(value)) throw new InvalidArgumentError('');
  return new Date(given).toISOString();
}

function count(value: string): number {
  const given = Number(value);
  if (!Number.isSafeInteger(given) || given < 1) throw new InvalidArgumentError('');
  return given;
}

function workingDays(value: string): number {
  const given = count(value);
  if (given > MOST_WORKING_DAYS) throw new InvalidArgumentError('');
  return given;
}

const deadline = (time: string | undefined, days: number | undefined): Deadline | undefined =>
  days === undefined ? time : { workingDays: days };

/** @throws CommandError `handoff-no-deadline` */
function needed(given: Deadline | undefined): Deadline {
  if (given === undefined) throw failure('handoff-no-deadline', {}, { exit: EXIT.usage });
  return given;
}

function termsOf({ to, purpose, ...given }: Terms) {
  const reportBy = deadline(given.reportBy, given.reportWorkingDays);
  return {
    ...{ to, purpose, answerBy: needed(deadline(given.answerBy, given.workingDays)) },
    ...(reportBy === undefined ? {} : { reportBy }),
  };
}

export function addHandoff(program: Command, context: Context): void {
  const { text } = context;
  const root = program
    .command('handoff')
    .summary(text('handoff.summary'))
    .description(text('handoff.description'));
  const sub = (name: string, key: 'handoff.list') =>
    root.command(name).summary(text(key)).description(text(key));
  const of = (name: string, key: string) =>
    sub(name, key as 'handoff.list').argument('<number>', text('handoff.number'), count);
  const inDays = (flags: string, key: 'handoff.workingDays' | 'handoff.reportWorkingDays', time: string) =>
    new Option(flags, text(key, { most: MOST_WORKING_DAYS })).argParser(workingDays).conflicts(time);
  const withTerms = (command: Command) =>
    command
      .requiredOption('--to <agency>', text('handoff.to'))
      .requiredOption('--purpose <record>', text('handoff.purpose'))
      .option('--answer-by <time>', text('handoff.answerBy'), moment)
      .addOption(inDays('--working-days <count>', 'handoff.workingDays', 'answerBy'))
      .option('--report-by <time>', text('handoff.reportBy'), moment)
      .addOption(inDays('--report-working-days <count>', 'handoff.reportWorkingDays', 'reportBy'));

  sub('list', 'handoff.list')
    .addOption(
      new Option('--overdue <whose>', text('handoff.overdueOf')).choices(
        Object.keys(LATE) as (keyof typeof LATE)[],
      ),
    )
    .action((options: Listed) => list(context, options));
  of('show', 'handoff.show').action((number: number, options: Json) => show(context, number, options));
  withTerms(
    sub('offer', 'handoff.offer' as 'handoff.list')
      .argument('<record...>', text('handoff.records'))
      .option('--case', text('handoff.wholeCase')),
  ).action((recordIds: string[], options: Terms) => {
    const wholeCase = options.case ?? false;
    if (wholeCase && recordIds.length > 1) throw failure('handoff-one-case', {}, { exit: EXIT.usage });
    const terms = termsOf(options);
    const wishOf = (recordId: string) => ({ do: 'offer', recordId, wholeCase, ...terms });
    return sayOfEach(context, [...new Set(recordIds)], wishOf, options);
  });
  withTerms(of('on', 'handoff.on')).action((handoff: number, options: Terms) =>
    say(context, { do: 'hand-on', handoff, ...termsOf(options) }, options),
  );
  for (const [name, wish] of [
    ['accept', 'accept'],
    ['recall', 'recall'],
    ['overdue', 'record-overdue'],
  ] as const) {
    of(name, `handoff.${name}`).action((handoff: number, options: Json) =>
      say(context, { do: wish, handoff }, options),
    );
  }
  of('refuse', 'handoff.refuse')
    .requiredOption('--reason <record>', text('handoff.reason'))
    .action((handoff: number, options: Json & { reason: string }) =>
      say(context, { do: 'refuse', handoff, reason: options.reason }, options),
    );
  of('report', 'handoff.report')
    .requiredOption('--report <record>', text('handoff.reportRecord'))
    .option('--final', text('handoff.final'))
    .action((handoff: number, options: Json & { report: string; final?: boolean }) =>
      say(context, { do: 'report', handoff, report: options.report, final: options.final ?? false }, options),
    );
  of('ask', 'handoff.ask')
    .option('--until <time>', text('handoff.until'), moment)
    .addOption(inDays('--working-days <count>', 'handoff.workingDays', 'until'))
    .action((handoff: number, options: Json & { until?: string; workingDays?: number }) => {
      const until = needed(deadline(options.until, options.workingDays));
      return say(context, { do: 'ask-extension', handoff, until }, options);
    });
  // A time alone: working days counted on another day would be another deadline than the one that was asked for.
  of('agree', 'handoff.agree')
    .requiredOption('--until <time>', text('handoff.until'), moment)
    .action((handoff: number, options: Json & { until: string }) =>
      say(context, { do: 'agree-extension', handoff, until: options.until }, options),
    );
}
