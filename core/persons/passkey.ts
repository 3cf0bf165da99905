import { toBase64Url, toHex, utf8 } from '../bytes.ts';
import { sha256 } from '../digests.ts';
import type { PersonKey } from './key-list.ts';

/**
 * What an authenticator says when it signs (WebAuthn Level 3, sections 5.8.1 and 6.1): which page asked, for which
 * challenge, under which relying party, and that somebody was there and shown to be the owner. docs/FORMAT.md section 19.
 */
export type Assertion = {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: Uint8Array;
};

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
/** Hash of the relying party, flags, counter; extensions may follow. */
const LEAST_AUTHENTICATOR_DATA = 37;

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * What is wrong with an assertion, whoever signed it, as the name of what differs and both values; undefined where
 * nothing is. Never throws.
 * @param challenge 32 bytes
 */
export function assertionProblem(
  { authenticatorData, clientDataJSON }: Assertion,
  { origin, rpId }: Extract<PersonKey, { type: 'passkey' }>,
  challenge: Uint8Array,
): { readonly expected: string; readonly found: string } | undefined {
  const client = parse(clientDataJSON);
  const differs = (name: string, expected: string, found: unknown) =>
    found === expected
      ? undefined
      : { expected: `${name} ${expected}`, found: `${name} ${String(found).slice(0, 200)}` };
  const flags = authenticatorData[32] ?? 0;
  return (
    // An assertion, no registration: both are signed.
    differs('type', 'webauthn.get', client.type) ??
    differs('challenge', toBase64Url(challenge), client.challenge) ??
    differs('origin', origin, client.origin) ??
    // A frame in a foreign page: the person may have seen something else.
    differs('crossOrigin', 'false', String(client.crossOrigin ?? false)) ??
    (authenticatorData.length < LEAST_AUTHENTICATOR_DATA
      ? { expected: `authenticatorData >= ${LEAST_AUTHENTICATOR_DATA}`, found: `${authenticatorData.length}` }
      : undefined) ??
    differs('rpIdHash', toHex(sha256(utf8(rpId))), toHex(authenticatorData.subarray(0, 32))) ??
    ((flags & USER_PRESENT) === 0 ? { expected: 'user-present', found: `flags ${flags}` } : undefined) ??
    ((flags & USER_VERIFIED) === 0 ? { expected: 'user-verified', found: `flags ${flags}` } : undefined)
  );
}
