import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** Runs the real command as a process of its own, with nothing of this machine's environment but its path. */

export const launcher = fileURLToPath(new URL('../../../cli/jz.cjs', import.meta.url));

export type Ran = { code: number | null; stdout: string; stderr: string };
export type RunOptions = {
  cwd?: string;
  env?: Record<string, string>;
  /** A command to run it under, such as `unshare -rn`. */
  under?: readonly string[];
};

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'jz-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Where the commands of a file of tests note what they have not finished: not in anybody's home. */
const STATE = temporaryFolder();

export function jz(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [program, ...before] = [...(options.under ?? []), process.execPath];
  const child = spawn(program!, [...before, launcher, ...args], {
    cwd: options.cwd ?? tmpdir(),
    // A data folder that does not exist, so that no service of this machine is found.
    env: {
      PATH: process.env.PATH,
      JIANZHENG_DATA: '/nonexistent',
      XDG_STATE_HOME: STATE,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    ran.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    ran.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ran, code }));
  });
}

/** The JSON objects that a run printed, one a line. */
export function jsonLines<Value = Record<string, unknown>>(text: string): Value[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Value);
}
