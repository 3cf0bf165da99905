import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const VERSION = '1.9.0';

/**
 * The Library of Congress's BagIt tool, in a Python environment of its own.
 * @returns the interpreter that has it as the module `bagit`, or why it cannot be had here
 */
export function prepareBagit(folder: string): string | { skipped: string } {
  const environment = join(folder, 'bagit-environment');
  const python = join(environment, 'bin', 'python');
  const steps: [string, ...string[]][] = [
    ['python3', '-m', 'venv', environment],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `bagit==${VERSION}`],
  ];
  for (const [program, ...args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 300_000 });
    if (status === 0) continue;
    const skipped = `${program} ${args[1]}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
    process.stderr.write(`SKIPPED, BagIt's own check of a bundle: ${skipped}\n`);
    return { skipped };
  }
  return python;
}
