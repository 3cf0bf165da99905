import { p256 } from '@noble/curves/nist.js';
import { concat, toHex } from '../../core/bytes.ts';
import type { KeyList } from '../../core/persons/key-list.ts';
import { isInForce } from '../../core/persons/key-list.ts';
import type { Services } from '../http/services.ts';
import { passkeysOf } from '../store/accounts.ts';
import { keyListIn, keyListRecords, MOST_LISTS } from './key-lists.ts';

/** Which of an account's passkeys may sign, and as whom: by the newest key list of the agency that is anchored. */
export type SigningKey = {
  /** Of the credential, as the browser knows it. */
  readonly id: string;
  /** The name of the service for which it was made. */
  readonly host: string;
  /** As a key list has it. */
  readonly key: string;
  /** Null: the list does not have it, or it is not in force. */
  readonly listed: {
    readonly keyList: string;
    readonly person: string;
    readonly roles: readonly string[];
    readonly origin: string;
  } | null;
};

/** The key of a passkey as a key list has it; undefined for one of another curve. */
async function listKeyOf(publicKey: Uint8Array): Promise<string | undefined> {
  const { cose, decodeCredentialPublicKey } = await import('@simplewebauthn/server/helpers');
  const decoded = decodeCredentialPublicKey(new Uint8Array(publicKey));
  if (!cose.isCOSEPublicKeyEC2(decoded) || decoded.get(cose.COSEKEYS.crv) !== cose.COSECRV.P256)
    return undefined;
  const [x, y] = [decoded.get(cose.COSEKEYS.x), decoded.get(cose.COSEKEYS.y)];
  return x && y ? toHex(p256.Point.fromBytes(concat(Uint8Array.of(4), x, y)).toBytes(true)) : undefined;
}

async function newestList(services: Services): Promise<{ id: string; list: KeyList } | undefined> {
  for (const id of keyListRecords(services.store, MOST_LISTS)) {
    const found = await keyListIn(services, id);
    if (found?.row.state === 'anchored' && found.list.agency === services.agency.id) {
      return { id, list: found.list };
    }
  }
  return undefined;
}

function listedIn(
  { id, list }: { id: string; list: KeyList },
  key: string,
  now: number,
): SigningKey['listed'] {
  for (const person of list.persons) {
    const found = person.keys.find((each) => each.key === key);
    if (found?.type !== 'passkey' || !isInForce(found, now)) continue;
    return { keyList: id, person: person.id, roles: person.roles, origin: found.origin };
  }
  return null;
}

/** @param account its ID */
export async function signingKeys(services: Services, account: string): Promise<SigningKey[]> {
  const newest = await newestList(services);
  const found: SigningKey[] = [];
  for (const { id, host, public_key: publicKey } of passkeysOf(services.store, account)) {
    const key = await listKeyOf(publicKey);
    if (key === undefined) continue;
    found.push({ id, host, key, listed: newest ? listedIn(newest, key, Date.now() / 1000) : null });
  }
  return found;
}
