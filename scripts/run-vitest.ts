/**
 * One run of vitest, and a second of the files that failed, alone: most tests here live with processes, chains and
 * browsers of their own, and a machine that is shared can be late with any of them. A test that failed beside the others
 * and holds by itself is named as unstable, for someone to look at; one that fails twice has failed.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What vitest's JSON reporter tells of a run, as far as it is read here. */
export interface VitestReport {
  numPassedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

export interface Outcome {
  passed: number;
  skipped: number;
  /** File and full name of each test that failed, or the file alone where it could not be loaded. */
  failed: string[];
  /** The files of those. */
  failedFiles: string[];
  /** Tests that failed in the first run and passed in the second. */
  unstable: string[];
}

/** Counts of a run. */
export function outcomeOf(report: VitestReport): Outcome {
  const failedFiles = report.testResults.filter(({ status }) => status === 'failed');
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests,
    failed: failedFiles.flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      // A file that fails to load, or whose hook fails, may have no failed test: it is a failure all the same.
      return failed.length > 0 ? failed.map(({ fullName }) => `${name} > ${fullName}`) : [name];
    }),
    failedFiles: failedFiles.map(({ name }) => name),
    unstable: [],
  };
}
