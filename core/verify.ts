import { toHex, toHex0x } from './bytes.ts';
import { canonicalBytes } from './canonical.ts';
import type { FileDigests } from './digests.ts';
import type { Header } from './header.ts';
import { kindState } from './kind-check.ts';
import { leafHash, rootFromPath } from './merkle.ts';
import { type OpenedRecord, openDisclosures } from './opened-record.ts';
import { blockHash, type SealCache } from './qbft.ts';
import { parseReceipt, RECEIPT_FORMAT, type ReceiptParts } from './receipt.ts';
import { claimNames, type EvidenceRecord, RECORD_FORMAT, readRecord } from './record.ts';
import type { Check, GivenFile, NextStep, Report, Verdict } from './report.ts';
import { type Anchor, checkAnchor } from './verify/anchor.ts';
import { type Checklist, checklist } from './verify/checklist.ts';
import { matchFiles } from './verify/files.ts';
import { checkNotBefore } from './verify/not-before.ts';
import type { VerifierTrust } from './verify/trust.ts';

/**
 * Verifies a receipt offline. Everything in it was chosen by whoever hands it over; the trust bundle alone was not.
 * Each check binds one more part: the record's bytes to the batch's root, the root to a log, the log to a block, the
 * block to the seals of a set that the bundle knows, and the log's emitter to the chain that the bundle founded.
 */

function checkInclusion(
  checks: Checklist,
  parts: ReceiptParts,
  leaf: Uint8Array,
  anchor: Anchor | undefined,
): void {
  const event = anchor?.event;
  if (!event) return;
  const { index, path } = parts.inclusion;
  const found = rootFromPath({ leaf, index, size: event.size, path });
  checks.same(
    'batch.inclusion',
    toHex(event.root),
    found ? toHex(found) : `path-misfit index=${index} size=${event.size} hashes=${path.length}`,
  );
}

function checkFiles(checks: Checklist, files: readonly GivenFile[], opened: OpenedRecord): void {
  const disclosed = opened.files.filter((file) => file !== null).length;
  const matched = files.filter((file) => file.matches !== null).length;
  const values = { expected: `${files.length} of ${files.length}`, found: `${matched} of ${files.length}` };
  if (files.length === 0) checks.record('files.match', 'unknown', { expected: '>= 1', found: '0' });
  // Nothing was shown that a file could differ from: "differs" would accuse it without a comparison.
  else if (disclosed === 0)
    checks.record('files.match', 'unknown', { expected: '>= 1 disclosed', found: '0' });
  else if (matched === files.length) checks.record('files.match', 'pass', values);
  else if (files.some((file) => file.matches === null && file.missing === undefined)) {
    checks.record('files.match', 'fail', values);
  } else checks.record('files.match', 'unknown', values);
}

/** A receipt that fails is INVALID whatever the files; one that holds, but not for all we know, decides nothing. */
function verdictOf(checks: readonly Check[]): Verdict {
  const ofReceipt = checks.filter((check) => check.name !== 'files.match');
  if (ofReceipt.some((check) => check.outcome === 'fail')) return 'INVALID';
  if (ofReceipt.some((check) => check.outcome !== 'pass')) return 'UNDETERMINED';
  const files = checks.find((check) => check.name === 'files.match');
  if (files?.outcome === 'pass') return 'VERIFIED';
  return files?.outcome === 'fail' ? 'MISMATCH' : 'UNDETERMINED';
}

function nextStep(
  verdict: Verdict,
  checks: readonly Check[],
  files: readonly GivenFile[],
  hidden: number,
): NextStep | undefined {
  const outcome = (name: Check['name']) => checks.find((check) => check.name === name)?.outcome;
  if (verdict === 'VERIFIED') return undefined;
  if (verdict === 'INVALID') return outcome('anchor.emitter') === 'fail' ? 'check-trust' : 'ask-for-receipt';
  if (verdict === 'MISMATCH') return hidden > 0 ? 'check-hidden-files' : 'check-file';
  if (outcome('anchor.set') === 'unknown') return 'update-trust';
  if (files.length === 0) return 'give-file';
  return files.find((file) => file.missing !== undefined)?.missing ?? 'ask-for-disclosure';
}

