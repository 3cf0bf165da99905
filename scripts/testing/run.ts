import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Path of a program that a dependency brought. */
export const bin = (name: string): string => join('node_modules', '.bin', name);

/** Runs a check to its end, with its output shown as it comes. @returns its exit code */
export function run(command: string, args: readonly string[], long = false): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...(long ? { JIANZHENG_TEST_LONG: '1' } : {}) },
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
