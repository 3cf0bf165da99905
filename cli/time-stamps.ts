import { FormatError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Certificate } from '../core/time-stamp/certificate.ts';
import type { BundledStamps, StampReport } from '../core/time-stamp/report.ts';
import { MAX_TIME_STAMPS_BYTES } from '../core/time-stamp/time-stamps.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { EXIT } from './exit.ts';
import { problemOf, readBody, type Service, send } from './service.ts';

/** The time stamps of a record's batch: from a file to judge, and from the service to hand on. */

export type StampOptions = { readonly timeStamps?: string; readonly tsaCa?: string };

/** Whoever pins must not believe that it counted. @throws CommandError `time-stamps-needed` */
export function checkStampOptions({ timeStamps, tsaCa }: StampOptions): void {
  if (tsaCa !== undefined && timeStamps === undefined) {
    throw failure('time-stamps-needed', {}, { exit: EXIT.usage });
  }
}

/** Certificates out of a file of one's own. @throws CommandError `file-unreadable`, `tsa-ca-refused` */
async function readAuthorities(path: string | undefined): Promise<Certificate[]> {
  if (path === undefined) return [];
  const { certificatesOfPem, MAX_PEM_BYTES } = await import('../core/time-stamp/certificate.ts');
  const pem = await readBounded(path, MAX_PEM_BYTES);
  try {
    return certificatesOfPem(new TextDecoder().decode(pem));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw failure('tsa-ca-refused', { path }, { exit: EXIT.undetermined, cause: error });
  }
}

/**
 * Judges the given file of time stamps against a verified receipt's batch.
 * @returns undefined where none was given
 * @throws CommandError `file-unreadable`, `tsa-ca-refused`
 */
export async function stampsOf(report: Report, options: StampOptions): Promise<StampReport | undefined> {
  const { timeStamps: path, tsaCa } = options;
  if (path === undefined) return undefined;
  // Loaded only here: most verifications have none.
  const { judgeTimeStamps } = await import('../core/time-stamp/judge.ts');
  const pinned = await readAuthorities(tsaCa);
  const file = await readBounded(path, MAX_TIME_STAMPS_BYTES);
  return judgeTimeStamps({ file, root: report.batch?.root, pinned, now: Date.now() });
}

/**
 * Judges the files of time stamps in a bundle.
 * @param reports of all its receipts
 * @throws CommandError `file-unreadable`, `tsa-ca-refused`
 */
export async function stampsOfBundle(
  files: ReadonlyMap<string, Uint8Array>,
  reports: readonly Report[],
  tsaCa: string | undefined,
): Promise<BundledStamps[]> {
  const pinned = await readAuthorities(tsaCa);
  if (files.size === 0) return [];
  const { judgeBundledStamps } = await import('../core/time-stamp/in-bundle.ts');
  return judgeBundledStamps(files, reports, pinned, Date.now());
}

/** The service's file for a record; undefined where it has none, or is too old to have any. */
export async function stampsOfService(service: Service, recordId: string): Promise<Buffer | undefined> {
  const answer = await send(service, { method: 'GET', path: `records/${recordId}/time-stamps` });
  if (answer.status === 200) return readBody(service, answer);
  const problem = await problemOf(service, answer);
  if (answer.status === 404) return undefined;
  throw problem;
}

/** Where the time stamps go that belong to a receipt: `x.json` has them in `x.time-stamps.json`. */
export const besideReceipt = (receipt: string): string =>
  `${receipt.replace(/\.json$/, '')}.time-stamps.json`;
