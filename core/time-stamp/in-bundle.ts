import { fromHex, toHex } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { Report } from '../report.ts';
import type { Certificate } from './certificate.ts';
import { imprintOf, judgeTimeStamps } from './judge.ts';
import type { BundledStamps } from './report.ts';
import { parseTimeStamps } from './time-stamps.ts';
import { readToken } from './token.ts';

/** Time stamps that came with many receipts: each file belongs to the batch whose root its first token is over. */

/** The digest that the first token is over, as hex; undefined where the file cannot be read. */
function firstImprint(file: Uint8Array): string | undefined {
  try {
    return toHex(readToken(parseTimeStamps(file)[0]!).imprint.digest);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
}

/**
 * Judges each file once, against the batch that it is over, however many there are of either.
 * @param files by path
 * @param reports of the receipts that came along; those that do not hold have no batch
 * @param pinned certificates of authorities, never from where the files came
 * @param now unix milliseconds
 */
export async function judgeBundledStamps(
  files: ReadonlyMap<string, Uint8Array>,
  reports: readonly Report[],
  pinned: readonly Certificate[],
  now: number,
): Promise<BundledStamps[]> {
  const batches = groupBy(
    reports.filter(({ batch, recordId }) => batch !== undefined && recordId !== undefined),
    ({ batch }) => batch!.root,
  );
  const roots = new Map([...batches.keys()].map((root) => [toHex(imprintOf(fromHex(root))), root]));
  const judged: BundledStamps[] = [];
  for (const [path, file] of files) {
    const root = roots.get(firstImprint(file) ?? '');
    const records = new Set((batches.get(root ?? '') ?? []).map(({ recordId }) => recordId!));
    const report = await judgeTimeStamps({ file, root, pinned, now });
    judged.push({ path, records: [...records], report });
  }
  return judged;
}
