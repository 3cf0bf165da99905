import { ContentInfo, id_signedData, SignedData, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { id_ct_tstInfo, TSTInfo } from '@peculiar/asn1-tsp';
import { equal, fromUtf8, toHex } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { type Certificate, keyIdOf, nameHex, readCertificate } from './certificate.ts';
import { bytesOf, element, hasTag, integerHex, notReadable, partsOf } from './der.ts';
import { digestOf, isSignature } from './signature.ts';

/** A time-stamp token: CMS SignedData (RFC 5652) over a TSTInfo (RFC 3161), with its certificates. */
export type Token = {
  readonly imprint: { readonly oid: string; readonly digest: Uint8Array };
  /** Hex without zeros in front; undefined where the request had none. */
  readonly nonce: string | undefined;
  readonly policy: string;
  readonly serial: string;
  /** Unix milliseconds, and how much sooner or later it may have been. */
  readonly time: number;
  readonly accuracyMs: number;
  /** Those that came along. Chosen by whoever made the token. */
  readonly certificates: readonly Certificate[];
  readonly signer: SignerInfo;
  /** DER of the attributes that are signed, as it stands; undefined where there are none. */
  readonly signedAttributes: Uint8Array | undefined;
  /** The TSTInfo's bytes, which the signature is about. */
  readonly content: Uint8Array;
};

const MAX_CERTIFICATES = 8;
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const SHA_256 = '2.16.840.1.101.3.4.2.1';
const GENERALIZED_TIME = 24;

/** The certificates as they stand: they are held against hashes, so reading and writing them again will not do. */
function certificatesIn(signedData: Uint8Array): Certificate[] {
  const field = partsOf(element(signedData, 'SignedData')).find((part) => hasTag(part, 3, 0));
  const found = field ? partsOf(field) : [];
  if (found.length > MAX_CERTIFICATES) throw notReadable('certificates');
  return found.map((part) => readCertificate(bytesOf(part)));
}

/** Of the one signer: version, who it is, hash, and then what is signed. */
function signedAttributesIn(signedData: Uint8Array): Uint8Array | undefined {
  const [signer] = partsOf(partsOf(element(signedData, 'SignedData')).at(-1)!);
  const field = signer && partsOf(signer)[3];
  return field && hasTag(field, 3, 0) ? bytesOf(field) : undefined;
}

/** In UTC, as RFC 3161 section 2.4.2 writes it: without the Z it would be another time on every machine. */
function requireUtc(content: Uint8Array, read: Date): void {
  const [time] = partsOf(element(content, 'TSTInfo')).filter((part) => hasTag(part, 1, GENERALIZED_TIME));
  const text = time ? fromUtf8(bytesOf(time).subarray(2)) : '';
  // A month of 99 is read as one of some later year.
  const exists = read.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14) === text.slice(0, 14);
  if (!/^\d{14}(\.\d{0,8}[1-9])?Z$/.test(text) || !exists) throw notReadable('genTime');
}

/** @throws FormatError `time-stamp-invalid` */
export function readToken(bytes: Uint8Array): Token {
  element(bytes, 'token');
  try {
    const { contentType, content: wrapped } = AsnConvert.parse(bytes.slice(), ContentInfo);
    if (contentType !== id_signedData) throw notReadable('token');
    const { encapContentInfo, signerInfos } = AsnConvert.parse(wrapped, SignedData);
    const inner = encapContentInfo.eContent?.single?.buffer;
    const [signer] = signerInfos;
    // RFC 3161, 2.4.2: the signature of the authority, and no other.
    if (encapContentInfo.eContentType !== id_ct_tstInfo || !inner || !signer || signerInfos.length !== 1) {
      throw notReadable('token');
    }
    const content = new Uint8Array(inner);
    const info = AsnConvert.parse(inner, TSTInfo);
    requireUtc(content, info.genTime);
    const { hashAlgorithm, hashedMessage } = info.messageImprint;
    const { seconds = 0, millis = 0, micros = 0 } = info.accuracy ?? {};
    return {
      imprint: { oid: hashAlgorithm.algorithm, digest: new Uint8Array(hashedMessage.buffer) },
      nonce: info.nonce && integerHex(info.nonce),
      policy: info.policy,
      serial: integerHex(info.serialNumber),
      time: info.genTime.getTime(),
      accuracyMs: Math.ceil(seconds * 1000 + millis + micros / 1000),
      certificates: certificatesIn(new Uint8Array(wrapped)),
      signer,
      signedAttributes: signedAttributesIn(new Uint8Array(wrapped)),
      content,
    };
  } catch (cause) {
    throw cause instanceof FormatError ? cause : notReadable('token', cause);
  }
}

