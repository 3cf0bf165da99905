import { FormatError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { StampReport } from '../core/time-stamp/report.ts';
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

/**
 * Judges the given file of time stamps against a verified receipt's batch.
 * @returns undefined where none was given
 * @throws CommandError `file-unreadable`, `tsa-ca-refused`
 */
export async function stampsOf(report: Report, options: StampOptions): Promise<StampReport | undefined> {
  const { timeStamps: path, tsaCa } = options;
  if (path === undefined) return undefined;
  // Loaded only here: most verifications have none.
  const [{ judgeTimeStamps }, { certificatesOfPem, MAX_PEM_BYTES }] = await Promise.all([
    import('../core/time-stamp/judge.ts'),
    import('../core/time-stamp/certificate.ts'),
  ]);
  const pem = tsaCa === undefined ? undefined : await readBounded(tsaCa, MAX_PEM_BYTES);
  try {
    return await judgeTimeStamps({
      file: await readBounded(path, MAX_TIME_STAMPS_BYTES),
      root: report.batch?.root,
      pinned: pem ? certificatesOfPem(new TextDecoder().decode(pem)) : [],
      now: Date.now(),
    });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw failure('tsa-ca-refused', { path: tsaCa ?? '' }, { exit: EXIT.undetermined, cause: error });
  }
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
