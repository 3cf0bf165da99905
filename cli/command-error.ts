import { JianzhengError } from '../core/errors.ts';
import type { en } from '../language/command.ts';
import { EXIT, type ExitCode } from './exit.ts';

/** The codes of this command's own errors: those with a sentence `error.<code>` in language/command.ts. */
export type CommandErrorCode = {
  [Key in keyof typeof en]: Key extends `error.${infer Code}`
    ? Code extends `${string}.next`
      ? never
      : Code
    : never;
}[keyof typeof en];

/**
 * An end that the user can do something about. Either one of our own, whose sentences stand in language/command.ts, or
 * one that the service reported, with the sentences that came with it in the language we asked for.
 */
export class CommandError extends JianzhengError {
  readonly exit: ExitCode;
  /** The service's own words; without them the dictionary has the sentences. */
  readonly told: { readonly message: string; readonly next?: string } | undefined;

  constructor(
    code: string,
    options: {
      exit?: ExitCode;
      values?: Record<string, string | number>;
      told?: { message: string; next?: string };
      cause?: unknown;
    } = {},
  ) {
    super(code, options.told?.message ?? code, {
      ...(options.cause === undefined ? {} : { cause: options.cause }),
      details: options.values ?? {},
    });
    this.exit = options.exit ?? EXIT.failed;
    this.told = options.told;
  }
}

/** One of our own errors. */
export function failure(
  code: CommandErrorCode,
  values: Record<string, string | number> = {},
  options: { exit?: ExitCode; cause?: unknown } = {},
): CommandError {
  return new CommandError(code, { ...options, values });
}
