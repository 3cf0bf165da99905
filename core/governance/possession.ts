import { addressWord, encodeArguments, numberWord } from '../abi.ts';
import { agencyWord } from '../batch-anchored.ts';
import { concat, fromHex0x, toHex0x, utf8 } from '../bytes.ts';
import { canonicalBytes, parseCanonical } from '../canonical.ts';
import { keccak256 } from '../digests.ts';
import { FormatError } from '../errors.ts';
import { readBytes0x, readHex0x, readInteger, readLiteral, readMembers, readText } from '../shape.ts';
import { addressOfKey, recoverAddress, signDigest } from '../signature.ts';
import { ROLES, type Role } from './words.ts';

/**
 * Proofs of possession: a key's own signature that it wants one role for one agency in one registry. The registry
 * takes no key without it, so nobody can enter another's key. A card cannot stand in for it: it names no chain.
 */

/** A key and its signature (r ‖ s ‖ v, v 27 or 28), both hex with 0x. */
export type SignedKey = { readonly key: string; readonly signature: string };

/** Where a proof counts: nowhere else. */
export type Place = {
  readonly chainId: number;
  /** The registry's address. */
  readonly registry: string;
};

/** An agency's proofs for all its keys, as one file. */
export type PossessionFile = Place & {
  readonly agency: string;
  readonly format: 'jianzheng/possession/1';
  readonly governance: SignedKey;
  readonly operator: SignedKey;
  readonly validator: SignedKey;
};

export const MAX_POSSESSION_BYTES = 64 * 1024;
const PERSONAL_V = 27;
const AGENCY_ID = /^[a-z][a-z0-9-]{0,30}$/;

/** What the key signs as a personal message: the registry's `possessionHash`, 32 bytes. */
export function possessionHash(place: Place, agency: string, role: Role, key: string): Uint8Array {
  return keccak256(
    encodeArguments([
      { bytes: utf8('jianzheng/possession/1') },
      numberWord(place.chainId),
      addressWord(place.registry),
      fromHex0x(agencyWord(agency)),
      numberWord(ROLES.indexOf(role)),
      addressWord(key),
    ]),
  );
}

/** EIP-191, version 0x45, over 32 bytes. */
function digestOf(hash: Uint8Array): Uint8Array {
  return keccak256(concat(utf8('\x19Ethereum Signed Message:\n32'), hash));
}

/** @param privateKey 32 bytes @throws FormatError `private-key-invalid` */
export function signPossession(place: Place, agency: string, role: Role, privateKey: Uint8Array): SignedKey {
  const key = addressOfKey(privateKey);
  const signed = signDigest(digestOf(possessionHash(place, agency, role, key)), privateKey);
  const v = Uint8Array.of((signed[64] as number) + PERSONAL_V);
  return { key, signature: toHex0x(concat(signed.subarray(0, 64), v)) };
}

function readSignedKey(value: unknown, where: string, place: Place, agency: string, role: Role): SignedKey {
  const members = readMembers(value, where, ['key', 'signature']);
  const key = readHex0x(members.key, `${where}.key`, 20);
  const bytes = readBytes0x(members.signature, `${where}.signature`, 65, 65);
  const v = (bytes[64] as number) - PERSONAL_V;
  let signer = '';
  try {
    const signature = concat(bytes.subarray(0, 64), Uint8Array.of(v));
    signer = recoverAddress(digestOf(possessionHash(place, agency, role, key)), signature);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  if (signer !== key) {
    throw new FormatError('possession-invalid', 'Not this key’s signature for this role here', {
      details: { where, key },
    });
  }
  return { key, signature: toHex0x(bytes) };
}

/**
 * A file of proofs, each signature checked, for this chain and registry and no other.
 * @throws FormatError of `parseCanonical`; `member-invalid`, `possession-elsewhere`, `possession-invalid`
 */
export function readPossession(bytes: Uint8Array, place: Place): PossessionFile {
  const members = readMembers(parseCanonical(bytes, { maxBytes: MAX_POSSESSION_BYTES }), 'possession', [
    ...(['agency', 'chainId', 'format', 'governance', 'operator', 'registry', 'validator'] as const),
  ]);
  const format = readLiteral(members.format, 'possession.format', 'jianzheng/possession/1');
  const chainId = readInteger(members.chainId, 'possession.chainId', 1, Number.MAX_SAFE_INTEGER);
  const registry = readHex0x(members.registry, 'possession.registry', 20);
  const agency = readText(members.agency, 'possession.agency', AGENCY_ID);
  if (chainId !== place.chainId || registry !== place.registry) {
    throw new FormatError('possession-elsewhere', 'The proofs are for another registry', {
      details: { chainId, registry },
    });
  }
  const key = (value: unknown, where: string, role: Role) =>
    readSignedKey(value, `possession.${where}`, place, agency, role);
  return {
    agency,
    chainId,
    format,
    governance: key(members.governance, 'governance', 'governance'),
    operator: key(members.operator, 'operator', 'operator'),
    registry,
    validator: key(members.validator, 'validator', 'validator'),
  };
}

/** The bytes of an agency's proofs, checked before they are handed out. @throws FormatError `private-key-invalid` */
export function makePossession(
  place: Place,
  agency: string,
  keys: {
    readonly governance: Uint8Array;
    readonly operator: Uint8Array;
    readonly validator: Uint8Array;
  },
): Uint8Array {
  const { chainId, registry } = place;
  const bytes = canonicalBytes({
    agency,
    chainId,
    format: 'jianzheng/possession/1',
    governance: signPossession(place, agency, 'governance', keys.governance),
    operator: signPossession(place, agency, 'operator', keys.operator),
    registry,
    validator: signPossession(place, agency, 'validator', keys.validator),
  });
  readPossession(bytes, place);
  return bytes;
}