function contentOf(record: EvidenceRecord, opened: OpenedRecord): Partial<Report> {
  const hiddenClaims = claimNames(record).filter((name) => !Object.hasOwn(opened.claims, name));
  const template = kindState(record.kind, opened.claims, hiddenClaims);
  return {
    agency: record.agency,
    kind: record.kind,
    ...(opened.case === undefined ? {} : { case: opened.case }),
    ...(opened.link === undefined ? {} : { link: opened.link }),
    claims: opened.claims,
    disclosed: opened.files,
    hidden: {
      case: opened.case === undefined,
      link: opened.link === undefined,
      claims: hiddenClaims,
      files: opened.files.filter((file) => file === null).length,
    },
    ...(template ? { template } : {}),
  };
}

function anchorOf(anchor: Anchor, index: number, notBefore: Header, trust: VerifierTrust): Partial<Report> {
  const { header, hash, parentTime, event, signers } = anchor;
  const validators = event ? (trust.sets[event.sealedBy - 1]?.length ?? 0) : 0;
  const earlier = {
    number: Number(notBefore.number),
    hash: toHex0x(blockHash(notBefore)),
    time: Number(notBefore.timestamp),
  };
  return {
    ...(event
      ? { batch: { sequence: event.sequence, root: toHex(event.root), size: event.size, index } }
      : {}),
    ...(parentTime === undefined
      ? {}
      : {
          interval: {
            notBefore: earlier,
            anchored: { number: Number(header.number), hash, time: Number(header.timestamp), parentTime },
          },
        }),
    ...(event && signers
      ? {
          sealedBy: {
            version: event.sealedBy,
            seals: signers.length,
            validators,
            single: validators === 1,
            signers,
          },
        }
      : {}),
  };
}

/**
 * Verifies a receipt, and files against it. Never throws, whatever the receipt's bytes are.
 * @param input `receipt`: the file's bytes; `files`: digests of the files in question; `trust`: from a bundle that the
 *   verifier got from elsewhere; `sealCache`: pass the same one again to recover the seals of a block only once
 */
export function verify(input: {
  receipt: Uint8Array;
  files: readonly FileDigests[];
  trust: VerifierTrust;
  sealCache?: SealCache;
}): Report {
  const { trust } = input;
  const cache = input.sealCache ?? new Map();
  const checks = checklist();
  const parts = checks.attempt('receipt.canonical', RECEIPT_FORMAT, () => parseReceipt(input.receipt));
  const record = parts && checks.attempt('record.format', RECORD_FORMAT, () => readRecord(parts.record));
  const leaf = record && leafHash(canonicalBytes(record));
  const opened =
    record &&
    checks.attempt('disclosures.match', String(parts.disclosures.length), () =>
      openDisclosures(record, parts.disclosures),
    );
  const anchor = parts && checkAnchor(checks, parts.anchor, record?.agency, trust, cache);
  if (leaf) checkInclusion(checks, parts, leaf, anchor);
  const notBefore = record && checkNotBefore(checks, parts.notBefore, record, anchor, trust, cache);
  const files = matchFiles(input.files, opened?.files ?? []);
  if (opened) checkFiles(checks, files, opened);

  const list = checks.list();
  const verdict = verdictOf(list);
  const next = nextStep(verdict, list, files, opened?.files.filter((file) => file === null).length ?? 0);
  const base = {
    verdict,
    checks: list,
    ...(next === undefined ? {} : { next }),
    ...(leaf === undefined ? {} : { recordId: toHex(leaf) }),
  };
  if (verdict === 'INVALID' || !opened || !anchor || !notBefore) {
    // What an invalid receipt says about a file must not be repeated as if it meant anything.
    return { ...base, files: input.files.map((given) => ({ given, matches: null })) };
  }
  return {
    ...base,
    files,
    ...contentOf(record, opened),
    ...anchorOf(anchor, parts.inclusion.index, notBefore, trust),
  };
}
