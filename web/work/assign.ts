import type { FileDigests } from '../../core/digests.ts';
import type { SignatureFiles } from '../../core/persons/at-hand.ts';
import { signedRecords } from '../../core/persons/beside.ts';
import type { SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import type { Outcome } from './verify-messages.ts';

/**
 * Verifies receipts against files that were given together. One receipt answers for all files. Of several, each is
 * given those that it shows; a file that none shows is `loose`, and belongs to no report. Beside each report stands what
 * persons signed of its record, out of what was given of that.
 */
export function verifyTogether(
  receipts: readonly Uint8Array[],
  files: readonly FileDigests[],
  trust: Trust,
  given: SignatureFiles,
): Outcome {
  const sealCache: SealCache = new Map();
  const { reports, loose } = assign(receipts, files, trust, sealCache);
  return { reports, loose, ...signedRecords(reports, given, { trust, sealCache }) };
}

function assign(
  receipts: readonly Uint8Array[],
  files: readonly FileDigests[],
  trust: Trust,
  sealCache: SealCache,
): Pick<Outcome, 'reports' | 'loose'> {
  const [only] = receipts;
  if (receipts.length === 1 && only) {
    return { reports: [verify({ receipt: only, files, trust, sealCache })], loose: [] };
  }
  const taken = new Set<number>();
  const reports = receipts.map((receipt) => {
    const shown = verify({ receipt, files, trust, sealCache }).files.flatMap((file, index) =>
      file.matches !== null || file.missing !== undefined ? [index] : [],
    );
    for (const index of shown) taken.add(index);
    return verify({ receipt, files: shown.map((index) => files[index]!), trust, sealCache });
  });
  return { reports, loose: files.flatMap((_, index) => (taken.has(index) ? [] : [index])) };
}
