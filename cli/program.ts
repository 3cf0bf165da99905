import { Command, type CommanderError, type Help } from 'commander';
import stringWidth from 'string-width';
import packageJson from '../package.json' with { type: 'json' };
import { addAccess } from './commands/access.ts';
import { addAccount } from './commands/account.ts';
import { addAgency } from './commands/agency.ts';
import { addAudit } from './commands/audit.ts';
import { addBackup } from './commands/backup.ts';
import { addCase } from './commands/case.ts';
import { addCertificate } from './commands/certificate.ts';
import { addChain } from './commands/chain.ts';
import { addConsortium } from './commands/consortium.ts';
import { addCountersign } from './commands/countersign.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvidence } from './commands/evidence.ts';
import { addGovernance } from './commands/governance.ts';
import { addHandoff } from './commands/handoff.ts';
import { addHash } from './commands/hash.ts';
import { addKinds } from './commands/kinds.ts';
import { addList } from './commands/list.ts';
import { addPersonKeys } from './commands/person-keys.ts';
import { addReceipt } from './commands/receipt.ts';
import { addSignIn } from './commands/sign-in.ts';
import { addSignatures } from './commands/signatures.ts';
import { addCorrect, addOpinion, addStatement } from './commands/statement.ts';
import { addSubmit } from './commands/submit.ts';
import { addToken } from './commands/token.ts';
import { addTrust } from './commands/trust.ts';
import { addVerifier } from './commands/verifier.ts';
import { addVerify } from './commands/verify.ts';
import { addWebhook } from './commands/webhook.ts';
import type { Context } from './context.ts';

/** The command line: what there is, how help reads, and what is wrong with a usage that is wrong. */

/** Help in the reader's language: commander's own words are English. */
function helpIn({ text }: Context): Partial<Help> {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': text('help.usage'),
    'Arguments:': text('help.arguments'),
    'Options:': text('help.options'),
    'Commands:': text('help.commands'),
  };
  return {
    styleTitle: (title) => titles[title] ?? title,
    displayWidth: (line) => stringWidth(line),
    optionDescription: (option) => {
      const extra: string[] = [];
      if (option.argChoices) extra.push(option.argChoices.join(' | '));
      const { defaultValue } = option;
      if (typeof defaultValue === 'number') extra.push(text('help.default', { value: defaultValue }));
      return extra.length === 0 ? option.description : `${option.description} (${extra.join('; ')})`;
    },
  };
}

/** What every command has. Inherited settings reach only commands made after them, so this runs at the end. */
function finish(command: Command, context: Context): void {
  const { text } = context;
  command.helpOption('-h, --help', text('help.option')).configureHelp(helpIn(context));
  command.option('--lang <zh|en>', text('option.lang'));
  if (command.commands.length > 0) command.helpCommand('help [command]', text('help.command'));
  // What has arguments of its own also does something of its own.
  if (command.commands.length === 0 || command.registeredArguments.length > 0)
    command.option('--json', text('option.json'));
  // Errors are said by whoever catches them, in the reader's language.
  command.exitOverride().configureOutput({ outputError: () => undefined });
  for (const inner of command.commands) finish(inner, context);
}

export function buildProgram(context: Context): Command {
  const { text } = context;
  const program = new Command('jz').description(text('jz.description'));
  // Each option belongs to the command that it follows: some of those above take the same ones.
  program.enablePositionalOptions();
  program.version(packageJson.version, '-V, --version', text('option.version'));
  const add = [
    addHash,
    addSubmit,
    addKinds,
    addReceipt,
    addCertificate,
    addList,
    addCase,
    addHandoff,
    addOpinion,
    addCorrect,
    addStatement,
    addPersonKeys,
    addCountersign,
    addSignatures,
    addVerify,
    addVerifier,
    addTrust,
    addEvidence,
    addAccount,
    addToken,
    addWebhook,
    addSignIn,
    addAccess,
    addAudit,
    addDoctor,
    addBackup,
    addChain,
    addAgency,
    addConsortium,
    addGovernance,
  ];
  for (const command of add) command(program, context);
  finish(program, context);
  program.addHelpText('after', `\n${text('jz.more')}`);
  return program;
}

const USAGE_KEYS = {
  'commander.unknownCommand': 'usage.unknownCommand',
  'commander.unknownOption': 'usage.unknownOption',
  'commander.missingArgument': 'usage.missingArgument',
  'commander.optionMissingArgument': 'usage.optionNeedsValue',
  'commander.missingMandatoryOptionValue': 'usage.missingOption',
  'commander.invalidArgument': 'usage.badValue',
  'commander.excessArguments': 'usage.tooMany',
  'commander.conflictingOption': 'usage.conflict',
} as const;

/** What is wrong with the usage, in the reader's language; undefined where help or the version was asked for. */
export function usageText({ text }: Context, error: CommanderError): string | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined;
  const key = USAGE_KEYS[error.code as keyof typeof USAGE_KEYS];
  // Commander quotes what it is about: an option with its flags, a command, a value.
  const [what = '', other = ''] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1]!);
  const near = /\(Did you mean (?:one of )?(.*)\?\)/.exec(error.message)?.[1];
  const said = key ? text(key, { what, other }) : error.message;
  return near ? `${said} ${text('usage.near', { near })}` : said;
}
