import type { FileDigests } from '../digests.ts';
import type { FileEntry } from '../file-entry.ts';
import type { GivenFile } from '../report.ts';

/** Holds given files against the disclosed ones. Names do not count: a copy under another name is the same file. */

const DIGEST = /^[0-9a-f]{64}$/;

function isWellFormed({ size, sha256, sm3 }: FileDigests): boolean {
  return (
    Number.isSafeInteger(size) &&
    size >= 0 &&
    typeof sha256 === 'string' &&
    DIGEST.test(sha256) &&
    (sm3 === undefined || (typeof sm3 === 'string' && DIGEST.test(sm3)))
  );
}

function matchFile(
  given: FileDigests,
  byDigest: ReadonlyMap<string, readonly (FileEntry & { index: number })[]>,
): GivenFile {
  // A misspelt digest would match nothing, and read as if the file had been changed.
  if (!isWellFormed(given)) return { given, matches: null, missing: 'correct-digests' };
  let undecided = false;
  for (const entry of byDigest.get(given.sha256) ?? []) {
    if (entry.size !== given.size) continue;
    // An entry made elsewhere may lack SM3: then there is nothing to hold the given one against.
    if (entry.sm3 === undefined || entry.sm3 === given.sm3) {
      return { given, matches: entry.index, name: entry.name };
    }
    undecided ||= given.sm3 === undefined;
  }
  return { given, matches: null, ...(undecided ? { missing: 'give-sm3' as const } : {}) };
}

export function matchFiles(
  given: readonly FileDigests[],
  disclosed: readonly (FileEntry | null)[],
): GivenFile[] {
  const byDigest = new Map<string, (FileEntry & { index: number })[]>();
  for (const [index, entry] of disclosed.entries()) {
    if (entry === null) continue;
    const same = byDigest.get(entry.sha256);
    if (same) same.push({ ...entry, index });
    else byDigest.set(entry.sha256, [{ ...entry, index }]);
  }
  return given.map((file) => matchFile(file, byDigest));
}
