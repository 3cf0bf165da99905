import type { Command } from 'commander';
import { extentOf, inOrder } from '../../core/case-order.ts';
import { type RecordSayings, recordSayings } from '../../core/record-sayings.ts';
import type { Statement } from '../../core/statement-events.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { ask } from '../service.ts';
import { columns, safe, timeText } from '../terminal.ts';

/** `jz case timeline`: who says what about which record of a case, and all of it in the order of the chain. */

type Row = {
  readonly recordId: string;
  readonly position: number | null;
  readonly name: string | null;
  readonly block: number | null;
  readonly time: string | null;
};
type Item = {
  readonly id: string;
  readonly block: number;
  readonly time: string;
  readonly says: readonly string[];
  readonly statement: Statement;
};
type Timeline = {
  readonly agency: string;
  readonly commitment: string;
  readonly records: readonly Row[];
  readonly items: readonly Item[];
  readonly truncated: boolean;
};
type Options = { record?: string; commitment?: string; json?: boolean };

const short = (recordId: string): string => `${recordId.slice(0, 12)}…`;

function cellsOf(
  { text }: Context,
  { recordId, position, name }: Row,
  sayings: RecordSayings<Item> | undefined,
): string[] {
  const correction = sayings?.correction?.statement;
  const opinions = [...(sayings?.opinions ?? [])].map(([attester, { statement }]) =>
    text(`timeline.opinion.${statement.opinion}`, { agency: safe(attester) }),
  );
  return [
    String(position ?? '?'),
    name === null ? '-' : safe(name),
    short(recordId),
    correction?.kind === 'superseded'
      ? text('timeline.superseded', { record: short(correction.replacement) })
      : text(correction ? 'timeline.withdrawn' : 'timeline.stands'),
    opinions.length === 0 ? '-' : opinions.join(', '),
    sayings?.disagreement ? text('timeline.disagreement') : '',
  ];
}

function linesOf(context: Context, { agency, commitment, records, items, truncated }: Timeline): string[] {
  const { text } = context;
  const { closedWith, upTo, missing } = extentOf(agency, records, items);
  const sayings = recordSayings(items);
  const said = inOrder(records, items).map((moment) => {
    const time = timeText(Date.parse(('record' in moment ? moment.record.time : moment.said.time) ?? ''));
    if ('said' in moment) return [moment.said.id, time, safe(moment.said.says.join(' '))];
    const { position, recordId } = moment.record;
    const values = { agency, position: position ?? '?', record: recordId };
    return [String(moment.block), time, text('timeline.anchored', values)];
  });
  return [
    text('timeline.of', { agency, commitment }),
    closedWith === null ? text('timeline.open', { n: upTo }) : text('timeline.closed', { n: closedWith }),
    ...(missing > 0 ? [text('timeline.missing', { missing, n: upTo })] : []),
    ...(truncated ? [text('timeline.truncated')] : []),
    '',
    ...columns(records.map((row) => cellsOf(context, row, sayings.get(row.recordId)))),
    '',
    ...columns(said),
  ];
}

async function run(context: Context, caseId: string | undefined, options: Options): Promise<void> {
  const { record: recordId, commitment, json } = options;
  const given = Object.entries({ case: caseId, recordId, commitment }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (given.length !== 1) throw failure('timeline-needs-one', {}, { exit: EXIT.usage });
  const path = `timeline?${new URLSearchParams(given)}`;
  const found = await ask<Timeline>(accountOf(context), { method: 'GET', path });
  if (json) return print(JSON.stringify(found));
  for (const line of linesOf(context, found)) print(line);
}

export function addTimeline(parent: Command, context: Context): void {
  const { text } = context;
  parent
    .command('timeline')
    .summary(text('timeline.summary'))
    .description(text('timeline.summary'))
    .argument('[case]', text('case.export.case'))
    .option('--record <id>', text('timeline.record'))
    .option('--commitment <hex>', text('timeline.commitment'))
    .action((caseId: string | undefined, options: Options) => run(context, caseId, options));
}
