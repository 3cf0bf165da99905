import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/jz.ts';

const launcher = new URL('../../cli/jz.cjs', import.meta.url);

/** A checkout with a `jz.ts` that tells what it runs on, and does what its arguments say. */
function checkout(parts: { installed?: boolean; linked?: boolean; fetched?: boolean }): string {
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'cli'));
  copyFileSync(launcher, path.join(root, 'cli', 'jz.cjs'));
  writeFileSync(
    path.join(root, 'cli', 'jz.ts'),
    `const [what, value]: string[] = process.argv.slice(2);
     if (what === 'exit') process.exit(Number(value));
     if (what === 'wait') {
       process.on('SIGTERM', () => process.exit(42));
       setInterval(() => undefined, 1000);
       console.log('waiting');
     } else console.log(process.version);`,
  );
  const put = (folder: string) => {
    mkdirSync(path.join(root, folder), { recursive: true });
    symlinkSync(process.execPath, path.join(root, folder, 'node'));
  };
  if (parts.installed) {
    mkdirSync(path.join(root, 'node_modules', 'commander'), { recursive: true });
    writeFileSync(path.join(root, 'node_modules', 'commander', 'package.json'), '{}');
  }
  if (parts.linked) put('node_modules/.bin');
  if (parts.fetched) put('.runtime/node_modules/node-of-some-platform/bin');
  return path.join(root, 'cli', 'jz.cjs');
}

/** Runs the launcher as if this Node were an older one. */
const asNode = (version: string, script: string, args: readonly string[] = []) => [
  '-e',
  `Object.defineProperty(process.versions, 'node', { value: '${version}' });
   process.argv.splice(1, 0, 'jz');
   require(${JSON.stringify(script)});`,
  ...args,
];

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });

describe('the launcher', () => {
  it('runs on the Node at hand where it is new enough', () => {
    const { stdout, status } = run([checkout({ installed: true })]);
    expect(stdout.trim()).toBe(process.version);
    expect(status).toBe(0);
  });

  it.each(['linked', 'fetched'] as const)(
    'finds the %s Node under an old one, and passes the exit code on',
    (where) => {
      const script = checkout({ installed: true, [where]: true });
      expect(run(asNode('18.20.0', script)).stdout.trim()).toBe(process.version);
      expect(run(asNode('22.17.9', script, ['exit', '5'])).status).toBe(5);
    },
  );

  it('passes signals on', async () => {
    const script = checkout({ installed: true, linked: true });
    const child = spawn(process.execPath, asNode('20.0.0', script, ['wait']), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(42);
  });

  it('says one sentence where there is no Node to run on', () => {
    const { stderr, stdout, status } = run(asNode('20.11.1', checkout({ installed: true })));
    expect(status).toBe(6);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('install Node 24');
  });

  it('says one sentence where nothing is installed, in the language of the terminal', () => {
    const script = checkout({});
    expect(run([script]).stderr).toContain('`npm start`');
    expect(run([script], { LANG: 'zh_CN.UTF-8' }).stderr).toContain('尚未安装');
    expect(run([script]).status).toBe(6);
  });
});
