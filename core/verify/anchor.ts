import { agencyWord, type BatchAnchored, readBatchAnchored } from '../batch-anchored.ts';
import { toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import type { Header } from '../header.ts';
import { blockHash, checkSeals, type SealCache } from '../qbft.ts';
import { openLog, openParent, readSealedLog, type SealedLogParts } from '../sealed-log.ts';
import type { Log } from '../transaction-receipt.ts';
import type { VerifierTrust } from '../verify.ts';
import { type Checklist, codeOf } from './checklist.ts';

/** What the anchor of a receipt says. Members are missing where the checks did not get that far. */
export type Anchor = {
  readonly header: Header;
  readonly hash: string;
  readonly parentTime?: number;
  readonly event?: BatchAnchored;
  /** Signers of the block, once they are a quorum of the right set. */
  readonly signers?: readonly string[];
};

function readHeader(checks: Checklist, value: unknown): { parts: SealedLogParts; hash: string } | undefined {
  return checks.attempt('anchor.header', 'QBFT header', () => {
    const parts = readSealedLog(value, 'receipt.anchor');
    return { parts, hash: toHex0x(blockHash(parts.header)) };
  });
}

/** A log counts only when its transaction succeeded: a failed one leaves none, so this can only be a forgery. */
function readLog(checks: Checklist, parts: SealedLogParts): Log | undefined {
  return checks.attempt('anchor.receipt', 'status=1', () => {
    const { succeeded, log } = openLog(parts);
    if (!succeeded) {
      throw new FormatError('transaction-failed', 'The transaction of the log failed', {
        details: { status: 0 },
      });
    }
    return log;
  });
}

function checkSet(
  checks: Checklist,
  header: Header,
  event: BatchAnchored,
  trust: VerifierTrust,
  cache: SealCache,
): readonly string[] | undefined {
  const { sealedBy } = event;
  const known = `1..${trust.sets.length}`;
  const set = trust.sets[sealedBy - 1];
  if (set === undefined) {
    // Not a fault of the receipt: the chain has moved on since the bundle was exported.
    checks.record('anchor.set', 'unknown', { expected: known, found: String(sealedBy) });
    checks.record('anchor.seals', 'unknown', { expected: `set ${sealedBy}`, found: 'unknown set' });
    return undefined;
  }
  checks.record('anchor.set', 'pass', { expected: known, found: String(sealedBy) });
  const expected = `quorum of ${set.length}, set ${sealedBy}`;
  try {
    const signers = checkSeals(header, set, cache);
    checks.record('anchor.seals', 'pass', { expected, found: `${signers.length} of ${set.length}` });
    return signers;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    checks.record('anchor.seals', 'fail', { expected, found: codeOf(error) });
    return undefined;
  }
}

/** All checks named `anchor.*`. */
export function checkAnchor(
  checks: Checklist,
  value: unknown,
  agency: string | undefined,
  trust: VerifierTrust,
  cache: SealCache,
): Anchor | undefined {
  const read = readHeader(checks, value);
  if (!read) return undefined;
  const { parts, hash } = read;
  const { header } = parts;
  const parent = checks.attempt('anchor.parent', toHex0x(header.parentHash), () =>
    openParent(header, parts.parent),
  );
  const anchor: Anchor = { header, hash, ...(parent ? { parentTime: Number(parent.timestamp) } : {}) };
  const log = readLog(checks, parts);
  if (!log) return anchor;
  // The emitter binds the receipt to its chain: a header names none, and keys may serve in a rehearsal too.
  if (!checks.same('anchor.emitter', trust.ledger, log.address)) return anchor;
  const event = checks.attempt('anchor.event', 'BatchAnchored', () => readBatchAnchored(log));
  if (!event) return anchor;
  if (agency !== undefined) checks.same('anchor.agency', agencyWord(agency), event.agency);
  const signers = checkSet(checks, header, event, trust, cache);
  return { ...anchor, event, ...(signers ? { signers } : {}) };
}
