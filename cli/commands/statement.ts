import { type Command, Option } from 'commander';
import { say } from '../acts.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { ask, problemOf, readBody, send } from '../service.ts';
import { columns, safe, timeText } from '../terminal.ts';
import { writeOut } from './receipt.ts';

/** `jz statement`, `jz opinion`, `jz correct`: what agencies say of records. */

type Item = { readonly id: string; readonly time: string; readonly says: readonly string[] };
type Json = { json?: boolean };
type Query = { record?: string; handoff?: string; agency?: string };

const LIMIT = 500;

async function items(context: Context, { record, handoff, agency }: Query): Promise<readonly Item[]> {
  const asked = Object.entries({ recordId: record, handoff, agency }).filter(
    ([, value]) => value !== undefined,
  );
  const query = new URLSearchParams([...(asked as [string, string][]), ['limit', String(LIMIT)]]);
  const page = await ask<{ items: Item[] }>(accountOf(context), {
    method: 'GET',
    path: `statements?${query}`,
  });
  return page.items;
}

/** What was said, newest first, a line each. */
export async function statementLines(context: Context, query: Query): Promise<string[]> {
  const found = await items(context, query);
  return columns(found.map(({ id, time, says }) => [id, timeText(Date.parse(time)), safe(says.join(' '))]));
}

async function list(context: Context, options: Query & Json): Promise<void> {
  if (options.json) {
    for (const item of await items(context, options)) print(JSON.stringify(item));
    return;
  }
  const lines = await statementLines(context, options);
  if (lines.length === 0) return note(context.text('statement.none'));
  for (const line of lines) print(line);
}

async function get(context: Context, id: string, { out, json }: Json & { out: string }): Promise<void> {
  const service = accountOf(context);
  const answer = await send(service, { method: 'GET', path: `statements/${encodeURIComponent(id)}` });
  if (answer.status !== 200) throw await problemOf(service, answer);
  await writeOut(out, await readBody(service, answer));
  if (json) print(JSON.stringify({ id, path: out }));
  else note(context.text('statement.written', { path: out }));
}

export function addStatement(program: Command, context: Context): void {
  const { text } = context;
  const root = program
    .command('statement')
    .summary(text('statement.summary'))
    .description(text('statement.summary'));
  root
    .command('list')
    .summary(text('statement.list'))
    .description(text('statement.list'))
    .option('--record <id>', text('statement.record'))
    .option('--handoff <number>', text('statement.handoff'))
    .option('--agency <agency>', text('statement.agency'))
    .action((options: Query & Json) => list(context, options));
  root
    .command('get')
    .summary(text('statement.get'))
    .description(text('statement.get'))
    .argument('<id>', text('statement.id'))
    .requiredOption('-o, --out <file>', text('case.export.out'))
    .action((id: string, options: Json & { out: string }) => get(context, id, options));
}

export function addOpinion(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('opinion')
    .summary(text('opinion.summary'))
    .description(text('opinion.description'))
    .argument('<record>', text('handoff.record'))
    .addOption(
      new Option('--opinion <opinion>', text('opinion.opinion'))
        .choices(['confirm', 'reject', 'dispute'])
        .makeOptionMandatory(),
    )
    .option('--reasons <record>', text('handoff.reason'))
    .action((recordId: string, options: Json & { opinion: string; reasons?: string }) => {
      const { opinion, reasons } = options;
      return say(
        context,
        { do: 'attest', recordId, opinion, ...(reasons === undefined ? {} : { reasons }) },
        options,
      );
    });
}

export function addCorrect(program: Command, context: Context): void {
  const { text } = context;
  const root = program
    .command('correct')
    .summary(text('correct.summary'))
    .description(text('correct.summary'));
  root
    .command('supersede')
    .summary(text('correct.supersede'))
    .description(text('correct.supersede'))
    .argument('<record>', text('handoff.record'))
    .requiredOption('--by <record>', text('correct.by'))
    .requiredOption('--reason <record>', text('handoff.reason'))
    .action((recordId: string, options: Json & { by: string; reason: string }) =>
      say(context, { do: 'supersede', recordId, replacement: options.by, reason: options.reason }, options),
    );
  root
    .command('withdraw')
    .summary(text('correct.withdraw'))
    .description(text('correct.withdraw'))
    .argument('<record>', text('handoff.record'))
    .requiredOption('--reason <record>', text('handoff.reason'))
    .action((recordId: string, options: Json & { reason: string }) =>
      say(context, { do: 'withdraw', recordId, reason: options.reason }, options),
    );
}
