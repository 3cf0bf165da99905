import { Command, type CommanderError, type Help } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import type { Context } from './context.ts';
import { displayWidth } from './display-width.ts';

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
    displayWidth,
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

type Add = (program: Command, context: Context) => void;

/** In the order of the help. One alone is loaded where it is the one that was asked for: most of a start is loading. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  hash: async () => (await import('./commands/hash.ts')).addHash,
  submit: async () => (await import('./commands/submit.ts')).addSubmit,
  kinds: async () => (await import('./commands/kinds.ts')).addKinds,
  receipt: async () => (await import('./commands/receipt.ts')).addReceipt,
  certificate: async () => (await import('./commands/certificate.ts')).addCertificate,
  list: async () => (await import('./commands/list.ts')).addList,
  case: async () => (await import('./commands/case.ts')).addCase,
  handoff: async () => (await import('./commands/handoff.ts')).addHandoff,
  opinion: async () => (await import('./commands/statement.ts')).addOpinion,
  correct: async () => (await import('./commands/statement.ts')).addCorrect,
  statement: async () => (await import('./commands/statement.ts')).addStatement,
  'person-keys': async () => (await import('./commands/person-keys.ts')).addPersonKeys,
  countersign: async () => (await import('./commands/countersign.ts')).addCountersign,
  signatures: async () => (await import('./commands/signatures.ts')).addSignatures,
  verify: async () => (await import('./commands/verify.ts')).addVerify,
  verifier: async () => (await import('./commands/verifier.ts')).addVerifier,
  trust: async () => (await import('./commands/trust.ts')).addTrust,
  evidence: async () => (await import('./commands/evidence.ts')).addEvidence,
  account: async () => (await import('./commands/account.ts')).addAccount,
  token: async () => (await import('./commands/token.ts')).addToken,
  webhook: async () => (await import('./commands/webhook.ts')).addWebhook,
  'sign-in': async () => (await import('./commands/sign-in.ts')).addSignIn,
  access: async () => (await import('./commands/access.ts')).addAccess,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  backup: async () => (await import('./commands/backup.ts')).addBackup,
  chain: async () => (await import('./commands/chain.ts')).addChain,
  agency: async () => (await import('./commands/agency.ts')).addAgency,
  consortium: async () => (await import('./commands/consortium.ts')).addConsortium,
  governance: async () => (await import('./commands/governance.ts')).addGovernance,
};

/** @param args the arguments as given: all commands are there where they do not begin with the name of one */
export async function buildProgram(context: Context, args: readonly string[]): Promise<Command> {
  const { text } = context;
  const program = new Command('jz').description(text('jz.description'));
  // Each option belongs to the command that it follows: some of those above take the same ones.
  program.enablePositionalOptions();
  program.version(packageJson.version, '-V, --version', text('option.version'));
  const [name = ''] = args;
  const wanted = Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]!] : Object.values(COMMANDS);
  for (const add of await Promise.all(wanted.map((load) => load()))) add(program, context);
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
