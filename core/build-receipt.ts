import { toHex, toHex0x } from './bytes.ts';
import { FormatError } from './errors.ts';
import { encodeHeader, type Header } from './header.ts';
import type { SealCache } from './qbft.ts';
import { RECEIPT_FORMAT, receiptBytes } from './receipt.ts';
import type { EvidenceRecord } from './record.ts';
import type { Check } from './report.ts';
import type { SealedLog } from './sealed-log.ts';
import type { VerifierTrust } from './verify/trust.ts';
import { verify } from './verify.ts';

/**
 * Builds a receipt and verifies it before handing it out, as any stranger would: a receipt that fails would be kept
 * for years before anyone noticed. The bytes are canonical.
 * @param parts `path`: 32 bytes each, from the leaf's sibling up; `notBefore`: the sealed header that the record names
 * @throws FormatError `receipt-unprovable`, naming the checks that did not pass
 */
export function buildReceipt(
  parts: {
    record: EvidenceRecord;
    disclosures: readonly string[];
    inclusion: { index: number; path: readonly Uint8Array[] };
    anchor: SealedLog;
    notBefore: Header;
  },
  trust: VerifierTrust,
  sealCache?: SealCache,
): Uint8Array {
  const receipt = receiptBytes({
    anchor: parts.anchor,
    disclosures: parts.disclosures,
    format: RECEIPT_FORMAT,
    inclusion: { index: parts.inclusion.index, path: parts.inclusion.path.map(toHex) },
    notBefore: toHex0x(encodeHeader(parts.notBefore)),
    record: parts.record,
  });
  const { checks } = verify({ receipt, files: [], trust, ...(sealCache ? { sealCache } : {}) });
  const open = checks.filter(({ name, outcome }) => outcome !== 'pass' && name !== 'files.match');
  if (open.length > 0) {
    throw new FormatError(
      'receipt-unprovable',
      `Checks that did not pass: ${open.map(describe).join('; ')}`,
      {
        details: { checks: open.map(({ name }) => name) },
      },
    );
  }
  return receipt;
}

function describe({ name, outcome, expected, found }: Check): string {
  return `${name} ${outcome}${expected === undefined ? '' : ` (expected ${expected}, found ${found})`}`;
}
