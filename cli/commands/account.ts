import { Argument, type Command, Option } from 'commander';
import { accountOf, type Context, note, print } from '../context.ts';
import { ask, jsonBody } from '../service.ts';
import { columns, safe, timeText } from '../terminal.ts';

/** `jz account`: people. Each gets a link that works once; from then on they come back with a passkey. */

type Account = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created: string;
  readonly ended: string | null;
  readonly passkeys: number;
  readonly signedInAt: string | null;
};
type Invitation = { readonly path: string };
type Json = { json?: boolean };

const ROLES = ['officer', 'auditor', 'operator'];

const pathOf = (id: string) => `accounts/${encodeURIComponent(id)}`;

function printLink(context: Context, { path }: Invitation, more: object, { json }: Json): void {
  const link = `${accountOf(context).url.origin}${path}`;
  print(json ? JSON.stringify({ ...more, link }) : link);
  if (process.stdout.isTTY && !json) note(context.text('account.once'));
}

async function create(context: Context, options: Json & { role: string; name: string }): Promise<void> {
  const { role, name } = options;
  const made = await ask<Invitation & Account>(accountOf(context), {
    method: 'POST',
    path: 'accounts',
    body: jsonBody({ role, name }),
  });
  printLink(context, made, { id: made.id, name, role }, options);
}

async function invite(context: Context, id: string, options: Json): Promise<void> {
  const made = await ask<Invitation>(accountOf(context), { method: 'POST', path: `${pathOf(id)}/tickets` });
  printLink(context, made, { id }, options);
}

async function list(context: Context, { json }: Json): Promise<void> {
  const { text } = context;
  const { items } = await ask<{ items: Account[] }>(accountOf(context), { method: 'GET', path: 'accounts' });
  if (json) {
    for (const item of items) print(JSON.stringify(item));
    return;
  }
  const head = [
    text('token.id'),
    text('token.role'),
    text('token.name'),
    text('account.passkeys'),
    text('token.state'),
  ];
  const rows = items.map(({ id, role, name, passkeys, ended }) => [
    id,
    text(`role.${role}` as 'role.officer'),
    safe(name),
    String(passkeys),
    ended === null ? text('token.valid') : text('account.endedAt', { time: timeText(Date.parse(ended)) }),
  ]);
  for (const line of columns([head, ...rows])) print(line);
}

async function changeRole(context: Context, id: string, role: string, { json }: Json): Promise<void> {
  const now = await ask<Account>(accountOf(context), {
    method: 'PATCH',
    path: pathOf(id),
    body: jsonBody({ role }),
  });
  if (json) return print(JSON.stringify(now));
  const { text } = context;
  note(
    text('account.hasRole', { id, name: safe(now.name), role: text(`role.${now.role}` as 'role.officer') }),
  );
}

async function end(context: Context, id: string, { json }: Json): Promise<void> {
  await ask(accountOf(context), { method: 'DELETE', path: pathOf(id) });
  if (json) print(JSON.stringify({ id, ended: true }));
  else note(context.text('account.isEnded', { id }));
}

async function restore(context: Context, id: string, { json }: Json): Promise<void> {
  await ask(accountOf(context), { method: 'POST', path: `${pathOf(id)}/restore` });
  if (json) print(JSON.stringify({ id, ended: false }));
  else note(context.text('account.isRestored', { id }));
}

export function addAccount(program: Command, context: Context): void {
  const { text } = context;
  const account = program
    .command('account')
    .summary(text('account.summary'))
    .description(text('account.description'));
  account
    .command('create')
    .summary(text('account.create'))
    .description(text('account.create'))
    .addOption(new Option('--role <role>', text('signIn.role')).choices(ROLES).makeOptionMandatory())
    .requiredOption('--name <name>', text('signIn.name'))
    .action((options: Json & { role: string; name: string }) => create(context, options));
  account
    .command('list')
    .summary(text('account.list'))
    .description(text('account.list'))
    .action((options: Json) => list(context, options));
  account
    .command('role')
    .summary(text('account.role'))
    .description(text('account.role'))
    .argument('<id>', text('token.id'))
    .addArgument(new Argument('<role>', text('signIn.role')).choices(ROLES))
    .action((id: string, role: string, options: Json) => changeRole(context, id, role, options));
  for (const [name, summary, run] of [
    ['invite', 'account.invite', invite],
    ['end', 'account.end', end],
    ['restore', 'account.restore', restore],
  ] as const) {
    account
      .command(name)
      .summary(text(summary))
      .description(text(summary))
      .argument('<id>', text('token.id'))
      .action((id: string, options: Json) => run(context, id, options));
  }
}
