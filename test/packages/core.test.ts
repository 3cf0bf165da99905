import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryPackage } from '../../scripts/packages/pack.ts';
import { removeData, startService } from '../support/service.ts';
import { userOfPackages } from '../support/user-of-packages.ts';

/** @jianzheng/core as its users get it: packed, installed into an empty folder, run without this repository. */

const folder = mkdtempSync(join(tmpdir(), 'jianzheng-packages-'));
let user: string;
const own = JSON.parse(readFileSync('packages/core/package.json', 'utf8')) as {
  version: string;
  exports: Record<string, string>;
  dependencies: Record<string, string>;
};
const entries = Object.keys(own.exports).map((path) => path.replace('.', '@jianzheng/core'));

const run = (script: string, ...args: string[]) =>
  execFileSync(process.execPath, [script, ...args], { cwd: user, encoding: 'utf8' });

beforeAll(() => {
  user = userOfPackages(['core'], folder);
  cpSync('test/vectors/receipts', join(user, 'vectors'), { recursive: true });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

describe('the package @jianzheng/core', () => {
  it('carries this repository’s version, and depends on what it was tested with', () => {
    const { version, dependencies } = repositoryPackage();
    expect(own.version).toBe(version);
    for (const [name, exact] of Object.entries(own.dependencies)) expect(dependencies[name]).toBe(exact);
  });

  it('gives every receipt of the vectors its verdict, in a folder that knows nothing else', () => {
    writeFileSync(
      join(user, 'verify.js'),
      `import { readFileSync } from 'node:fs';
import { openTrust, verify } from '@jianzheng/core';
const vectors = JSON.parse(readFileSync('vectors/receipts.json', 'utf8'));
const trusts = Object.fromEntries([...new Set(vectors.map(({ trust }) => trust))].map((name) =>
  [name, openTrust(readFileSync('vectors/' + name))]));
console.log(JSON.stringify(vectors.map(({ receipt, files, trust }) =>
  verify({ receipt: new TextEncoder().encode(receipt), files, trust: trusts[trust] }).verdict)));`,
    );
    const vectors = JSON.parse(readFileSync(join(user, 'vectors/receipts.json'), 'utf8')) as {
      verdict: string;
    }[];
    expect(vectors.length).toBeGreaterThan(10);
    expect(JSON.parse(run('verify.js'))).toEqual(vectors.map(({ verdict }) => verdict));
  });

  it('does what its README shows, from a file and a receipt of a real service to the verdict', async () => {
    const [, example] = /```js\n([\s\S]*?)```/.exec(readFileSync('packages/core/README.md', 'utf8'))!;
    writeFileSync(join(user, 'readme.js'), example!);
    const service = await startService();
    try {
      const file = { name: 'meter-0147.csv', bytes: 'time,kWh\n08:30,147\n' };
      const { recordId } = await service.submit([file]);
      writeFileSync(join(user, file.name), file.bytes);
      writeFileSync(join(user, 'receipt.json'), await service.receipt(recordId));
      const trust = await service.request('/api/v1/trust');
      writeFileSync(join(user, 'trust.json'), new Uint8Array(await trust.arrayBuffer()));
    } finally {
      await service.stop();
      removeData(service.data);
    }
    const [fingerprint, verdict] = run('readme.js').trim().split('\n');
    expect(fingerprint).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){15}$/);
    expect(verdict).toBe('VERIFIED');
    writeFileSync(join(user, 'meter-0147.csv'), 'time,kWh\n08:30,174\n');
    expect(run('readme.js')).toContain('MISMATCH');
  }, 120_000);

  it('hashes bytes, a Blob and a stream alike', () => {
    writeFileSync(
      join(user, 'files.js'),
      `import { Readable } from 'node:stream';
import { digestsOf } from '@jianzheng/core/files';
const bytes = new TextEncoder().encode('abc');
const blob = new Blob([bytes]);
for (const file of [bytes, blob, blob.stream(), Readable.from([bytes])]) console.log(JSON.stringify(await digestsOf(file)));`,
    );
    // FIPS 180-4 and GB/T 32905-2016, of “abc”.
    const abc = {
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    };
    const lines = run('files.js').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([abc, abc, abc, abc]);
  });

  it('has types that stand without Node’s', () => {
    const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
    const uses = entries.map((_, index) => `Object.keys(entry${index});`);
    writeFileSync(
      join(user, 'types.ts'),
      `${imports.join('\n')}\n${uses.join('\n')}
import { openTrust, verify, type Report } from '@jianzheng/core';
const report: Report = verify({ receipt: new Uint8Array(), files: [], trust: openTrust({}) });
// @ts-expect-error there is no such verdict
report.verdict === 'TRUE';
`,
    );
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib'];
    run(
      join(process.cwd(), 'node_modules/typescript/bin/tsc'),
      ...options,
      'es2024,dom',
      '--types',
      '',
      'types.ts',
    );
  });

  it('is bundled for browsers with at most 150 kB, gzipped, and without a module of Node', async () => {
    const sizes: Record<string, number> = {};
    for (const entry of entries) {
      writeFileSync(join(user, 'browser.js'), `export * from '${entry}';`);
      const { output } = (await build({
        root: user,
        configFile: false,
        logLevel: 'error',
        build: { write: false, lib: { entry: 'browser.js', formats: ['es'] }, minify: true },
      }).then((made) => (Array.isArray(made) ? made[0] : made))) as Rolldown.RolldownOutput;
      const text = output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
      expect(text).not.toMatch(/from\s*["']node:|require\(|__vite-browser-external/);
      sizes[entry] = gzipSync(text).length;
      expect(sizes[entry]).toBeLessThan(150_000);
      expect(sizes[entry]).toBeGreaterThan(500);
    }
    console.log('gzipped for browsers, in bytes:', sizes);
  });
});
