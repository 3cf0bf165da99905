import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Makes the packages that other people's software installs: the repository's own files, with their types taken off. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');

export type PackageName = 'core' | 'client';
export const PACKAGES: readonly PackageName[] = ['core', 'client'];

/** npm of this machine, without what the environment of a script would tell it. */
export function npm(args: readonly string[], cwd: string): string {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return execFileSync('npm', ['--loglevel=error', ...args], {
    cwd,
    env: Object.fromEntries(kept),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}

/**
 * @param target a folder of its own; what is in it goes
 * @returns path of the .tgz, beside that folder
 * @throws Error when the compiler or npm finds something
 */
export function packPackage(name: PackageName, target: string): string {
  const source = join(root, 'packages', name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync(process.execPath, [tsc, '-p', source, '--outDir', target], { stdio: 'inherit' });
  for (const file of ['package.json', 'README.md']) copyFileSync(join(source, file), join(target, file));
  copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
  const packed = npm(['pack', '--json', '--pack-destination', '..'], target);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return join(target, '..', basename(filename));
}

/** The version of this repository, which the packages carry too. */
export function repositoryPackage(): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as ReturnType<typeof repositoryPackage>;
}
