import type { FileDigests } from '../../core/digests.ts';
import type { RecordFile } from '../api.ts';

/** In what the service's record of a file differs from what this browser read, if in anything. */
export type Difference = 'name' | 'size' | 'sha256' | 'sm3' | 'missing';

/** The service answers in the order of the request. */
export function compareFile(
  sent: { readonly name: string; readonly digests: FileDigests },
  recorded: RecordFile | undefined,
): Difference | null {
  if (!recorded) return 'missing';
  const { size, sha256, sm3 } = sent.digests;
  if (recorded.size !== size) return 'size';
  if (recorded.sha256 !== sha256) return 'sha256';
  if (recorded.sm3 !== null && sm3 !== undefined && recorded.sm3 !== sm3) return 'sm3';
  // Same bytes under another name: less grave, and still not what was submitted.
  return recorded.name === sent.name ? null : 'name';
}
