import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeGenerators, outcomeOf, pythonGenerator } from '../support/generators.ts';
import { removeData, type Service, startService } from '../support/service.ts';

/** Clients that others generate out of our OpenAPI document: made without a warning, and good for the main job. */

const node = nodeGenerators();
const python = pythonGenerator();
const folder = mkdtempSync(join(tmpdir(), 'jianzheng-clients-'));
const document = join(folder, 'openapi.json');
const JOB_DONE = [201, 'VERIFIED', 'MISMATCH'];

let service: Service;
beforeAll(async () => {
  service = await startService();
  writeFileSync(document, await (await service.request('/api/openapi.json')).text());
  cpSync('test/clients/generators', folder, { recursive: true });
  if (typeof node === 'string') symlinkSync(join(node, 'node_modules'), join(folder, 'node_modules'));
}, 120_000);
afterAll(async () => {
  await service.stop();
  removeData(service.data);
  rmSync(folder, { recursive: true, force: true });
});

const run = (program: string, args: readonly string[], path?: string) =>
  outcomeOf(program, args, { cwd: folder, ...(path === undefined ? {} : { path }) });

describe.skipIf(typeof node !== 'string')('in TypeScript', () => {
  const tool = (name: string) => join(folder, 'node_modules', '.bin', name);

  test('a linter finds nothing in the document', () => {
    const linted = run(tool('redocly'), ['lint', 'openapi.json', '--extends=recommended', '--format=json']);
    const { totals } = JSON.parse(/\{[\s\S]*\}/.exec(linted.output)![0]) as { totals: object };
    expect(totals, linted.output).toEqual({ errors: 0, warnings: 0, ignored: 0 });
    expect(linted.status).toBe(0);
  }, 120_000);

  test('the types are made without a warning, a job fits them, and it does what it is to do', async () => {
    const made = run(tool('openapi-typescript'), ['openapi.json', '-o', 'schema.d.ts']);
    expect(made).toMatchObject({ status: 0 });
    expect(made.output).not.toMatch(/warn|error/i);
    const options = { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', types: [] };
    const compilerOptions = { ...options, target: 'es2022', lib: ['es2022', 'dom'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['job.ts'] }));
    expect(run(tool('tsc'), ['-p', '.'])).toEqual({ status: 0, output: '' });
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { ssr: 'job.ts', outDir: 'made', target: 'es2022' },
      ssr: { noExternal: true },
    });
    const job = run(process.execPath, [join('made', 'job.js'), service.url, service.token]);
    expect(job.status, job.output).toBe(0);
    expect(JSON.parse(job.output)).toEqual(JOB_DONE);
  }, 120_000);
});

describe.skipIf(typeof python !== 'string')('in Python', () => {
  test('the client is made without a warning, and does the job', () => {
    const bin = String(python);
    const config = ['--config', 'openapi-python-client.yml', '--fail-on-warning', '--meta', 'none'];
    const target = ['--path', 'openapi.json', '--output-path', 'jianzheng_client'];
    const made = run(join(bin, 'openapi-python-client'), ['generate', ...target, ...config], bin);
    expect(made.status, made.output).toBe(0);
    expect(made.output).not.toMatch(/warning|skipping/i);
    const job = run(join(bin, 'python'), ['job.py', service.url, service.token]);
    expect(job.status, job.output).toBe(0);
    expect(JSON.parse(job.output)).toEqual(JOB_DONE);
  }, 120_000);
});
