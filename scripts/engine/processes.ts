import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Command } from './engines.ts';

/** Processes that were started here, each ended by its own id, each with a log of its own. */

export type Process = {
  readonly name: string;
  /** Path of the file with all that it wrote. */
  readonly log: string;
  running(): boolean;
  /** The last lines of its log. */
  tail(): string;
  /** Asks it to end. @throws Error when it has to be killed instead */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Resolves when it is over, with its exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
};

/** What our units grant an engine to close its database. */
const STOP_MS = 120_000;
const TAIL_CHARACTERS = 3_000;

/** Nothing of this project's settings on the machine reaches a process, but what `command.env` says. */
function environment(env: Command['env']): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('JIANZHENG_'));
  return { ...Object.fromEntries(inherited), ...env };
}

export function start(name: string, command: Command, log: string): Process {
  const file = openSync(log, 'a');
  const child = spawn(command.program, command.args, {
    env: environment(command.env),
    stdio: ['ignore', file, file],
    // Ctrl-C is for the test, which ends its processes in order.
    detached: true,
  });
  closeSync(file);
  let over = false;
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 1));
  }).finally(() => {
    over = true;
  });
  ended.catch(() => undefined);
  return {
    name,
    log,
    running: () => !over,
    tail: () => readFileSync(log, 'utf8').slice(-TAIL_CHARACTERS),
    async stop() {
      if (over) return;
      child.kill('SIGTERM');
      let killed = false;
      const force = setTimeout(() => {
        killed = true;
        child.kill('SIGKILL');
      }, STOP_MS);
      await ended;
      clearTimeout(force);
      if (killed) throw new Error(`${name} did not end within ${STOP_MS / 1000} s of SIGTERM: ${log}`);
    },
    async kill() {
      if (over) return;
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}

/** Runs a command to its end. @throws Error with its log when it does not end with 0 */
export async function runToEnd(name: string, command: Command, log: string): Promise<void> {
  const run = start(name, command, log);
  const code = await run.ended;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${log}\n${run.tail()}`);
}
