import { toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { decodeHeader, type Header } from '../header.ts';
import { blockHash, checkSeals, type SealCache } from '../qbft.ts';
import type { EvidenceRecord } from '../record.ts';
import type { VerifierTrust } from '../verify.ts';
import type { Anchor } from './anchor.ts';
import { type Checklist, codeOf } from './checklist.ts';

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
 * Nothing in this header says which set was in force. Any set up to the anchor's will do: that a quorum sealed the
 * block at all is what keeps its hash from having been made up before.
 */
function checkSomeSet(
  checks: Checklist,
  header: Header,
  newest: number,
  trust: VerifierTrust,
  cache: SealCache,
): void {
  const expected = `quorum of a set from 1 to ${newest}`;
  const known = Math.min(newest, trust.sets.length);
  let problem = 'no set';
  for (let version = known; version >= 1; version--) {
    const set = trust.sets[version - 1]!;
    try {
      const signers = checkSeals(header, set, cache);
      checks.record('notBefore.seals', 'pass', {
        expected,
        found: `${signers.length} of ${set.length}, set ${version}`,
      });
      return;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      // What the newest known set says is the most telling: older ones mostly find foreign seals.
      if (version === known) problem = codeOf(error);
    }
  }
  // A later set, which the bundle does not know, may have sealed it.
  checks.record('notBefore.seals', newest > known ? 'unknown' : 'fail', { expected, found: problem });
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
  if (anchor.event) checkSomeSet(checks, header, anchor.event.sealedBy, trust, cache);
  return header;
}
