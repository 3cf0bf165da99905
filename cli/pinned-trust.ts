import { FormatError } from '../core/errors.ts';
import { openTrust, type Trust } from '../core/trust.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { EXIT } from './exit.ts';

/** The trust bundle whose fingerprint this machine's user has compared. */

const MAX_TRUST_BYTES = 16 * 1024 * 1024;

/** Opens a pinned bundle. One that does not hold decides nothing. @throws CommandError `file-unreadable`, `trust-refused` */
export async function openPinned(path: string): Promise<Trust> {
  const bytes = await readBounded(path, MAX_TRUST_BYTES);
  try {
    return openTrust(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw failure('trust-refused', { path, reason: error.code }, { exit: EXIT.undetermined, cause: error });
  }
}
