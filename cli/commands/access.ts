import { type Command, InvalidArgumentError } from 'commander';
import { en, zh } from '../../language/access.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { ask } from '../service.ts';
import { columns, safe, timeText } from '../terminal.ts';

/** `jz access`: who did what, and who looked at what. */

type Entry = {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  /** The record that holds the log of that day; null until the day is over. */
  readonly record: string | null;
};

type Options = { actor?: string; action?: string; subject?: string; limit: number; json?: boolean };

const PAGE = 500;

async function* entries(context: Context, { actor, action, subject, limit }: Options): AsyncGenerator<Entry> {
  const account = accountOf(context);
  const wanted = Object.entries({ actor, action, subject }).filter(([, value]) => value !== undefined);
  let cursor: string | null = null;
  for (let left = limit; left > 0; ) {
    const query = new URLSearchParams([
      ...(wanted as [string, string][]),
      ['limit', String(Math.min(PAGE, left))],
      ...(cursor === null ? [] : [['cursor', cursor] as [string, string]]),
    ]);
    const page: { items: Entry[]; next: string | null } = await ask(account, {
      method: 'GET',
      path: `access-log?${query}`,
    });
    yield* page.items;
    left -= page.items.length;
    cursor = page.next;
    if (cursor === null) return;
  }
}

function wordsFor({ language }: Context, action: string): string {
  const words: Readonly<Record<string, string>> = language === 'zh' ? zh : en;
  return words[`action.${action}`] ?? safe(action);
}

async function run(context: Context, options: Options): Promise<void> {
  const { text } = context;
  const rows: string[][] = [];
  for await (const entry of entries(context, options)) {
    if (options.json) print(JSON.stringify(entry));
    else {
      const { at, actor, action, subject, record } = entry;
      const anchored = text(record === null ? 'access.open' : 'access.handedIn');
      rows.push([
        timeText(Date.parse(at)),
        safe(actor),
        wordsFor(context, action),
        safe(subject ?? '-'),
        anchored,
      ]);
    }
  }
  if (options.json) return;
  if (rows.length === 0) return note(text('access.none'));
  const head = [
    text('access.time'),
    text('access.actor'),
    text('access.action'),
    text('access.subject'),
    text('access.day'),
  ];
  for (const line of columns([head, ...rows])) print(line);
}

function count(value: string): number {
  const given = Number(value);
  if (!Number.isInteger(given) || given < 1) throw new InvalidArgumentError('');
  return given;
}

export function addAccess(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('access')
    .summary(text('access.summary'))
    .description(text('access.description'))
    .option('--actor <actor>', text('access.actorOption'))
    .option('--action <action>', text('access.actionOption'))
    .option('--subject <subject>', text('access.subjectOption'))
    .option('--limit <count>', text('access.limitOption'), count, 50)
    .action((options: Options) => run(context, options));
}
