/**
 * Lines and statements of the contracts that the contract tests run: `node scripts/cover-contracts.ts`.
 *
 * Instrumented contracts cost other gas and have other bytecode, so all of it happens in a copy of what it needs.
 * Calls at random prove nothing about a line that only they reach, so those of evidence stay out.
 * Branches are not reported here; mutation testing shows those (scripts/mutate-contracts.ts).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'jianzheng-coverage-'));

/** Hardhat keeps what ran in its own runtime, which lives in the process of the tests: save it when they end. */
const SAVE = `import hre from 'hardhat';
import { afterAll } from 'vitest';
afterAll(() => hre._coverage.saveData('contracts'));
`;
const CONFIG = `import { defineConfig } from 'vitest/config';
export default defineConfig({ test: {
  include: ['test/contracts/**/*.test.ts'], exclude: ['**/{gas,storage,evidence.invariants}.test.ts'],
  isolate: false, maxWorkers: 1, setupFiles: ['./save.ts'], testTimeout: 240_000,
} });
`;
const BUILD = `import hre from 'hardhat';
await hre.tasks.getTask('build').run({ force: true, quiet: true });
if (process.argv[2] === 'report') await hre._coverage.report('contracts');
`;

function run(...args: string[]): void {
  const env = { ...process.env, HARDHAT_COVERAGE: 'true' };
  const { status } = spawnSync(process.execPath, args, { cwd: folder, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
}

/** Share of lines, from 0 to 1, in an lcov report: LF counts those found, LH those hit. */
function linesCovered(report: string): number {
  const sum = (tag: string) =>
    [...report.matchAll(new RegExp(`^${tag}:(\\d+)$`, 'gm'))].reduce((total, [, n]) => total + Number(n), 0);
  return sum('LH') / sum('LF');
}

try {
  for (const path of ['contracts', 'core', 'test', 'hardhat.config.ts', 'package.json']) {
    cpSync(path, join(folder, path), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'save.ts'), SAVE);
  writeFileSync(join(folder, 'vitest.config.ts'), CONFIG);
  writeFileSync(join(folder, 'build.ts'), BUILD);
  run('build.ts');
  run('node_modules/vitest/vitest.mjs', 'run', '--reporter', 'dot');
  run('build.ts', 'report');
  const lcov = readFileSync(join(folder, 'coverage', 'lcov.info'), 'utf8');
  mkdirSync('coverage', { recursive: true });
  writeFileSync(join('coverage', 'contracts.lcov'), lcov);
  const covered = linesCovered(lcov);
  console.log(`Lines of the contracts that the tests run: ${(covered * 100).toFixed(2)} %`);
  process.exitCode = covered === 1 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
