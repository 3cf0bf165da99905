import { scrypt as nodeScrypt } from 'node:crypto';
import path from 'node:path';
import { decryptKeystoreJson, encryptKeystoreJson, getBytes, hexlify, scrypt } from 'ethers';
import { toHex0x } from '../core/bytes.ts';
import type { AgencyKeys } from '../core/card.ts';
import { addressOfKey } from '../core/signature.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';

/** An agency's keys at rest: Web3 Secret Storage, version 3, one file a key. Loaded only by who needs it: ethers. */

export const ROLES = ['governance', 'operator', 'validator'] as const;
export type Role = (typeof ROLES)[number];

const MAX_KEYSTORE_BYTES = 64 * 1024;
/** scrypt of N 2^17, r 8 takes 128 MiB; twice that for Node's own count. */
const SCRYPT_BYTES = 256 * 1024 * 1024;

// Node's own scrypt is native: a third of the time of the one in JavaScript.
scrypt.register((password, salt, N, r, p, length) => {
  const options = { N, r, p, maxmem: SCRYPT_BYTES };
  return new Promise<string>((resolve, reject) => {
    nodeScrypt(getBytes(password), getBytes(salt), length, options, (error, key) => {
      if (error) reject(error);
      else resolve(hexlify(key));
    });
  });
});

export function keystorePath(dir: string, role: Role): string {
  return path.join(dir, 'keystore', `${role}.json`);
}

/** A key as the text of its file. */
export async function sealKey(key: Uint8Array, password: string): Promise<string> {
  const account = { address: addressOfKey(key), privateKey: toHex0x(key) };
  return `${await encryptKeystoreJson(account, password)}\n`;
}

/**
 * A key out of its file.
 * @param expected the address that it must have
 * @throws CommandError `file-unreadable`, `keystore-locked`, `keystore-of-another-key`
 */
export async function openKey(file: string, password: string, expected: string): Promise<Uint8Array> {
  const text = Buffer.from(await readBounded(file, MAX_KEYSTORE_BYTES)).toString('utf8');
  let key: Uint8Array;
  try {
    key = getBytes((await decryptKeystoreJson(text, password)).privateKey);
  } catch (cause) {
    throw failure('keystore-locked', { path: file }, { cause });
  }
  if (addressOfKey(key) !== expected) throw failure('keystore-of-another-key', { path: file, expected });
  return key;
}

/** All keys of an agency's folder, held against the addresses of its card. */
export async function openKeys(
  dir: string,
  password: string,
  card: { readonly governance: string; readonly operators: readonly string[]; readonly validator: string },
): Promise<AgencyKeys> {
  return {
    governance: await openKey(keystorePath(dir, 'governance'), password, card.governance),
    operators: [await openKey(keystorePath(dir, 'operator'), password, card.operators[0] ?? '')],
    validator: await openKey(keystorePath(dir, 'validator'), password, card.validator),
  };
}
