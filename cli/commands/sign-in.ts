import { type Command, Option } from 'commander';
import { accountOf, type Context, note, print } from '../context.ts';
import { ask, jsonBody } from '../service.ts';

/** `jz sign-in`: a link that signs one person in at the page, once. */

type Options = { role: string; name?: string; json?: boolean };

async function signIn(context: Context, { role, name, json }: Options): Promise<void> {
  const service = accountOf(context);
  const { path } = await ask<{ path: string }>(service, {
    method: 'POST',
    path: 'tickets',
    body: jsonBody({ role, ...(name === undefined ? {} : { name }) }),
  });
  const link = `${service.url.origin}${path}`;
  print(json ? JSON.stringify({ link, role }) : link);
  if (process.stdout.isTTY && !json) note(context.text('signIn.once'));
}

export function addSignIn(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('sign-in')
    .summary(text('signIn.summary'))
    .description(text('signIn.description'))
    .addOption(
      new Option('--role <role>', text('signIn.role'))
        .choices(['officer', 'auditor', 'operator'])
        .makeOptionMandatory(),
    )
    .option('--name <name>', text('signIn.name'))
    .action((options: Options) => signIn(context, options));
}
