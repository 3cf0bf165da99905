import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { personKeyOf } from '../core/persons/countersignature.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';

/** A person's key at rest: PKCS #8 under a password, in PEM, as OpenSSL and smart card tools read it. */

const MAX_PEM_BYTES = 16 * 1024;

/** The private scalar, 32 bytes. */
function secretOf(key: KeyObject): Uint8Array {
  const { d = '' } = key.export({ format: 'jwk' });
  return Buffer.from(d, 'base64url');
}

/** A fresh key. @returns its file and its public key, as key lists have it */
export function newPersonKey(password: string): { readonly pem: string; readonly key: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: password,
  });
  return { pem: String(pem), key: personKeyOf(secretOf(privateKey)) };
}

/** A key out of its file, 32 bytes. @throws CommandError `file-unreadable`, `person-key-locked`, `person-key-other` */
export async function openPersonKey(path: string, password: string): Promise<Uint8Array> {
  const pem = Buffer.from(await readBounded(path, MAX_PEM_BYTES));
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem', passphrase: password });
  } catch (cause) {
    throw failure('person-key-locked', { path }, { cause });
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw failure('person-key-other', { path });
  return secretOf(key);
}
