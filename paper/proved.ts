import { FormatError } from '../core/errors.ts';
import type { SealCache } from '../core/qbft.ts';
import type { Report } from '../core/report.ts';
import type { Trust } from '../core/trust.ts';
import { verify } from '../core/verify.ts';

/** What a receipt proves: a report in which every check of the receipt has passed. */
export type Proved = Report &
  Required<
    Pick<
      Report,
      'recordId' | 'agency' | 'kind' | 'claims' | 'disclosed' | 'hidden' | 'batch' | 'interval' | 'sealedBy'
    >
  >;

/**
 * Nothing is put on paper of a receipt that does not verify.
 * @throws FormatError `certificate-receipt-invalid`, `certificate-receipt-undetermined`, naming the checks that did not
 *   pass
 */
export function provedBy(receipt: Uint8Array, trust: Trust, sealCache?: SealCache): Proved {
  const report = verify({ receipt, files: [], trust, ...(sealCache ? { sealCache } : {}) });
  const open = report.checks.filter(({ name, outcome }) => outcome !== 'pass' && name !== 'files.match');
  if (open.length === 0) return report as Proved;
  const checks = open.map(({ name }) => name).join(', ');
  const code =
    report.verdict === 'INVALID' ? 'certificate-receipt-invalid' : 'certificate-receipt-undetermined';
  throw new FormatError(code, `The receipt does not verify: ${checks}`, { details: { checks } });
}
