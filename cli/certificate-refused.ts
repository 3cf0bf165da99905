import { FormatError } from '../core/errors.ts';
import { failure } from './command-error.ts';
import { EXIT } from './exit.ts';

/** Why nothing is put on paper of a receipt, as an end that the user can do something about. */
export function notProved(error: unknown, path: string): unknown {
  if (!(error instanceof FormatError)) return error;
  const { code, details } = error;
  const values = { path, checks: String(details.checks) };
  if (code === 'certificate-receipt-undetermined')
    return failure(code, values, { exit: EXIT.undetermined, cause: error });
  return failure('certificate-receipt-invalid', values, { exit: EXIT.invalid, cause: error });
}
