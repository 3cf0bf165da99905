import { FormatError } from '../errors.ts';
import { CHECK_NAMES, type Check, type CheckName, type Outcome } from '../report.ts';

/** Collects the outcome of each check. What was never decided was skipped: it rests on something that did not pass. */
export type Checklist = {
  record(name: CheckName, outcome: Outcome, values?: { expected?: string; found?: string }): boolean;
  /** Passes when both are the same, and shows both when not. */
  same(name: CheckName, expected: string, found: string): boolean;
  /** Passes with the value of `read`; fails with the code of its FormatError. Anything else thrown is our own fault. */
  attempt<Value>(name: CheckName, expected: string, read: () => Value): Value | undefined;
  list(): Check[];
};

/** A FormatError as a value that reads the same in every language: its code, and what it knows. */
export function codeOf(error: FormatError): string {
  const details = Object.entries(error.details).map(([name, value]) => ` ${name}=${String(value)}`);
  return `${error.code}${details.join('')}`;
}

export function checklist(): Checklist {
  const outcomes = new Map<CheckName, Check>();
  const record: Checklist['record'] = (name, outcome, values = {}) => {
    outcomes.set(name, { name, outcome, ...values });
    return outcome === 'pass';
  };
  return {
    record,
    same: (name, expected, found) => record(name, expected === found ? 'pass' : 'fail', { expected, found }),
    attempt(name, expected, read) {
      try {
        const value = read();
        record(name, 'pass', { expected, found: expected });
        return value;
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        record(name, 'fail', { expected, found: codeOf(error) });
        return undefined;
      }
    },
    list: () => CHECK_NAMES.map((name) => outcomes.get(name) ?? { name, outcome: 'skipped' }),
  };
}
