import { FormatError } from '../core/errors.ts';
import { en } from '../language/command.ts';
import { CommandError, type CommandErrorCode, failure } from './command-error.ts';

/**
 * Runs a reader of `core`, and says its refusal in this command's words: by the code's own sentence where there is
 * one, else by the general one that names the code.
 */
export function orRefuse<Value>(general: CommandErrorCode, path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const where = typeof error.details.where === 'string' ? ` (${error.details.where})` : '';
    const values = { ...(error.details as Record<string, string>), path, reason: `${error.code}${where}` };
    if (Object.hasOwn(en, `error.${error.code}`)) {
      throw new CommandError(error.code, { values, cause: error });
    }
    throw failure(general, values, { cause: error });
  }
}
