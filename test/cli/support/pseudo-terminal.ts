import { spawn, spawnSync } from 'node:child_process';
import { until } from '../../support/until.ts';
import { launcher } from './jz.ts';

/** The command on a terminal of its own, typed to as a person types: `script` of util-linux makes the terminal. */

const found = spawnSync('script', ['--version'], { encoding: 'utf8' });
/** Why tests on a terminal are left out here, for their title; empty where they run. */
export const noTerminal = found.stdout?.includes('util-linux')
  ? ''
  : ' (SKIPPED: no “script” of util-linux found)';

export type OnTerminal = {
  /** Everything that the terminal has shown. */
  screen(): string;
  /** Waits until the terminal shows a text, after what was waited for before. */
  shows(text: string): Promise<void>;
  /** Types, without a line's end. */
  type(text: string): void;
  /** Sends a signal to the command itself. */
  signal(name: NodeJS.Signals): void;
  /** What the shell says of the end: above 128 where a signal ended it. */
  readonly ended: Promise<number>;
};

/** How the shell that runs the command tells the end, and how the terminal is set by then. */
const END = 'END-OF-COMMAND';
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Starts `jz` with these arguments. The shell around it lives on, to say in which state the terminal was left. */
export function onTerminal(args: readonly string[], cwd: string, lang = 'en'): OnTerminal {
  const command = [process.execPath, launcher, ...args, '--lang', lang].map(quoted).join(' ');
  const script = `${command} & echo PID:$!; fg >/dev/null; code=$?; printf '\\n'; stty -a; echo ${END}:$code`;
  const child = spawn('script', ['--quiet', '--command', `bash -mc ${quoted(script)}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH, TERM: 'xterm', LC_ALL: 'C.UTF-8', JIANZHENG_DATA: '/nonexistent' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let read = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    screen += chunk;
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      const code = new RegExp(`^${END}:(\\d+)`, 'm').exec(screen)?.[1];
      if (code === undefined) reject(new Error(`The shell itself ended:\n${screen}`));
      else resolve(Number(code));
    });
  });
  return {
    screen: () => screen,
    async shows(text) {
      await until(`“${text}” on the terminal`, async () => screen.includes(text, read));
      read = screen.indexOf(text, read) + text.length;
    },
    type: (text) => child.stdin.write(text),
    signal(name) {
      process.kill(Number(/PID:(\d+)/.exec(screen)?.[1]), name);
    },
    ended,
  };
}
