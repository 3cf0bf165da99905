import { toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { decodeHeader, type Header } from '../header.ts';
import { blockHash, checkSeals, quorum, type SealCache } from '../qbft.ts';
import type { EvidenceRecord } from '../record.ts';
import type { Anchor } from './anchor.ts';
import { type Checklist, codeOf } from './checklist.ts';
import type { VerifierTrust } from './trust.ts';

/** The header, if it is the block that the record names: same hash, same number. */
function readNamed(checks: Checklist, bytes: Uint8Array, record: EvidenceRecord): Header | undefined {
  const { number, hash } = record.notBefore;
  return checks.attempt('notBefore.hash', `${number} ${hash}`, () => {
    const header = decodeHeader(bytes);
    const found = `${header.number} ${toHex0x(blockHash(header))}`;
    if (found !== `${number} ${hash}`) {
      throw new FormatError('block-other', 'The header is not the block that the record names', {
        details: { block: found },
      });
    }
    return header;
  });
}

/**
 * Nothing in this header says which set was in force, but the bundle's links do: the last set whose change lies before
 * the block. That it was sealed at all is what keeps its hash from having been made up before.
 */
function checkSealed(
  checks: Checklist,
  header: Header,
  anchoredBy: number,
  trust: VerifierTrust,
  cache: SealCache,
): void {
  const version = trust.changedAt.filter((block) => BigInt(block) < header.number).length;
  const set = trust.sets[version - 1] ?? [];
  const expected = `>= ${quorum(set.length)} of ${set.length}, set ${version}`;
  try {
    const signers = checkSeals(header, set, cache);
    checks.record('notBefore.seals', 'pass', {
      expected,
      found: `${signers.length} of ${set.length}, set ${version}`,
    });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // With the anchor's set beyond the bundle, this block's set may be beyond it too.
    const later = version === trust.sets.length && anchoredBy > version;
    checks.record('notBefore.seals', later ? 'unknown' : 'fail', { expected, found: codeOf(error) });
  }
}

/** All checks named `notBefore.*`. @returns the header, if it is the named one */
export function checkNotBefore(
  checks: Checklist,
  bytes: Uint8Array,
  record: EvidenceRecord,
  anchor: Anchor | undefined,
  trust: VerifierTrust,
  cache: SealCache,
): Header | undefined {
  const header = readNamed(checks, bytes, record);
  if (!header || !anchor) return header;
  const earlier = header.number < anchor.header.number && header.timestamp <= anchor.header.timestamp;
  checks.record('notBefore.order', earlier ? 'pass' : 'fail', {
    expected: `block < ${anchor.header.number}, time <= ${anchor.header.timestamp}`,
    found: `block ${header.number}, time ${header.timestamp}`,
  });
  if (anchor.event) checkSealed(checks, header, anchor.event.sealedBy, trust, cache);
  return header;
}
