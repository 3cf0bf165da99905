import { readFile } from 'node:fs/promises';
import { type Difference, explainDifference, MAX_EXPLAINED_BYTES } from '../core/difference.ts';
import type { Report } from '../core/report.ts';
import type { LocalFile } from './local-files.ts';

/** For each file that a receipt does not show: the change that made it another, where one can be shown. */
export async function differencesOf(
  files: readonly LocalFile[],
  report: Report,
): Promise<(Difference | undefined)[]> {
  const { disclosed, verdict } = report;
  if (verdict !== 'MISMATCH' || !disclosed) return [];
  const found: (Difference | undefined)[] = [];
  for (const [index, { matches, missing }] of report.files.entries()) {
    const file = files[index];
    const looked = matches === null && missing === undefined && file && file.size <= MAX_EXPLAINED_BYTES;
    // A file that cannot be read a second time leaves the verdict as it is.
    const bytes = looked ? await readFile(file.path).catch(() => undefined) : undefined;
    found.push((bytes && explainDifference(bytes, disclosed)) ?? undefined);
  }
  return found;
}
