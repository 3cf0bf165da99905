import { expect, it } from 'vitest';
import { judge, type Report } from '../../scripts/testing/vitest.ts';

type Ran = 'passed' | 'failed' | 'skipped';

/** @param files of each, how its tests went; a file without any could not be loaded */
function report(files: Readonly<Record<string, Readonly<Record<string, Ran>>>>): Report {
  const of = (ran: Ran) =>
    Object.values(files).flatMap((tests) => Object.values(tests).filter((t) => t === ran));
  return {
    numPassedTests: of('passed').length,
    numPendingTests: of('skipped').length,
    testResults: Object.entries(files).map(([name, tests]) => ({
      name: `${process.cwd()}/test/${name}`,
      status:
        Object.values(tests).every((ran) => ran !== 'failed') && tests.gone === undefined
          ? 'passed'
          : 'failed',
      assertionResults: Object.entries(tests)
        .filter(([fullName]) => fullName !== 'gone')
        .map(([fullName, status]) => ({ fullName, status })),
    })),
  };
}

it('counts one run as it went', () => {
  const first = report({
    'a.test.ts': { one: 'passed', two: 'failed', three: 'skipped' },
    'b.test.ts': { one: 'passed' },
  });
  expect(judge(first)).toEqual({ passed: 2, skipped: 1, failed: ['test/a.test.ts > two'], unstable: [] });
});

it('names what passed by itself alone, and counts its file once', () => {
  const first = report({ 'a.test.ts': { one: 'passed', two: 'failed' }, 'b.test.ts': { one: 'passed' } });
  const again = report({ 'a.test.ts': { one: 'passed', two: 'passed' } });
  expect(judge(first, again)).toEqual({
    passed: 3,
    skipped: 0,
    failed: [],
    unstable: ['test/a.test.ts > two'],
  });
});

it('takes what fails twice for failed, and what fails the second time alone, too', () => {
  const first = report({ 'a.test.ts': { one: 'passed', two: 'failed', three: 'failed' } });
  const again = report({ 'a.test.ts': { one: 'failed', two: 'failed', three: 'passed' } });
  expect(judge(first, again)).toEqual({
    passed: 1,
    skipped: 0,
    failed: ['test/a.test.ts > one', 'test/a.test.ts > two'],
    unstable: ['test/a.test.ts > three'],
  });
});

it('counts a file that cannot be loaded as a failure', () => {
  const broken = report({ 'a.test.ts': { gone: 'failed' } });
  expect(judge(broken).failed).toEqual(['test/a.test.ts']);
  expect(judge(broken, broken).failed).toEqual(['test/a.test.ts']);
  expect(judge(broken, report({ 'a.test.ts': { one: 'passed' } }))).toMatchObject({ passed: 1, failed: [] });
});
