import { p256 } from '@noble/curves/nist.js';
import { fromHex } from '../bytes.ts';
import { canonicalBytes, parseCanonical } from '../canonical.ts';
import { FormatError } from '../errors.ts';
import { isId } from '../record.ts';
import { readArray, readHex, readInteger, readLiteral, readMembers, readText } from '../shape.ts';

/**
 * An agency's list of its persons' keys: who, by a name that the agency gave and that says nothing to others, in which
 * roles, with which keys and from when until when. It counts once it is anchored, as the file of a record of kind
 * `person-keys`. docs/FORMAT.md section 19.
 */
export const KEY_LIST_FORMAT = 'jianzheng/person-keys/1';
export const KEY_LIST_KIND = 'person-keys';
export const MAX_KEY_LIST_BYTES = 4 * 1024 * 1024;

const MAX_PERSONS = 10_000;
const MAX_KEYS = 32;
const MAX_ROLES = 16;
/** Year 9999: beyond it no calendar of ours reads. */
export const MAX_SECONDS = 253_402_300_799;
const PERSON = /^[a-z0-9][a-z0-9._-]{0,63}$/;

type Span = {
  /** Unix seconds: valid from, and no longer at; null: no end is known. */
  readonly from: number;
  readonly until: number | null;
};
/** `key`: a point of P-256, compressed (SEC 1), 33 bytes as hex. */
export type PersonKey = Span &
  (
    | { readonly type: 'p256'; readonly key: string }
    /** A passkey belongs to one relying party, and signs on the pages of this origin alone. */
    | { readonly type: 'passkey'; readonly key: string; readonly origin: string; readonly rpId: string }
  );

export type Person = {
  readonly id: string;
  readonly keys: readonly PersonKey[];
  readonly roles: readonly string[];
};

export type KeyList = {
  /** Id of the agency whose persons these are. */
  readonly agency: string;
  readonly format: typeof KEY_LIST_FORMAT;
  readonly persons: readonly Person[];
};

function wrong(where: string, expected: string): never {
  throw new FormatError('member-invalid', `${where} must be ${expected}`, { details: { where, expected } });
}

export function readId(value: unknown, where: string): string {
  const id = readText(value, where);
  return isId(id) ? id : wrong(where, 'an id');
}

export function readPersonId(value: unknown, where: string): string {
  return readText(value, where, PERSON, 'a name of a person: a-z, 0-9, ".", "_", "-", at most 64');
}

/** A compressed point of the curve. One that is none would make every signature look forged, and hide a typing error. */
export function readKey(value: unknown, where: string): string {
  const key = readHex(value, where, 33);
  try {
    p256.Point.fromBytes(fromHex(key)).assertValidity();
  } catch {
    return wrong(where, 'a compressed point of P-256');
  }
  return key;
}

/** https, or this machine: browsers make passkeys nowhere else. In the one spelling that they report. */
function readOrigin(value: unknown, rpId: string, where: string): string {
  const origin = readText(value, where);
  const parts = /^https?:\/\/([a-z0-9.-]{1,253})(?::[1-9]\d{0,4})?$/.exec(origin);
  const host = parts?.[1];
  const safe = origin.startsWith('https://') || host === 'localhost';
  const within = host === rpId || host?.endsWith(`.${rpId}`);
  return parts && safe && within ? origin : wrong(where, 'an origin of the relying party');
}

function readPersonKey(value: unknown, where: string): PersonKey {
  const { type } = readMembers(value, where, ['type'], ['from', 'key', 'origin', 'rpId', 'until']);
  const isPasskey = type === 'passkey';
  const members = readMembers(value, where, [
    ...['from', 'key', 'type', 'until'],
    ...(isPasskey ? ['origin', 'rpId'] : []),
  ]);
  const from = readInteger(members.from, `${where}.from`, 0, MAX_SECONDS);
  const until =
    members.until === null ? null : readInteger(members.until, `${where}.until`, from, MAX_SECONDS);
  const key = readKey(members.key, `${where}.key`);
  if (!isPasskey) return { from, key, type: readLiteral(type, `${where}.type`, 'p256'), until };
  const rpId = readText(members.rpId, `${where}.rpId`, /^[a-z0-9.-]{1,253}$/, 'a host name');
  return { from, key, origin: readOrigin(members.origin, rpId, `${where}.origin`), rpId, type, until };
}

/** Elements in ascending order, none twice: a list has one spelling. */
function checkAscending(values: readonly string[], where: string): void {
  if (values.some((value, i) => i > 0 && value <= values[i - 1]!)) wrong(where, 'ascending, none twice');
}

function readPerson(value: unknown, where: string): Person {
  const members = readMembers(value, where, ['id', 'keys', 'roles']);
  const roles = readArray(members.roles, `${where}.roles`, 1, MAX_ROLES).map((role, i) =>
    readId(role, `${where}.roles[${i}]`),
  );
  checkAscending(roles, `${where}.roles`);
  return {
    id: readPersonId(members.id, `${where}.id`),
    keys: readArray(members.keys, `${where}.keys`, 1, MAX_KEYS).map((key, i) =>
      readPersonKey(key, `${where}.keys[${i}]`),
    ),
    roles,
  };
}

/** A list out of parsed JSON. @throws FormatError `member-invalid` */
export function readKeyList(value: unknown): KeyList {
  const members = readMembers(value, 'keyList', ['agency', 'format', 'persons']);
  const persons = readArray(members.persons, 'keyList.persons', 0, MAX_PERSONS).map((person, i) =>
    readPerson(person, `keyList.persons[${i}]`),
  );
  checkAscending(
    persons.map(({ id }) => id),
    'keyList.persons',
  );
  const keys = persons.flatMap((person) => person.keys.map(({ key }) => key));
  // A key of two persons would leave open who signed.
  if (new Set(keys).size !== keys.length) wrong('keyList.persons', 'without a key that stands there twice');
  return {
    agency: readId(members.agency, 'keyList.agency'),
    format: readLiteral(members.format, 'keyList.format', KEY_LIST_FORMAT),
    persons,
  };
}

/** Parses the file. @throws FormatError those of `parseCanonical`, `member-invalid` */
export function parseKeyList(bytes: Uint8Array): KeyList {
  return readKeyList(parseCanonical(bytes, { maxBytes: MAX_KEY_LIST_BYTES }));
}

/** The bytes of the file. @throws FormatError `member-invalid` */
export function keyListFile(list: KeyList): Uint8Array {
  return canonicalBytes(readKeyList(list));
}

/** What a list says of a key of a person; undefined where it knows no such key of theirs. */
export function findKey(list: KeyList, person: string, key: string): PersonKey | undefined {
  return list.persons.find(({ id }) => id === person)?.keys.find((each) => each.key === key);
}

/** Whether a key is valid at a time, unix seconds. */
export function isInForce({ from, until }: PersonKey, time: number): boolean {
  return from <= time && (until === null || time < until);
}
