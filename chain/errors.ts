import { JianzhengError } from '../core/errors.ts';
import { en, zh } from '../language/chain.ts';
import { fill, type Language } from '../language/language.ts';

/**
 * Why the chain cannot start or go on, each with the exit code that whoever supervises the process sees. The
 * message is one line for the operator: what is wrong and what to do.
 */
const EXIT_CODES = {
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
  'final-conflict': 19,
  'final-mismatch': 20,
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

/** What an error says, in the languages that libraries and the system speak. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
