import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { type Context, note } from './context.ts';
import { EXIT } from './exit.ts';

/** Passwords come from a prompt without echo or from a file; never from an argument, which every process can read. */

const MIN_LENGTH = 12;
const MAX_FILE_BYTES = 4096;
const silence = new Writable({ write: (_chunk, _encoding, done) => done() });

/** Asks on the terminal, without echo unless told. @throws CommandError `terminal-missing`, `cancelled` */
function ask(prompt: string, shown: boolean): Promise<string> {
  if (!process.stdin.isTTY) throw failure('terminal-missing', {}, { exit: EXIT.usage });
  return new Promise((resolve, reject) => {
    // The readline takes the terminal out of its echoing mode; what it would show goes nowhere.
    const lines = createInterface({
      input: process.stdin,
      output: shown ? process.stderr : silence,
      terminal: true,
    });
    // Only now: what is typed at the sight of the question must not be echoed any more.
    process.stderr.write(prompt);
    lines.once('SIGINT', () => lines.close());
    lines.once('line', (line) => {
      // Settled before it closes, which else means that nothing was answered. The readline's own listeners of `close`
      // stay: without them it would go on to show, on the terminal, what the next question is answered with.
      resolve(line);
      lines.close();
      if (!shown) process.stderr.write('\n');
    });
    lines.once('close', () => reject(failure('cancelled')));
  });
}

async function fromFile(file: string): Promise<string> {
  const bytes = await readBounded(file, MAX_FILE_BYTES);
  return Buffer.from(bytes).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}

/** A password for new keys, asked for twice. @throws CommandError `password-short`, `password-differs` */
export async function newPassword({ text }: Context, file: string | undefined): Promise<string> {
  const password = file === undefined ? await ask(text('password.new'), false) : await fromFile(file);
  if ([...password].length < MIN_LENGTH) throw failure('password-short', { least: MIN_LENGTH });
  if (file === undefined && (await ask(text('password.again'), false)) !== password) {
    throw failure('password-differs');
  }
  return password;
}

/** The password of keys that are there. */
export function knownPassword({ text }: Context, file: string | undefined): Promise<string> {
  return file === undefined ? ask(text('password.ask'), false) : fromFile(file);
}

/** Whether a person says yes. @throws CommandError `not-confirmed`, `terminal-missing`, `cancelled` */
export async function confirm({ text }: Context, question: string): Promise<void> {
  note(question);
  const answer = (await ask(text('confirm.yes'), true)).trim().toLowerCase();
  if (!['yes', '是'].includes(answer)) throw failure('not-confirmed');
}
