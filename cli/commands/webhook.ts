import { type Command, InvalidArgumentError, Option } from 'commander';
import { NOTICES } from '../../core/notices.ts';
import type { NoticeKey } from '../../language/notices.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { ask, jsonBody } from '../service.ts';
import { columns, safe, timeText } from '../terminal.ts';

/** `jz webhook`: other programs that are told what happens. */

type Webhook = {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly failingSince: string | null;
  readonly paused: string | null;
  readonly waiting: number;
};
type Attempt = { readonly status: number | null; readonly error: string | null };
type Delivery = Attempt & {
  readonly type: string;
  readonly time: string;
  readonly state: 'open' | 'delivered' | 'given-up';
  readonly attempts: number;
  readonly nextAttempt: string | null;
};
type Json = { json?: boolean };

const STATES: readonly Delivery['state'][] = ['open', 'delivered', 'given-up'];
const pathOf = (id: string) => `webhooks/${encodeURIComponent(id)}`;
const time = (iso: string) => timeText(Date.parse(iso));

/** Why an attempt failed; its code where a newer service has another. */
function reasonText({ text }: Context, { status, error }: Attempt): string {
  if (error === null) return '-';
  const known = ['address-refused', 'redirected', 'refused', 'timeout', 'unreachable'].includes(error);
  return known ? text(`failure.${error}` as NoticeKey, { status: status ?? '-' }) : safe(error);
}

function noticeText({ text }: Context, type: string): string {
  return (NOTICES as readonly string[]).includes(type) ? text(`notice.${type}` as NoticeKey) : safe(type);
}

async function add(context: Context, url: string, options: Json & { event?: string[] }): Promise<void> {
  const made = await ask<Webhook & { secret: string }>(accountOf(context), {
    method: 'POST',
    path: 'webhooks',
    body: jsonBody({ url, ...(options.event ? { events: options.event } : {}) }),
  });
  print(options.json ? JSON.stringify(made) : made.secret);
  if (!options.json) note(context.text('webhook.added', { id: made.id }));
}

function stateText({ text }: Context, { failingSince, paused }: Webhook): string {
  if (paused !== null) return text('webhook.paused', { time: time(paused) });
  return failingSince === null ? text('webhook.well') : text('webhook.failing', { time: time(failingSince) });
}

async function list(context: Context, { json }: Json): Promise<void> {
  const { text } = context;
  const { items } = await ask<{ items: Webhook[] }>(accountOf(context), { method: 'GET', path: 'webhooks' });
  if (json) {
    for (const item of items) print(JSON.stringify(item));
    return;
  }
  if (items.length === 0) return note(text('webhook.none'));
  const head = [
    ...[text('token.id'), text('webhook.state'), text('webhook.waiting'), text('webhook.events')],
    text('webhook.address'),
  ];
  const rows = items.map((item) => [
    ...[item.id, stateText(context, item), String(item.waiting)],
    item.events.length === 0 ? text('webhook.everything') : safe(item.events.join(', ')),
    safe(item.url),
  ]);
  for (const line of columns([head, ...rows])) print(line);
}

async function remove(context: Context, id: string, { json }: Json): Promise<void> {
  await ask(accountOf(context), { method: 'DELETE', path: pathOf(id) });
  if (json) print(JSON.stringify({ id, removed: true }));
  else note(context.text('webhook.removed', { id }));
}

async function test(context: Context, id: string, { json }: Json): Promise<void> {
  const { text } = context;
  const path = `${pathOf(id)}/test`;
  const outcome = await ask<Attempt & { delivered: boolean }>(accountOf(context), { method: 'POST', path });
  process.exitCode = outcome.delivered ? EXIT.done : EXIT.differs;
  if (json) print(JSON.stringify(outcome));
  else if (outcome.delivered) print(text('webhook.taken', { status: outcome.status ?? '-' }));
  else print(text('webhook.notTaken', { reason: reasonText(context, outcome) }));
}

async function resume(context: Context, id: string, { json }: Json): Promise<void> {
  const taken = await ask<Webhook>(accountOf(context), { method: 'POST', path: `${pathOf(id)}/resume` });
  if (json) print(JSON.stringify(taken));
  else note(context.text('webhook.resumed', { id, waiting: taken.waiting }));
}

type Overlap = Json & { overlap: number };

