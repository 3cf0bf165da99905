import { type ChildProcess, spawn } from 'node:child_process';

/** A process of the demo: a node or a service of one agency. */
export type Child = {
  readonly pid: number | undefined;
  /** What it wrote last, for whoever has to look why it ended. */
  output(): string;
  running(): boolean;
  /** Asks it to end, and ends it when it does not within some seconds. */
  stop(): Promise<void>;
};

const KEPT_CHARACTERS = 8_192;
const STOP_MS = 15_000;

export function startChild(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  heard: (text: string) => void = () => undefined,
): Child {
  const child: ChildProcess = spawn(process.execPath, [...args], {
    env,
    // Ctrl-C is for the demo, which ends its processes in order. The chain's processes end with their IPC channel.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
      heard(output);
    });
  }
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', (error) => {
      output += `${error.message}\n`;
      end();
    });
  });
  return {
    pid: child.pid,
    output: () => output,
    running: () => !over,
    async stop() {
      if (over) return;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(force);
    },
  };
}
