import { p256 } from '@noble/curves/nist.js';
import { concat, fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from '../bytes.ts';
import { canonicalBytes, parseCanonical } from '../canonical.ts';
import { sha256 } from '../digests.ts';
import { FormatError } from '../errors.ts';
import { readHex, readHex0x, readInteger, readLiteral, readMembers, readText } from '../shape.ts';
import { MAX_SECONDS, type PersonKey, readId, readKey, readPersonId } from './key-list.ts';
import { type Assertion, assertionProblem } from './passkey.ts';

/**
 * A countersignature: a person's signed word that they stand behind a record in a role. It names the record by its
 * leaf hash, so every byte of the record, and the key list by its record ID, so nobody can put another list under it.
 * It counts once it is anchored itself, as the file of a record of kind `countersignature`. docs/FORMAT.md section 19.
 */
export const COUNTERSIGNATURE_FORMAT = 'jianzheng/countersignature/1';
export const COUNTERSIGNATURE_KIND = 'countersignature';
export const MAX_COUNTERSIGNATURE_BYTES = 16 * 1024;

export type CountersignatureStatement = {
  /** Unix seconds, by the signer's own clock: a claim. */
  readonly at: number;
  /** The key that signs, as in the key list. */
  readonly key: string;
  /** Record ID of the key list, 64 hex digits. */
  readonly keyList: string;
  /** 0x address of the ledger contract: it belongs to one founding document. */
  readonly ledger: string;
  readonly person: string;
  /** Of the record that is signed, 64 hex digits. */
  readonly recordId: string;
  readonly role: string;
};

/** `signature`: r ‖ s, 64 bytes as hex, s in the lower half of the order. */
type Proof =
  | { readonly type: 'p256'; readonly signature: string }
  /** base64url without padding, as the authenticator gave them. */
  | {
      readonly type: 'passkey';
      readonly authenticatorData: string;
      readonly clientDataJSON: string;
      readonly signature: string;
    };

export type Countersignature = CountersignatureStatement & {
  readonly format: typeof COUNTERSIGNATURE_FORMAT;
  readonly proof: Proof;
};

function messageOf(statement: CountersignatureStatement): Uint8Array {
  const { at, key, keyList, ledger, person, recordId, role } = statement;
  const format = COUNTERSIGNATURE_FORMAT;
  const bytes = canonicalBytes({ at, format, key, keyList, ledger, person, recordId, role });
  return concat(utf8(format), Uint8Array.of(0), bytes);
}

/** What a passkey is asked to sign, 32 bytes: SHA-256 of the format, a zero byte and the canonical statement. */
export function passkeyChallenge(statement: CountersignatureStatement): Uint8Array {
  return sha256(messageOf(statement));
}

function readBase64Url(value: unknown, where: string, most: number): string {
  const text = readText(value, where, /^[A-Za-z0-9_-]+$/, 'base64url');
  if (fromBase64Url(text).length <= most) return text;
  throw new FormatError('member-invalid', `${where} is longer than ${most} bytes`, { details: { where } });
}

function readProof(value: unknown, where: string): Proof {
  const { type } = readMembers(value, where, ['signature', 'type'], ['authenticatorData', 'clientDataJSON']);
  if (type === 'passkey') {
    const members = readMembers(value, where, ['authenticatorData', 'clientDataJSON', 'signature', 'type']);
    return {
      authenticatorData: readBase64Url(members.authenticatorData, `${where}.authenticatorData`, 1024),
      clientDataJSON: readBase64Url(members.clientDataJSON, `${where}.clientDataJSON`, 4096),
      signature: readHex(members.signature, `${where}.signature`, 64),
      type,
    };
  }
  const members = readMembers(value, where, ['signature', 'type']);
  return {
    signature: readHex(members.signature, `${where}.signature`, 64),
    type: readLiteral(members.type, `${where}.type`, 'p256'),
  };
}

/** One out of parsed JSON, whether or not its signature holds. @throws FormatError `member-invalid`, `base64url-invalid` */
export function readCountersignature(value: unknown): Countersignature {
  const where = 'countersignature';
  const members = readMembers(value, where, [
    'at',
    'format',
    'key',
    'keyList',
    'ledger',
    'person',
    'proof',
    'recordId',
    'role',
  ]);
  return {
    at: readInteger(members.at, `${where}.at`, 0, MAX_SECONDS),
    format: readLiteral(members.format, `${where}.format`, COUNTERSIGNATURE_FORMAT),
    key: readKey(members.key, `${where}.key`),
    keyList: readHex(members.keyList, `${where}.keyList`, 32),
    ledger: readHex0x(members.ledger, `${where}.ledger`, 20),
    person: readPersonId(members.person, `${where}.person`),
    proof: readProof(members.proof, `${where}.proof`),
    recordId: readHex(members.recordId, `${where}.recordId`, 32),
    role: readId(members.role, `${where}.role`),
  };
}

/** Parses the file. @throws FormatError those of `parseCanonical` and `readCountersignature` */
export function parseCountersignature(bytes: Uint8Array): Countersignature {
  return readCountersignature(parseCanonical(bytes, { maxBytes: MAX_COUNTERSIGNATURE_BYTES }));
}

/** The bytes of the file. @throws FormatError those of `readCountersignature` */
export function countersignatureFile(countersignature: Countersignature): Uint8Array {
  return canonicalBytes(readCountersignature(countersignature));
}

function signedBy(key: string, message: Uint8Array, signature: string): boolean {
  try {
    return p256.verify(fromHex(signature), message, fromHex(key), { lowS: true });
  } catch {
    return false;
  }
}

/**
 * What is wrong with a signature, as both values; undefined where it holds. Never throws.
 * @param listed the key as the list has it: there stands of what kind it is, and for which pages
 */
export function signatureProblem(
  countersignature: Countersignature,
  listed: PersonKey,
): { readonly expected: string; readonly found: string } | undefined {
  const { proof, key } = countersignature;
  if (proof.type !== listed.type || key !== listed.key) {
    return { expected: `${listed.type} ${listed.key}`, found: `${proof.type} ${key}` };
  }
  const forged = { expected: `signed by ${key}`, found: 'signature-invalid' };
  const message = messageOf(countersignature);
  if (proof.type === 'p256' || listed.type === 'p256') {
    return signedBy(key, message, proof.signature) ? undefined : forged;
  }
  const assertion: Assertion = {
    authenticatorData: fromBase64Url(proof.authenticatorData),
    clientDataJSON: fromBase64Url(proof.clientDataJSON),
  };
  const problem = assertionProblem(assertion, listed, sha256(message));
  if (problem) return problem;
  const signed = concat(assertion.authenticatorData, sha256(assertion.clientDataJSON));
  return signedBy(key, signed, proof.signature) ? undefined : forged;
}

/** The public key of a P-256 private key (32 bytes), as a key list has it. @throws FormatError `private-key-invalid` */
export function personKeyOf(privateKey: Uint8Array): string {
  if (!p256.utils.isValidSecretKey(privateKey)) {
    throw new FormatError('private-key-invalid', 'Not a P-256 private key');
  }
  return toHex(p256.getPublicKey(privateKey, true));
}

/**
 * Signs with a key of a file.
 * @param privateKey 32 bytes
 * @throws FormatError `private-key-invalid`, and those of `readCountersignature`
 */
export function signCountersignature(
  statement: Omit<CountersignatureStatement, 'key'>,
  privateKey: Uint8Array,
): Countersignature {
  const whole = { ...statement, key: personKeyOf(privateKey) };
  const signature = toHex(p256.sign(messageOf(whole), privateKey, { lowS: true }));
  return readCountersignature({
    ...whole,
    format: COUNTERSIGNATURE_FORMAT,
    proof: { signature, type: 'p256' },
  });
}

/**
 * A countersignature out of what a passkey answered to `passkeyChallenge`.
 * @param answer its `signature` is DER with s in either half (WebAuthn section 6.5.5): the lower one is kept
 * @throws FormatError `signature-invalid`, and those of `readCountersignature`
 */
export function withPasskey(
  statement: CountersignatureStatement,
  answer: Assertion & { readonly signature: Uint8Array },
): Countersignature {
  let signature: Uint8Array;
  try {
    const { r, s } = p256.Signature.fromBytes(answer.signature, 'der');
    const { ORDER } = p256.Point.Fn;
    signature = new p256.Signature(r, s > ORDER / 2n ? ORDER - s : s).toBytes('compact');
  } catch (cause) {
    throw new FormatError('signature-invalid', 'Not a signature in DER', { cause });
  }
  return readCountersignature({
    ...statement,
    format: COUNTERSIGNATURE_FORMAT,
    proof: {
      authenticatorData: toBase64Url(answer.authenticatorData),
      clientDataJSON: toBase64Url(answer.clientDataJSON),
      signature: toHex(signature),
      type: 'passkey',
    },
  });
}
