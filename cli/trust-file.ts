import { FormatError } from '../core/errors.ts';
import { openTrust, type Trust } from '../core/trust.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { EXIT } from './exit.ts';

const MAX_TRUST_BYTES = 16 * 1024 * 1024;

/**
 * Reads the bundle that somebody pinned, every link checked.
 * @throws CommandError `file-unreadable`, `trust-refused`
 */
export async function readTrustFile(
  path: string,
): Promise<{ readonly bytes: Uint8Array; readonly trust: Trust }> {
  const bytes = await readBounded(path, MAX_TRUST_BYTES);
  try {
    return { bytes, trust: openTrust(bytes) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw failure('trust-refused', { path, reason: error.code }, { exit: EXIT.undetermined, cause: error });
  }
}
