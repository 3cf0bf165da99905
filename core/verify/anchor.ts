import { agencyWord, type BatchAnchored, readBatchAnchored } from '../batch-anchored.ts';
import { toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import type { Header } from '../header.ts';
import { ledgerAt } from '../ledgers.ts';
import { blockHash, checkSeals, quorum, type SealCache } from '../qbft.ts';
import { openLog, openParent, readSealedLog, type SealedLogParts } from '../sealed-log.ts';
import type { Log } from '../transaction-receipt.ts';
import { type Checklist, codeOf } from './checklist.ts';
import type { VerifierTrust } from './trust.ts';

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

/**
 * The set in force comes from the log, since seals alone do not tell (a set and its successor share most members). The
 * bundle's links say which blocks each set may seal: keys that have left must not make new blocks with an old set.
 */
function setInForce(
  checks: Checklist,
  header: Header,
  sealedBy: number,
  trust: VerifierTrust,
): readonly string[] | undefined {
  const set = trust.sets[sealedBy - 1];
  if (set === undefined) {
    // Not a fault of the receipt: the chain has moved on since the bundle was exported.
    checks.record('anchor.set', 'unknown', {
      expected: `set 1..${trust.sets.length}`,
      found: `set ${sealedBy}`,
    });
    checks.record('anchor.seals', 'unknown', { expected: `quorum of set ${sealedBy}`, found: 'unknown set' });
    return undefined;
  }
  const first = (trust.changedAt[sealedBy - 1] ?? 0) + 1;
  const last = trust.changedAt[sealedBy];
  const number = Number(header.number);
  const inForce = number >= first && (last === undefined || number <= last);
  checks.record('anchor.set', inForce ? 'pass' : 'fail', {
    expected: `set ${sealedBy}: block ${first}..${last ?? ''}`,
    found: `set ${sealedBy}: block ${number}`,
  });
  return inForce ? set : undefined;
}

function readSigners(
  checks: Checklist,
  header: Header,
  set: readonly string[],
  cache: SealCache,
): readonly string[] | undefined {
  const expected = `>= ${quorum(set.length)} of ${set.length}`;
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
  const ledger = ledgerAt(trust.ledgers, Number(header.number));
  if (!checks.same('anchor.emitter', ledger, log.address)) return anchor;
  const event = checks.attempt('anchor.event', 'BatchAnchored', () => readBatchAnchored(log));
  if (!event) return anchor;
  if (agency !== undefined) checks.same('anchor.agency', agencyWord(agency), event.agency);
  const set = setInForce(checks, header, event.sealedBy, trust);
  const signers = set && readSigners(checks, header, set, cache);
  return { ...anchor, event, ...(signers ? { signers } : {}) };
}
