/**
 * `npm test`: every check of the project, one after the other, each in a process of its own, with one summary line
 * at the end that counts them all. A check that cannot run here is counted as skipped and says why.
 * With `--long` also the long ones (`*.long.test.ts`: whole networks, kills at every commit point), and more runs
 * of each property. Other arguments are vitest's.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const long = process.argv.includes('--long');
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--long');

const bin = (name: string) => join('node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'jianzheng-test-'));
const vitestReport = join(reports, 'vitest.json');

function run(command: string, args: string[]): Promise<number> {
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

const checks: [title: string, command: string, args: string[]][] = [
  ['lint and format (TypeScript)', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['format (Solidity)', bin('prettier'), ['--check', '--log-level', 'warn', 'contracts/**/*.sol']],
  ['lint (Solidity)', bin('solhint'), ['--max-warnings', '0', '--disc', 'contracts/**/*.sol']],
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ['unused code', bin('knip'), []],
];

/** Lines that the tests themselves wrote about what was not run; vitest's own counts stand in its report. */
function vitestCounts(): Counts {
  const report = JSON.parse(readFileSync(vitestReport, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numFailedTestSuites: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  // A file that fails to load has no tests to count: it is a failure all the same.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests,
  };
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];

function count(title: string, ok: boolean): void {
  if (ok) total.passed += 1;
  else {
    total.failed += 1;
    failures.push(title);
  }
}

for (const [title, command, args] of checks) {
  const started = Date.now();
  const ok = (await run(command, args)) === 0;
  console.log(`${ok ? 'ok' : 'FAILED'}: ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  count(title, ok);
}

const code = await run(bin('vitest'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitestReport}`,
  ...(long ? [] : ['--exclude', 'test/**/*.long.test.ts']),
  ...vitestArguments,
]);
const tests = vitestCounts();
total.passed += tests.passed;
total.failed += tests.failed;
total.skipped += tests.skipped;
if (code !== 0 && tests.failed === 0) count('vitest (errors outside of any test)', false);
if (tests.failed > 0) failures.push(`${tests.failed} tests`);

// In CI nothing may be left out silently: what the machine lacks there is a mistake of the CI script.
if (process.env.JIANZHENG_NOTHING_SKIPPED === '1' && tests.skipped > 0)
  count(`${tests.skipped} tests were skipped, but none may be here`, false);

rmSync(reports, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