async function rotate(context: Context, id: string, { json, overlap }: Overlap): Promise<void> {
  const made = await ask<Webhook & { secret: string; oldSecretUntil: string | null }>(accountOf(context), {
    method: 'POST',
    path: `${pathOf(id)}/secret`,
    body: jsonBody({ overlapHours: overlap }),
  });
  print(json ? JSON.stringify(made) : made.secret);
  if (json) return;
  const { oldSecretUntil: until } = made;
  note(
    until === null
      ? context.text('webhook.rotatedAtOnce', { id })
      : context.text('webhook.rotated', { id, time: time(until) }),
  );
}

type Wanted = Json & { state?: string; limit: number };

async function* deliveriesOf(
  context: Context,
  id: string,
  { state, limit }: Wanted,
): AsyncGenerator<Delivery> {
  const account = accountOf(context);
  let cursor: string | null = null;
  for (let left = limit; left > 0; ) {
    const query = new URLSearchParams({ limit: String(Math.min(500, left)) });
    if (state) query.set('state', state);
    if (cursor !== null) query.set('cursor', cursor);
    const path = `${pathOf(id)}/deliveries?${query}`;
    const page: { items: Delivery[]; next: string | null } = await ask(account, { method: 'GET', path });
    yield* page.items;
    left -= page.items.length;
    cursor = page.next;
    if (cursor === null) return;
  }
}

async function deliveries(context: Context, id: string, wanted: Wanted): Promise<void> {
  const { text } = context;
  const rows: string[][] = [];
  for await (const delivery of deliveriesOf(context, id, wanted)) {
    if (wanted.json) print(JSON.stringify(delivery));
    const { nextAttempt, attempts, state } = delivery;
    rows.push([
      ...[
        time(delivery.time),
        noticeText(context, delivery.type),
        text(`delivery.${state}`),
        String(attempts),
      ],
      ...[nextAttempt === null ? '-' : time(nextAttempt), reasonText(context, delivery)],
    ]);
  }
  if (wanted.json) return;
  if (rows.length === 0) return note(text('webhook.noDeliveries'));
  const head = [
    ...[text('webhook.time'), text('webhook.what'), text('webhook.state'), text('webhook.attempts')],
    ...[text('webhook.next'), text('webhook.reason')],
  ];
  for (const line of columns([head, ...rows])) print(line);
}

/** One more of them: not several after one option, or the address could not come last. */
function eventNames(value: string, before: string[] = []): string[] {
  if (!(NOTICES as readonly string[]).includes(value)) throw new InvalidArgumentError('');
  return [...before, value];
}

function hours(value: string): number {
  const given = Number(value);
  if (!/^\d+$/.test(value) || given > 168) throw new InvalidArgumentError('');
  return given;
}

function count(value: string): number {
  const given = Number(value);
  if (!Number.isInteger(given) || given < 1) throw new InvalidArgumentError('');
  return given;
}

export function addWebhook(program: Command, context: Context): void {
  const { text } = context;
  const webhook = program
    .command('webhook')
    .summary(text('webhook.summary'))
    .description(text('webhook.description'));
  const command = (
    name: string,
    key: 'webhook.add' | 'webhook.list' | 'webhook.rotate' | 'webhook.deliveries',
  ) => webhook.command(name).summary(text(key)).description(text(key));
  command('add', 'webhook.add')
    .argument('<url>', text('webhook.url'))
    .addOption(
      new Option('--event <name>', text('webhook.eventOption')).choices(NOTICES).argParser(eventNames),
    )
    .action((url: string, options: Json & { event?: string[] }) => add(context, url, options));
  command('list', 'webhook.list').action((options: Json) => list(context, options));
  for (const [name, summary, run] of [
    ['remove', 'webhook.remove', remove],
    ['test', 'webhook.test', test],
    ['resume', 'webhook.resume', resume],
  ] as const) {
    webhook
      .command(name)
      .summary(text(summary))
      .description(text(summary))
      .argument('<id>', text('token.id'))
      .action((id: string, options: Json) => run(context, id, options));
  }
  command('rotate', 'webhook.rotate')
    .argument('<id>', text('token.id'))
    .option('--overlap <hours>', text('webhook.overlapOption'), hours, 24)
    .action((id: string, options: Overlap) => rotate(context, id, options));
  command('deliveries', 'webhook.deliveries')
    .argument('<id>', text('token.id'))
    .addOption(new Option('--state <state>', text('webhook.stateOption')).choices(STATES))
    .option('--limit <count>', text('webhook.limitOption'), count, 50)
    .action((id: string, options: Wanted) => deliveries(context, id, options));
}
