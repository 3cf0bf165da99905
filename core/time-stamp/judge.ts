import { sha256 } from '@noble/hashes/sha2.js';
import { equal, fromHex, toHex } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import type { Outcome } from '../report.ts';
import { type Certificate, otherPurpose } from './certificate.ts';
import { leadsToPinned } from './path.ts';
import { STAMP_CHECKS, type StampCheck, type StampCheckName, type StampReport } from './report.ts';
import { UnknownAlgorithm } from './signature.ts';
import { parseTimeStamps } from './time-stamps.ts';
import { readToken, signatureFault, signerCertificate, type Token } from './token.ts';

/**
 * Judges the time stamps of a batch: the first is over its root, each next one over the one before it, made while the
 * certificate of that one was valid (as RFC 4998 does in its section 5.2). An authority is believed only where the
 * verifier pinned it, as the trust bundle is.
 */

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const ORDER: readonly Outcome[] = ['fail', 'unknown', 'pass', 'skipped'];

type Stamp = { readonly token: Token; readonly certificate: Certificate };
type Note = (
  name: StampCheckName,
  outcome: Outcome,
  values?: { readonly expected?: string; readonly found?: string },
) => void;

const day = (ms: number): string => {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? '?' : time.toISOString();
};

/** What a token is about, as the digest that it must hold. */
export const imprintOf = (subject: Uint8Array): Uint8Array => sha256(subject);

/** The worst outcome of each check, over all tokens. */
function notes(): { note: Note; list(): StampCheck[] } {
  const worst = new Map<StampCheckName, StampCheck>();
  return {
    note(name, outcome, values = {}) {
      const before = worst.get(name);
      if (before && ORDER.indexOf(before.outcome) <= ORDER.indexOf(outcome)) return;
      worst.set(name, { name, outcome, ...values });
    },
    list: () => STAMP_CHECKS.map((name) => worst.get(name) ?? { name, outcome: 'skipped' }),
  };
}

async function judgeSignature(note: Note, token: Token, certificate: Certificate): Promise<void> {
  try {
    const fault = await signatureFault(token, certificate);
    note('stamp.signature', fault ? 'fail' : 'pass', fault ? { found: fault } : {});
  } catch (error) {
    if (!(error instanceof UnknownAlgorithm)) throw error;
    note('stamp.signature', 'unknown', { found: error.message });
  }
}

function judgeCertificate(note: Note, { time }: Token, certificate: Certificate): void {
  const purpose = otherPurpose(certificate);
  const span = `${day(certificate.notBefore)} – ${day(certificate.notAfter)}`;
  if (purpose !== undefined) {
    note('stamp.certificate', 'fail', { expected: 'timeStamping, critical', found: purpose });
  } else if (time < certificate.notBefore || time > certificate.notAfter) {
    note('stamp.certificate', 'fail', { expected: span, found: day(time) });
  } else note('stamp.certificate', 'pass');
}

async function judgeChain(note: Note, stamp: Stamp, pinned: readonly Certificate[]): Promise<void> {
  if (pinned.length === 0) {
    note('stamp.chain', 'unknown', { expected: '>= 1 pinned certificate', found: '0' });
    return;
  }
  try {
    const { token, certificate } = stamp;
    const leads = await leadsToPinned(certificate, token.certificates, pinned, token.time);
    note('stamp.chain', leads ? 'pass' : 'fail');
  } catch (error) {
    if (!(error instanceof UnknownAlgorithm)) throw error;
    note('stamp.chain', 'unknown', { found: error.message });
  }
}

async function judgeToken(
  note: Note,
  bytes: Uint8Array,
  subject: Uint8Array,
  pinned: readonly Certificate[],
): Promise<Stamp | undefined> {
  let token: Token;
  try {
    token = readToken(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    note('stamp.format', 'fail', { found: error.code });
    return undefined;
  }
  note('stamp.format', 'pass');
  const expected = imprintOf(subject);
  const { oid, digest } = token.imprint;
  if (oid !== SHA_256) note('stamp.imprint', 'fail', { expected: SHA_256, found: oid });
  else {
    const outcome = equal(digest, expected) ? 'pass' : 'fail';
    note('stamp.imprint', outcome, { expected: toHex(expected), found: toHex(digest) });
  }
  const certificate = signerCertificate(token, pinned);
  if (!certificate) {
    note('stamp.signature', 'unknown', { found: 'no certificate' });
    return undefined;
  }
  await judgeSignature(note, token, certificate);
  judgeCertificate(note, token, certificate);
  await judgeChain(note, { token, certificate }, pinned);
  return { token, certificate };
}

/** Each was renewed in time, and the last one is still within the time of its certificate. */
function judgeRenewal(note: Note, stamps: readonly Stamp[], now: number): void {
  stamps.forEach(({ token, certificate }, index) => {
    const next = stamps[index + 1];
    const until = day(certificate.notAfter);
    if (!next) {
      const ended = now > certificate.notAfter;
      note('stamp.renewal', ended ? 'unknown' : 'pass', { expected: `<= ${until}`, found: day(now) });
    } else if (next.token.time < token.time || next.token.time > certificate.notAfter) {
      const expected = `${day(token.time)} – ${until}`;
      note('stamp.renewal', 'fail', { expected, found: day(next.token.time) });
    } else note('stamp.renewal', 'pass');
  });
}

/**
 * Judges tokens. Never throws, whatever their bytes are.
 * @param root what the first token must be over: the bytes of the batch's root
 * @param pinned certificates that the verifier got from elsewhere than the tokens
 * @param now unix milliseconds
 */
export async function judgeTokens(
  tokens: readonly Uint8Array[],
  root: Uint8Array,
  pinned: readonly Certificate[],
  now: number,
): Promise<StampReport> {
  const { note, list } = notes();
  const stamps: Stamp[] = [];
  for (const [index, bytes] of tokens.entries()) {
    const stamp = await judgeToken(note, bytes, index === 0 ? root : tokens[index - 1]!, pinned);
    if (stamp) stamps.push(stamp);
  }
  if (stamps.length === tokens.length) judgeRenewal(note, stamps, now);
  const checks = list();
  if (checks.some(({ outcome }) => outcome === 'fail')) return { outcome: 'fails', checks };
  if (checks.some(({ outcome }) => outcome !== 'pass')) return { outcome: 'unjudged', checks };
  const times = stamps.map(({ token, certificate }) => ({
    time: Math.floor(token.time / 1000),
    accuracy: Math.ceil(token.accuracyMs / 1000),
    serial: token.serial,
    policy: token.policy,
    until: Math.floor(certificate.notAfter / 1000),
  }));
  return { outcome: 'holds', checks, times };
}

/**
 * Judges a file of time stamps. Never throws.
 * @param root the batch's root of a receipt that holds, 64 hex digits; undefined where none does: then nothing can be said
 */
export async function judgeTimeStamps(input: {
  file: Uint8Array;
  root: string | undefined;
  pinned: readonly Certificate[];
  now: number;
}): Promise<StampReport> {
  const { note, list } = notes();
  try {
    const tokens = parseTimeStamps(input.file);
    if (input.root !== undefined) {
      return await judgeTokens(tokens, fromHex(input.root), input.pinned, input.now);
    }
    note('stamp.format', 'pass');
    note('stamp.imprint', 'unknown');
    return { outcome: 'unjudged', checks: list() };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    note('stamp.format', 'fail', { found: error.code });
    return { outcome: 'fails', checks: list() };
  }
}
