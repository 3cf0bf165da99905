import { equal } from '../bytes.ts';
import { type Certificate, hasUnheeded, isIssuedBy, mayIssue } from './certificate.ts';

/** From a signer's certificate to one that the verifier pinned (RFC 5280 section 6, without policies and revocation). */

/** Whoever made the token chose its certificates: neither long ways nor many crossings are followed. */
const MAX_DEPTH = 6;
const MAX_SIGNATURES = 64;

const isValidAt = ({ notBefore, notAfter }: Certificate, time: number) =>
  notBefore <= time && time <= notAfter;

/**
 * Whether a certificate is pinned, or leads to one that is, at a time (unix ms). A pinned one is trusted for what it
 * is: the way ends there.
 * @throws UnknownAlgorithm where a signature on the way cannot be judged, and no other way leads there
 */
export async function leadsToPinned(
  signer: Certificate,
  others: readonly Certificate[],
  pinned: readonly Certificate[],
  time: number,
): Promise<boolean> {
  let left = MAX_SIGNATURES;
  let unknown: unknown;

  async function climb(from: Certificate, above: readonly Certificate[]): Promise<boolean> {
    if (!isValidAt(from, time) || hasUnheeded(from)) return false;
    if (pinned.some(({ bytes }) => equal(bytes, from.bytes))) return true;
    if (above.length >= MAX_DEPTH) return false;
    for (const issuer of [...pinned, ...others]) {
      if (issuer.subject !== from.issuer || above.includes(issuer) || !mayIssue(issuer, above.length))
        continue;
      left -= 1;
      if (left < 0) return false;
      try {
        if ((await isIssuedBy(from, issuer)) && (await climb(issuer, [...above, issuer]))) return true;
      } catch (error) {
        unknown = error;
      }
    }
    return false;
  }

  if (await climb(signer, [])) return true;
  if (unknown) throw unknown;
  return false;
}
