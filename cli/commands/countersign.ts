import type { Command } from 'commander';
import { FormatError } from '../../core/errors.ts';
import { signCountersignature } from '../../core/persons/countersignature.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { knownPassword } from '../password.ts';
import { openPersonKey } from '../person-key.ts';
import { bundleOfService, openPinned, readPinned } from '../pinned-trust.ts';
import { ask, jsonBody } from '../service.ts';
import { recordIdOf } from './signatures.ts';

/** `jz countersign`: a person signs a record with a key of a file; the service keeps and anchors it. */

type Options = {
  role: string;
  person: string;
  list: string;
  key: string;
  trust?: string;
  passwordFile?: string;
  json?: boolean;
};

async function run(context: Context, id: string, options: Options): Promise<void> {
  const recordId = recordIdOf(id);
  const keyList = recordIdOf(options.list);
  const account = accountOf(context);
  const pinned = options.trust ?? context.environment.trust;
  // What is signed names the chain: a pinned bundle says which, so that nobody has it signed for another one.
  const trust =
    pinned === undefined
      ? openPinned(await bundleOfService(account), account.url.origin)
      : (await readPinned(pinned)).trust;
  const secret = await openPersonKey(options.key, await knownPassword(context, options.passwordFile));
  const { role, person } = options;
  const at = Math.floor(Date.now() / 1000);
  const statement = { at, keyList, ledger: trust.ledger, person, recordId, role };
  let signed: ReturnType<typeof signCountersignature>;
  try {
    signed = signCountersignature(statement, secret);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const reason = String(cause.details.where ?? cause.code);
    throw failure('countersignature-malformed', { reason }, { exit: EXIT.usage, cause });
  } finally {
    secret.fill(0);
  }
  const taken = await ask<{ recordId: string }>(account, {
    method: 'POST',
    path: `records/${recordId}/countersignatures`,
    body: jsonBody(signed),
  });
  print(options.json ? JSON.stringify(taken) : taken.recordId);
  if (!options.json) note(context.text('countersign.done'));
}

export function addCountersign(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('countersign')
    .summary(text('countersign.summary'))
    .description(text('countersign.description'))
    .argument('<record-id>', text('argument.recordId'))
    .requiredOption('--role <role>', text('countersign.role'))
    .requiredOption('--person <id>', text('personKeys.person'))
    .requiredOption('--list <record-id>', text('countersign.list'))
    .requiredOption('--key <file>', text('countersign.key'))
    .option('-t, --trust <file>', text('verify.trust'))
    .option('--password-file <file>', text('option.passwordFile'))
    .action((id: string, options: Options) => run(context, id, options));
}
