import { JianzhengError } from '../core/errors.ts';
import { en, zh } from '../language/chain.ts';
import { fill, type Language } from '../language/language.ts';

/**
 * Why the chain cannot start or go on, each with the exit code that whoever supervises the process sees. The
 * message is one line for the operator: what is wrong and what to do.
 */
export const EXIT_CODES = {
  'usage-wrong': 2,
  'founding-unreadable': 10,
  'founding-invalid': 10,
  'founding-mismatch': 11,
  'key-unreadable': 12,
  'key-invalid': 12,
  'key-not-in-set': 13,
  'seals-missing': 14,
  'quorum-missing': 14,
  'data-locked': 15,
  'store-damaged': 16,
  'store-unreadable': 17,
  'store-version': 17,
  'store-empty': 17,
  'port-taken': 18,
  'chain-missing': 19,
  'storage-full': 20,
  'final-conflict': 21,
  'final-mismatch': 22,
  unexpected: 1,
} as const satisfies Record<keyof typeof en, number>;

type ChainErrorCode = keyof typeof EXIT_CODES;
type Values = Readonly<Record<string, string | number>>;

export class ChainError extends JianzhengError {
  readonly exitCode: number;
  readonly #code: ChainErrorCode;
  readonly #values: Values;

  /** @param values for the placeholders of the code's text in language/chain.ts */
  constructor(code: ChainErrorCode, values: Values, cause?: unknown) {
    super(code, fill(en[code], values), { cause, details: { ...values } });
    this.exitCode = EXIT_CODES[code];
    this.#code = code;
    this.#values = values;
  }

  /** The message in a language. */
  in(language: Language): string {
    return fill((language === 'zh' ? zh : en)[this.#code], this.#values);
  }
}

/** What was stored is not what comes back. Nothing may be built on it, so this always ends the process. */
export function damaged(what: string, cause?: unknown): ChainError {
  return new ChainError('store-damaged', { what }, cause);
}

/** Codes of the operating system for "no room": disk, quota, largest file. */
const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log (sqlite.org/rescode.html). */
const SQLITE_FULL = new Set<unknown>([13, 4874]);

/** A full disk under its code, or the error itself where it is something else. It passes: whatever met it is tried again. */
export function knownFull(error: unknown): unknown {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  if (!FULL.has(code) && !SQLITE_FULL.has(errcode)) return error;
  return new ChainError('storage-full', {}, error);
}

/** What an error says, in the languages that libraries and the system speak. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
