import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What other people generate clients with, in the versions that test/clients/generators locks. */

const LOCKED = 'test/clients/generators';
/** Beside the other caches of node_modules: once for each lock. */
const CACHE = join('node_modules', '.cache', 'generators');

export type Skipped = { skipped: string };
export type Outcome = { status: number | null; output: string };

/** Runs a program to its end. What it says on either stream is its output. */
export function outcomeOf(
  program: string,
  args: readonly string[],
  options: { cwd: string; path?: string },
): Outcome {
  const PATH = [options.path, process.env.PATH].filter(Boolean).join(delimiter);
  const env = {
    ...process.env,
    PATH,
    NO_COLOR: '1',
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  };
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: options.cwd,
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return { status, output: error ? error.message : `${stdout}${stderr}` };
}

/** Installs once, and again when `locks` have changed; a copy that was cut short counts for nothing. */
function install(
  name: string,
  locks: readonly string[],
  steps: (folder: string) => [string, ...string[]][],
): string | Skipped {
  const folder = join(process.cwd(), CACHE, name);
  const stamp = join(folder, 'installed');
  const wanted = locks.map((lock) => readFileSync(join(LOCKED, lock), 'utf8')).join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const lock of locks) copyFileSync(join(LOCKED, lock), join(folder, lock));
  for (const [program, ...args] of steps(folder)) {
    const { status, output } = outcomeOf(program, args, { cwd: folder });
    if (status === 0) continue;
    const skipped = `${program} ${args[0]}: ${output.trim().split('\n').at(-1)}`;
    process.stderr.write(`SKIPPED, generated clients (${name}): ${skipped}\n`);
    return { skipped };
  }
  writeFileSync(stamp, wanted);
  return folder;
}

/** @returns the folder whose node_modules hold them, or why they cannot be had here */
export function nodeGenerators(): string | Skipped {
  return install('node', ['package.json', 'package-lock.json'], () => [
    ['npm', 'ci', '--no-audit', '--loglevel=error'],
  ]);
}

/** @returns the environment's folder of programs, or why it cannot be had here */
export function pythonGenerator(): string | Skipped {
  const folder = install('python', ['requirements.txt'], (target) => [
    ['python3', '-m', 'venv', target],
    [
      join(target, 'bin', 'python'),
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt'],
    ],
  ]);
  return typeof folder === 'string' ? join(folder, 'bin') : folder;
}
