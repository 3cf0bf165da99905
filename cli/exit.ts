import type { Verdict } from '../core/report.ts';

/** Exit codes, documented in docs/operations/one-machine.md. Those of `verify` come from its verdict. */
export const EXIT = {
  /** Done; of verify: VERIFIED. */
  done: 0,
  /** What was looked at is not as it should be: MISMATCH, differences found by audit, something for doctor to mend. */
  differs: 1,
  /** Wrong usage; nothing was done. */
  usage: 2,
  /** NOT_FOUND: the service knows no such record. */
  notFound: 3,
  /** UNDETERMINED. */
  undetermined: 4,
  /** INVALID: the receipt fails a check. */
  invalid: 5,
  /** Could not be done: no service, no right, no such file, no time left. The message says what to do. */
  failed: 6,
  /** Our own mistake. */
  bug: 7,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** How a verification ends. */
export const VERDICT_EXIT: Readonly<Record<Verdict, ExitCode>> = {
  VERIFIED: EXIT.done,
  MISMATCH: EXIT.differs,
  NOT_FOUND: EXIT.notFound,
  UNDETERMINED: EXIT.undetermined,
  INVALID: EXIT.invalid,
};