/** The certificate that the signer names, among those at hand. */
export function signerCertificate(
  { signer, certificates }: Token,
  pinned: readonly Certificate[],
): Certificate | undefined {
  const { issuerAndSerialNumber, subjectKeyIdentifier } = signer.sid;
  return [...certificates, ...pinned].find((certificate) => {
    if (issuerAndSerialNumber) {
      const { issuer, serialNumber } = issuerAndSerialNumber;
      return certificate.issuer === nameHex(issuer) && certificate.serial === integerHex(serialNumber);
    }
    return (
      subjectKeyIdentifier !== undefined &&
      keyIdOf(certificate) === toHex(new Uint8Array(subjectKeyIdentifier.buffer))
    );
  });
}

/** The one value of a signed attribute that must be there once. */
function attributeOf(signer: SignerInfo, type: string): Uint8Array | undefined {
  const found = (signer.signedAttrs ?? []).filter(({ attrType }) => attrType === type);
  const [value] = found[0]?.attrValues ?? [];
  return found.length === 1 && found[0]?.attrValues.length === 1 && value ? new Uint8Array(value) : undefined;
}

/** The content of a digest's element: shorter than 128 bytes, so tag and length take two. */
const octets = (part: Parameters<typeof bytesOf>[0]): Uint8Array => bytesOf(part).subarray(2);

/** The first ESSCertIDv2 (RFC 5035, section 5.4.1.1): which certificate the signer says is its own. */
function namesCertificate(attribute: Uint8Array, certificate: Certificate): boolean {
  const [ids] = partsOf(element(attribute, 'SigningCertificateV2'));
  const [id] = ids ? partsOf(ids) : [];
  const parts = id ? partsOf(id) : [];
  const [hashOid] = parts[0] && hasTag(parts[0], 1, 16) ? partsOf(parts[0]) : [];
  const hash = parts.find((part) => hasTag(part, 1, 4));
  if (!hash) return false;
  const oid = hashOid ? String(hashOid.valueBlock) : SHA_256;
  return equal(octets(hash), digestOf(oid, certificate.bytes));
}

/**
 * Whether the signature over a token is that of a certificate: the signed attributes name the content's type, its
 * digest and this certificate, and are signed with its key.
 * @returns undefined if so, else what is wrong
 * @throws UnknownAlgorithm where nothing can be said
 */
export async function signatureFault(token: Token, certificate: Certificate): Promise<string | undefined> {
  const { signer, content, signedAttributes } = token;
  const type = attributeOf(signer, CONTENT_TYPE);
  const digest = attributeOf(signer, MESSAGE_DIGEST);
  const named = attributeOf(signer, SIGNING_CERTIFICATE_V2);
  if (!type || !digest || !named || !signedAttributes) return 'signed attributes';
  try {
    if (String(element(type, 'contentType').valueBlock) !== id_ct_tstInfo) return 'content type';
    const found = octets(element(digest, 'messageDigest'));
    if (!equal(found, digestOf(signer.digestAlgorithm.algorithm, content))) return 'message digest';
    if (!namesCertificate(named, certificate)) return 'signing certificate';
  } catch (error) {
    if (error instanceof FormatError) return 'signed attributes';
    throw error;
  }
  // RFC 5652, 5.4: signed as a SET OF, though it is written with the tag [0].
  const data = signedAttributes.slice();
  data[0] = 0x31;
  const holds = await isSignature({
    key: certificate.parsed.tbsCertificate.subjectPublicKeyInfo,
    algorithm: signer.signatureAlgorithm,
    hashOid: signer.digestAlgorithm.algorithm,
    signature: new Uint8Array(signer.signature.buffer),
    data,
  });
  return holds ? undefined : 'signature';
}
