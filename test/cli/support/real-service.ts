import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { jz, type Ran, type RunOptions } from './jz.ts';

/** The real service with its real chain, as `npm start` runs them, on a data folder and any free port. */
export type RealService = {
  /** Runs `jz` on the machine of the service. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
};

const started: ChildProcess[] = [];
// Once, as this file is loaded: what a hook or a test registers for the end is never called.
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

const main = fileURLToPath(new URL('../../../server/main.ts', import.meta.url));
const READY_MS = 60_000;

export async function startService(data: string, cwd: string): Promise<RealService> {
  const child: ChildProcess = spawn(process.execPath, [main], {
    cwd,
    env: {
      PATH: process.env.PATH,
      JIANZHENG_DATA: data,
      JIANZHENG_PORT: '0',
      JIANZHENG_AGENCY: 'grid',
      JIANZHENG_AGENCY_NAME_EN: 'Power grid',
      JIANZHENG_AGENCY_NAME_ZH: '电网公司',
      JIANZHENG_BATCH_MS: '100',
      JIANZHENG_LOG: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));

  const local = path.join(data, 'service', 'local.json');
  // local.json is there before the chain is: until the link is printed, a record may be put off for a moment.
  const isReady = () =>
    output.includes('ticket=') &&
    existsSync(local) &&
    JSON.parse(readFileSync(local, 'utf8')).pid === child.pid;
  for (const deadline = Date.now() + READY_MS; !isReady(); ) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`No service: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    run: (args, options = {}) => jz(args, { cwd, ...options, env: { JIANZHENG_DATA: data, ...options.env } }),
    stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
