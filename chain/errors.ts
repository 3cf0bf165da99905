import { JianzhengError } from '../core/errors.ts';

/**
 * Why the chain cannot start or go on, each with the exit code that whoever supervises the process sees. The
 * message is one line for the operator: what is wrong and what to do.
 */
const EXIT_CODES = {
  'usage-wrong': 2,
  'founding-invalid': 10,
  'founding-mismatch': 11,
  'key-invalid': 12,
  'key-not-in-set': 13,
  'seals-missing': 14,
  'data-locked': 15,
  'store-damaged': 16,
  'store-unreadable': 17,
  'port-taken': 18,
} as const;

export type ChainErrorCode = keyof typeof EXIT_CODES;

export class ChainError extends JianzhengError {
  readonly exitCode: number;

  constructor(
    code: ChainErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(code, message, options);
    this.exitCode = EXIT_CODES[code];
  }
}

/** What was stored is not what comes back. Nothing may be built on it, so this always ends the process. */
export function damaged(what: string, cause?: unknown): ChainError {
  return new ChainError(
    'store-damaged',
    `The chain's store is damaged: ${what}. Restore chain/ from a backup; nothing was built on the damage.`,
    { cause },
  );
}
