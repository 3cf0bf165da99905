import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { npm, type PackageName, packPackage } from '../../scripts/packages/pack.ts';

type Own = { readonly dependencies?: Readonly<Record<string, string>> };

/**
 * Somebody else's project that has installed our packages. What they depend on comes from this repository: no registry
 * is asked.
 * @param folder of its own, for all that is made on the way
 * @returns the project's folder
 */
export function userOfPackages(names: readonly PackageName[], folder: string): string {
  const packed = names.map((name) => basename(packPackage(name, join(folder, name))));
  const needed = names.flatMap((name) => {
    const { dependencies = {} } = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')) as Own;
    return Object.keys(dependencies).map((dependency) => join(process.cwd(), 'node_modules', dependency));
  });
  const user = join(folder, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  const others =
    needed.length === 0
      ? []
      : npm(['pack', '--pack-destination', folder, '--ignore-scripts', ...needed], folder)
          .trim()
          .split('\n');
  const tarballs = [...packed, ...others].map((name) => join('..', name));
  npm(['install', '--offline', '--ignore-scripts', '--no-audit', ...tarballs], user);
  return user;
}
