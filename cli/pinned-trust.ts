import { FormatError } from '../core/errors.ts';
import type { SealCache } from '../core/qbft.ts';
import { openTrust, type Trust } from '../core/trust.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { EXIT } from './exit.ts';
import { problemOf, readBody, type Service, send } from './service.ts';

/** Trust bundles as the command meets them: pinned in a file, or offered by a service. */

export const MAX_TRUST_BYTES = 16 * 1024 * 1024;

/**
 * Opens a bundle. One that does not hold decides nothing, for or against the evidence.
 * @param from its path or origin, for the message
 * @throws CommandError `trust-refused`
 */
export function openPinned(bytes: Uint8Array, from: string, cache?: SealCache): Trust {
  try {
    return openTrust(bytes, cache);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw failure(
      'trust-refused',
      { path: from, reason: error.code },
      { exit: EXIT.undetermined, cause: error },
    );
  }
}

/** Reads and opens the bundle that somebody pinned. @throws CommandError `file-unreadable`, `trust-refused` */
export async function readPinned(
  path: string,
): Promise<{ readonly bytes: Uint8Array; readonly trust: Trust }> {
  const bytes = await readBounded(path, MAX_TRUST_BYTES);
  return { bytes, trust: openPinned(bytes, path) };
}

/** The bundle that a service hands out, unopened. @throws CommandError of the connection, and the service's own */
export async function bundleOfService(service: Service): Promise<Uint8Array> {
  const answer = await send(service, { method: 'GET', path: 'trust' });
  if (answer.status !== 200) throw await problemOf(service, answer);
  return readBody(service, answer);
}
