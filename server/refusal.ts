import { JianzhengError } from '../core/errors.ts';
import type { ProblemCode } from '../language/problems.ts';

/** The service declines a request, under a code that the API documents. Whatever it had begun is undone. */
export class Refusal extends JianzhengError {
  declare readonly code: ProblemCode;

  constructor(
    code: ProblemCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(code, message, options);
  }
}

/** Codes of the operating system for "no room": disk, quota, largest file. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const UNUSABLE = new Set([
  'EROFS',
  'EIO',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'EISDIR',
  'ENOTDIR',
  'EEXIST',
  'ENOTEMPTY',
  'ERR_FS_EISDIR',
]);
/** SQLite's primary result codes (sqlite.org/rescode.html). */
const SQLITE_FULL = 13;
/** Its extended code for no room for the index of the write-ahead log. */
const SQLITE_IOERR_SHMSIZE = 4874;
/** Its file is no longer what SQLite wrote. */
const SQLITE_DAMAGED = new Set([11, 26]);
const SQLITE_UNUSABLE = new Set([5, 6, 8, 10, 14]);

/** A failure of the disk under a code of ours, or the failure itself where it is something else. */
export function storageRefusal(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof JianzhengError) return cause;
  const { code, errcode } = cause as { code?: unknown; errcode?: unknown };
  const primary = typeof errcode === 'number' ? errcode & 0xff : undefined;
  if (FULL.has(String(code)) || primary === SQLITE_FULL || errcode === SQLITE_IOERR_SHMSIZE) {
    return new Refusal('storage-full', 'No room is left where the service keeps its files', { cause });
  }
  if (primary !== undefined && SQLITE_DAMAGED.has(primary)) {
    return new Refusal('store-damaged', "The service's database is damaged", { cause });
  }
  if (UNUSABLE.has(String(code)) || (primary !== undefined && SQLITE_UNUSABLE.has(primary))) {
    return new Refusal('storage-unavailable', 'The folder of the service cannot be written', { cause });
  }
  return cause;
}
