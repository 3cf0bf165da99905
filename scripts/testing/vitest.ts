import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bin, run } from './run.ts';

/**
 * A run of vitest, and a second of the files that failed, one after another: most tests live with processes, chains and
 * browsers of their own, and on a machine that is shared any of them can be late. What fails beside the others and holds
 * by itself is named, for someone to look at; what fails twice has failed.
 */

/** What vitest's JSON reporter tells of a run, as far as it is read here. */
export interface Report {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export interface Outcome {
  passed: number;
  skipped: number;
  /** Each test that failed, as its file and full name; the file alone where it could not be loaded. */
  failed: string[];
  /** Those that failed in the first run and passed in the second. */
  unstable: string[];
}

/** More failures than this are no accident of a busy machine. */
const MOST_AGAIN = 5;

function failuresOf({ testResults }: Report): { tests: string[]; files: string[] } {
  const files = testResults.filter(({ status }) => status === 'failed');
  const tests = files.flatMap(({ name, assertionResults }) => {
    const file = relative('.', name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    return failed.length > 0 ? failed.map(({ fullName }) => `${file} > ${fullName}`) : [file];
  });
  return { tests, files: files.map(({ name }) => name) };
}

/**
 * What both runs say together.
 * @param again the second run, of the files that failed in the first; undefined where there was none
 */
export function judge(first: Report, again?: Report): Outcome {
  const { tests, files } = failuresOf(first);
  const counts = { passed: first.numPassedTests, skipped: first.numPendingTests };
  if (!again) return { ...counts, failed: tests, unstable: [] };
  const second = failuresOf(again);
  // Of the files that ran again, the second run counts, whole.
  const replaced = first.testResults
    .filter(({ name }) => files.includes(name))
    .flatMap(({ assertionResults }) => assertionResults);
  const passedBefore = replaced.filter(({ status }) => status === 'passed').length;
  const skippedBefore = replaced.filter(({ status }) => status === 'pending' || status === 'skipped').length;
  return {
    passed: counts.passed - passedBefore + again.numPassedTests,
    skipped: counts.skipped - skippedBefore + again.numPendingTests,
    failed: second.tests,
    unstable: tests.filter((test) => !second.tests.includes(test)),
  };
}

/** Runs it. @returns the outcome, and whether vitest itself ended well: errors outside of any test are no test's */
export async function vitest(args: readonly string[], long: boolean): Promise<Outcome & { well: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-test-'));
  const once = async (name: string, more: readonly string[]) => {
    const report = join(folder, name);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await run(bin('vitest'), ['run', ...reporters, ...more], long);
    return { code, report: JSON.parse(readFileSync(report, 'utf8')) as Report };
  };
  try {
    const first = await once('first.json', args);
    const { files } = failuresOf(first.report);
    if (files.length === 0 || files.length > MOST_AGAIN)
      return { ...judge(first.report), well: first.code === 0 };
    console.log(
      `\nFailed beside the others; once more by themselves: ${files.map((file) => relative('.', file)).join(', ')}`,
    );
    const again = await once('again.json', ['--maxWorkers=1', ...files.map((file) => relative('.', file))]);
    return { ...judge(first.report, again.report), well: again.code === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
