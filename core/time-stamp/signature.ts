import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { ECDSASigValue } from '@peculiar/asn1-ecc';
import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, type SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { fromBER, ObjectIdentifier } from 'asn1js';
import { concat } from '../bytes.ts';

/** Signatures of time-stamping authorities, by WebCrypto: RSA from 2048 bits and ECDSA, with SHA-256 and longer. */

const HASHES = {
  'SHA-256': { oid: '2.16.840.1.101.3.4.2.1', digest: sha256 },
  'SHA-384': { oid: '2.16.840.1.101.3.4.2.2', digest: sha384 },
  'SHA-512': { oid: '2.16.840.1.101.3.4.2.3', digest: sha512 },
} as const;
type Hash = keyof typeof HASHES;

const RSA = '1.2.840.113549.1.1';
const RSA_WITH: Readonly<Record<string, Hash>> = {
  [`${RSA}.11`]: 'SHA-256',
  [`${RSA}.12`]: 'SHA-384',
  [`${RSA}.13`]: 'SHA-512',
};
const ECDSA_WITH: Readonly<Record<string, Hash>> = {
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};
const MGF1 = `${RSA}.8`;
const EC_KEY = '1.2.840.10045.2.1';
const CURVES: Readonly<Record<string, { readonly namedCurve: string; readonly size: number }>> = {
  '1.2.840.10045.3.1.7': { namedCurve: 'P-256', size: 32 },
  '1.3.132.0.34': { namedCurve: 'P-384', size: 48 },
  '1.3.132.0.35': { namedCurve: 'P-521', size: 66 },
};
/** RSA of 8192 bits. What is larger only costs time. */
const MAX_KEY_BYTES = 1200;
const MIN_RSA_BITS = 2048;

/** An algorithm or a key that this verifier cannot judge: not a fault of the signature. */
export class UnknownAlgorithm extends Error {}

const hashOf = (oid: string): Hash | undefined =>
  (Object.keys(HASHES) as Hash[]).find((name) => HASHES[name].oid === oid);

/** @throws UnknownAlgorithm */
export function digestOf(oid: string, bytes: Uint8Array): Uint8Array {
  const hash = hashOf(oid);
  if (!hash) throw new UnknownAlgorithm(`hash ${oid}`);
  return HASHES[hash].digest(bytes);
}

function pssOf({ parameters }: AlgorithmIdentifier): { hash: Hash; saltLength: number } {
  if (!parameters) throw new UnknownAlgorithm('RSA-PSS with SHA-1');
  const { hashAlgorithm, maskGenAlgorithm, saltLength } = AsnConvert.parse(parameters, RsaSaPssParams);
  const hash = hashOf(hashAlgorithm.algorithm);
  const { algorithm, parameters: mask } = maskGenAlgorithm;
  const masksWith =
    algorithm === MGF1 && mask ? AsnConvert.parse(mask, AlgorithmIdentifier).algorithm : undefined;
  // WebCrypto masks with the same hash, so no other can be judged.
  if (!hash || masksWith !== HASHES[hash].oid) throw new UnknownAlgorithm('RSA-PSS with these parameters');
  return { hash, saltLength };
}

function curveOid(parameters: ArrayBuffer): string {
  const { result } = fromBER(parameters);
  return result instanceof ObjectIdentifier ? result.getValue() : '';
}

/** r and s, each as long as the curve's order. */
function rawEcdsa(der: Uint8Array, size: number): Uint8Array | undefined {
  const { r, s } = AsnConvert.parse(der.slice(), ECDSASigValue);
  const parts = [r, s].map((value) => {
    const bytes = new Uint8Array(value);
    return bytes.slice(bytes.findIndex((byte) => byte !== 0));
  });
  if (parts.some(({ length }) => length > size)) return undefined;
  return concat(...parts.map((part) => concat(new Uint8Array(size - part.length), part)));
}

async function verifyRsa(
  key: Uint8Array<ArrayBuffer>,
  name: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS',
  { hash, saltLength = 0 }: { hash: Hash; saltLength?: number },
  signature: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const imported = await crypto.subtle.importKey('spki', key, { name, hash }, true, ['verify']);
  const { n = '' } = await crypto.subtle.exportKey('jwk', imported);
  if (n.length * 6 < MIN_RSA_BITS) throw new UnknownAlgorithm('RSA key below 2048 bits');
  return crypto.subtle.verify({ name, saltLength }, imported, signature, data);
}

/**
 * Whether a signature is that of a key. What cannot be read is no signature.
 * @param algorithm as the signed thing names it; `hashOid` where that names the key's kind alone (CMS)
 * @throws UnknownAlgorithm where nothing can be said, for or against
 */
export async function isSignature(input: {
  key: SubjectPublicKeyInfo;
  algorithm: AlgorithmIdentifier;
  hashOid?: string;
  signature: Uint8Array;
  data: Uint8Array;
}): Promise<boolean> {
  const { key, algorithm } = input;
  const oid = algorithm.algorithm;
  const spki = new Uint8Array(AsnConvert.serialize(key));
  // Pages that came without TLS have no WebCrypto.
  if (globalThis.crypto?.subtle === undefined) throw new UnknownAlgorithm('no WebCrypto');
  if (spki.length > MAX_KEY_BYTES) throw new UnknownAlgorithm('key too long');
  const data = input.data.slice();
  const signature = input.signature.slice();
  try {
    const rsa = oid === `${RSA}.1` ? hashOf(input.hashOid ?? '') : RSA_WITH[oid];
    if (rsa) return await verifyRsa(spki, 'RSASSA-PKCS1-v1_5', { hash: rsa }, signature, data);
    if (oid === `${RSA}.10`) return await verifyRsa(spki, 'RSA-PSS', pssOf(algorithm), signature, data);
    const hash = ECDSA_WITH[oid];
    if (!hash || key.algorithm.algorithm !== EC_KEY || !key.algorithm.parameters) {
      throw new UnknownAlgorithm(`algorithm ${oid}`);
    }
    const curve = CURVES[curveOid(key.algorithm.parameters)];
    if (!curve) throw new UnknownAlgorithm('curve');
    const raw = rawEcdsa(signature, curve.size);
    if (!raw) return false;
    const imported = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', ...curve }, false, [
      'verify',
    ]);
    return await crypto.subtle.verify({ name: 'ECDSA', hash }, imported, raw.slice(), data);
  } catch (error) {
    if (error instanceof UnknownAlgorithm) throw error;
    return false;
  }
}
