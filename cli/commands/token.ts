import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TokenAnswer } from '../api.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { ask, jsonBody } from '../service.ts';
import { columns, safe, timeText } from '../terminal.ts';

/** `jz token`: access for programs and people. On the machine of the service it needs no token itself. */

type CreateOptions = { role: string; name?: string; expiresInDays?: number; json?: boolean };

async function create(context: Context, options: CreateOptions): Promise<void> {
  const { role, name, expiresInDays } = options;
  const made = await ask<TokenAnswer & { token: string }>(accountOf(context), {
    method: 'POST',
    path: 'tokens',
    body: jsonBody({
      role,
      ...(name === undefined ? {} : { name }),
      ...(expiresInDays === undefined ? {} : { expiresInDays }),
    }),
  });
  // The token alone: `JIANZHENG_TOKEN=$(jz token create --role officer)`.
  print(options.json ? JSON.stringify(made) : made.token);
  if (process.stdout.isTTY && !options.json) note(context.text('token.once'));
}

const date = (time: string | null | undefined) => (time ? timeText(Date.parse(time)) : '-');

async function list(context: Context, options: { json?: boolean }): Promise<void> {
  const { text } = context;
  const { items } = await ask<{ items: TokenAnswer[] }>(accountOf(context), {
    method: 'GET',
    path: 'tokens',
  });
  if (options.json) {
    for (const item of items) print(JSON.stringify(item));
    return;
  }
  const head = [
    text('token.id'),
    text('token.role'),
    text('token.name'),
    text('token.expires'),
    text('token.state'),
  ];
  const rows = items.map((item) => [
    item.id,
    text(`role.${item.role}` as 'role.officer'),
    safe(item.name ?? '-'),
    date(item.expires),
    text(item.revoked ? 'token.revoked' : 'token.valid'),
  ]);
  for (const line of columns([head, ...rows])) print(line);
}

async function revoke(context: Context, id: string, options: { json?: boolean }): Promise<void> {
  await ask(accountOf(context), { method: 'DELETE', path: `tokens/${encodeURIComponent(id)}` });
  if (options.json) print(JSON.stringify({ id, revoked: true }));
  else note(context.text('token.isRevoked', { id }));
}

function days(value: string): number {
  const given = Number(value);
  if (!Number.isInteger(given) || given < 1) throw new InvalidArgumentError('');
  return given;
}

export function addToken(program: Command, context: Context): void {
  const { text } = context;
  const token = program
    .command('token')
    .summary(text('token.summary'))
    .description(text('token.description'));
  token
    .command('create')
    .summary(text('token.create'))
    .description(text('token.create'))
    .addOption(
      new Option('--role <role>', text('token.roleOption'))
        .choices(['officer', 'auditor', 'operator'])
        .makeOptionMandatory(),
    )
    .option('--name <name>', text('token.nameOption'))
    .option('--expires-in-days <days>', text('token.expiresOption'), days)
    .action((options: CreateOptions) => create(context, options));
  token
    .command('list')
    .summary(text('token.list'))
    .description(text('token.list'))
    .action((options: { json?: boolean }) => list(context, options));
  token
    .command('revoke')
    .summary(text('token.revoke'))
    .description(text('token.revoke'))
    .argument('<id>', text('token.id'))
    .action((id: string, options: { json?: boolean }) => revoke(context, id, options));
}
