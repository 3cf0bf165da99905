import { JianzhengError } from '../core/errors.ts';
import { Refusal, storageRefusal } from './refusal.ts';

/**
 * Why a file cannot be used, with its path, for whoever starts the service. What has a code of ours already stays.
 * @param damaged the code for a database that is no longer one
 */
export function fileFailure(
  path: string,
  cause: unknown,
  damaged: 'store-damaged' | 'file-unusable',
): JianzhengError {
  if (cause instanceof JianzhengError) return cause;
  const known = storageRefusal(cause);
  const seen = known instanceof Refusal ? known.code : undefined;
  const code =
    seen === 'storage-full' ? 'storage-full' : seen === 'store-damaged' ? damaged : 'file-unusable';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JianzhengError(code, `${path} cannot be used: ${reason}`, { cause, details: { path, reason } });
}
