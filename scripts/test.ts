/**
 * `npm test`: every check of the project, one after the other, each in a process of its own, with one summary line
 * at the end that counts them all. A check that cannot run here is counted as skipped and says why.
 * With `--long` also the long ones (`*.long.test.ts`: whole networks, kills at every commit point), and more runs
 * of each property. Other arguments are vitest's.
 */

import { bin, run } from './testing/run.ts';
import { vitest } from './testing/vitest.ts';

const long = process.argv.includes('--long');
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--long');

const checks: [title: string, command: string, args: string[]][] = [
  ['lint and format (TypeScript)', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['format (Solidity)', bin('prettier'), ['--check', '--log-level', 'warn', 'contracts/**/*.sol']],
  ['lint (Solidity)', bin('solhint'), ['--max-warnings', '0', '--disc', 'contracts/**/*.sol']],
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ['unused code', bin('knip'), []],
];

const total = { passed: 0, failed: 0, skipped: 0 };
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

const tests = await vitest(
  [...(long ? [] : ['--exclude', 'test/**/*.long.test.ts']), ...vitestArguments],
  long,
);
total.passed += tests.passed;
total.failed += tests.failed.length;
total.skipped += tests.skipped;
if (!tests.well && tests.failed.length === 0) count('vitest (errors outside of any test)', false);
if (tests.failed.length > 0) failures.push(`${tests.failed.length} tests`);

// In CI nothing may be left out silently: what the machine lacks there is a mistake of the CI script.
if (process.env.JIANZHENG_NOTHING_SKIPPED === '1' && tests.skipped > 0)
  count(`${tests.skipped} tests were skipped, but none may be here`, false);

for (const test of tests.unstable)
  console.log(`UNSTABLE: failed beside the others, passed by itself: ${test}`);
if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
