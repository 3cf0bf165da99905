import { CommanderError } from 'commander';
import { en } from '../language/command.ts';
import { type Language, pick } from '../language/language.ts';
import { CommandError, failure } from './command-error.ts';
import { type Context, contextFor, note } from './context.ts';
import { readEnvironment } from './environment.ts';
import { EXIT } from './exit.ts';
import { endWhenInterrupted } from './interrupt.ts';
import { buildProgram, usageText } from './program.ts';
import { safe } from './terminal.ts';

/** `jz`: what it prints goes to stdout, what it says to stderr, and its exit code says how it ended. */

/** The help is written before options are read, so the language is looked for first. */
function languageOf(args: readonly string[], locale: string): Language {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  const at = options.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  if (at === -1) return pick(locale);
  return pick(options[at]!.includes('=') ? options[at]!.slice('--lang='.length) : options[at + 1]);
}

/** The sentence of a key, if there is one: codes of the service have none here. */
function sentence(
  context: Context,
  key: string,
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  if (!Object.hasOwn(en, key)) return undefined;
  const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return context.text(key as keyof typeof en, shown);
}

function sayError(
  context: Context,
  error: { code: string; message: string; next?: string | undefined },
): void {
  const { code, message, next } = error;
  if (process.argv.includes('--json')) {
    note(JSON.stringify({ error: { code, message, ...(next === undefined ? {} : { next }) } }));
    return;
  }
  note(`${context.text('error.prefix')} ${message} [${code}]`);
  if (next !== undefined) note(`${context.text('error.whatToDo')} ${next}`);
}

function report(context: Context, error: unknown): void {
  if (error instanceof CommanderError) {
    const wrong = usageText(context, error);
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (wrong === undefined) return;
    sayError(context, { code: 'usage', message: wrong, next: context.text('usage.help') });
    return;
  }
  if (error instanceof CommandError) {
    const { code, told, details } = error;
    process.exitCode = error.exit;
    sayError(context, {
      code,
      message: told ? safe(told.message) : (sentence(context, `error.${code}`, details) ?? code),
      next: told ? told.next && safe(told.next) : sentence(context, `error.${code}.next`, details),
    });
    return;
  }
  process.exitCode = EXIT.bug;
  const what = error instanceof Error ? error.message : String(error);
  sayError(context, {
    code: 'internal',
    message: context.text('internal', { what }),
    next: context.text('internal.next'),
  });
}

async function main(): Promise<void> {
  const environment = readEnvironment();
  const context = contextFor(environment, languageOf(process.argv.slice(2), environment.locale));
  endWhenInterrupted(context, process.argv.includes('--json'));
  // `jz hash ... | head`: a reader that has enough is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A verdict that was reached stays the exit code, whoever stopped reading.
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
    // Results that cannot be written are not a bug, and no exit code of a verdict.
    report(context, failure('output-failed', { reason: error.message }));
    process.exit(EXIT.failed);
  });
  try {
    const program = await buildProgram(context, process.argv.slice(2));
    await program.parseAsync();
  } catch (error) {
    report(context, error);
  }
}

await main();
