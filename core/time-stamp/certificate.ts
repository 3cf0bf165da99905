import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate as CertificateSchema,
  ExtendedKeyUsage,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  id_kp_timeStamping,
  KeyUsage,
  KeyUsageFlags,
  type Name,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import { toHex } from '../bytes.ts';
import { element, integerHex, notReadable } from './der.ts';
import { isSignature } from './signature.ts';

/** An X.509 certificate (RFC 5280), as far as time-stamping authorities need it. */
export type Certificate = {
  /** DER, as it stood. */
  readonly bytes: Uint8Array;
  readonly parsed: CertificateSchema;
  /** DER of the names and the serial number, as hex. */
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** Unix milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
};

export const nameHex = (name: Name): string => toHex(new Uint8Array(AsnConvert.serialize(name)));

/** @throws FormatError `time-stamp-invalid` */
export function readCertificate(bytes: Uint8Array): Certificate {
  element(bytes, 'certificate');
  try {
    const parsed = AsnConvert.parse(bytes.slice(), CertificateSchema);
    const { subject, issuer, serialNumber, validity, signature } = parsed.tbsCertificate;
    // RFC 5280, 4.1.1.2: named inside and outside of what is signed.
    if (!signature.isEqual(parsed.signatureAlgorithm)) throw notReadable('certificate');
    return {
      bytes,
      parsed,
      subject: nameHex(subject),
      issuer: nameHex(issuer),
      serial: integerHex(serialNumber),
      notBefore: validity.notBefore.getTime().getTime(),
      notAfter: validity.notAfter.getTime().getTime(),
    };
  } catch (cause) {
    throw notReadable('certificate', cause);
  }
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;
export const MAX_PEM_BYTES = 256 * 1024;
const MAX_PINNED = 64;

/** The certificates of a PEM file: those that someone trusts. @throws FormatError `time-stamp-invalid` where there is none, or too many */
export function certificatesOfPem(text: string): Certificate[] {
  const found = text.length > MAX_PEM_BYTES ? [] : [...text.matchAll(PEM)];
  if (found.length === 0 || found.length > MAX_PINNED) throw notReadable('PEM file');
  return found.map(([, base64 = '']) => {
    let binary: string;
    try {
      binary = atob(base64.replace(/\s/g, ''));
    } catch (cause) {
      throw notReadable('PEM file', cause);
    }
    return readCertificate(Uint8Array.from(binary, (digit) => digit.charCodeAt(0)));
  });
}

/** What a certificate says of itself under an extension. @throws of the parser, where it cannot be read */
function extensionOf<Value>(
  { parsed }: Certificate,
  id: string,
  schema: new () => Value,
): { readonly critical: boolean; readonly value: Value } | undefined {
  const found = (parsed.tbsCertificate.extensions ?? []).filter(({ extnID }) => extnID === id);
  const [extension] = found;
  if (!extension) return undefined;
  if (found.length > 1) throw notReadable('certificate');
  return { critical: extension.critical, value: AsnConvert.parse(extension.extnValue.buffer, schema) };
}

/** Hex of the subject key identifier, where there is one. */
export function keyIdOf(certificate: Certificate): string | undefined {
  const found = extensionOf(certificate, id_ce_subjectKeyIdentifier, SubjectKeyIdentifier);
  return found && toHex(new Uint8Array(found.value.buffer));
}

function mayUseKeyFor(certificate: Certificate, flags: number): boolean {
  const usage = extensionOf(certificate, id_ce_keyUsage, KeyUsage);
  return usage === undefined || (usage.value.toNumber() & flags) !== 0;
}

/**
 * Whether a certificate is for time stamps and nothing else: RFC 3161 section 2.3 wants one purpose, marked critical.
 * @returns undefined if so, else what it is instead
 */
export function otherPurpose(certificate: Certificate): string | undefined {
  try {
    const purposes = extensionOf(certificate, id_ce_extKeyUsage, ExtendedKeyUsage);
    const named = purposes ? [...purposes.value].join(' ') : 'none';
    if (named !== id_kp_timeStamping) return named;
    if (!purposes?.critical) return 'not critical';
    const flags = KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;
    return mayUseKeyFor(certificate, flags) ? undefined : 'key usage';
  } catch {
    return 'unreadable';
  }
}

/** Extensions that are heeded here; a critical one that is not forbids to rely on the certificate (RFC 5280, 4.2). */
const HEEDED: ReadonlySet<string> = new Set([id_ce_basicConstraints, id_ce_extKeyUsage, id_ce_keyUsage]);

export const hasUnheeded = ({ parsed }: Certificate): boolean =>
  (parsed.tbsCertificate.extensions ?? []).some(({ critical, extnID }) => critical && !HEEDED.has(extnID));

/** @param below how many certificates of authorities stand between it and the signer */
export function mayIssue(certificate: Certificate, below: number): boolean {
  try {
    const constraints = extensionOf(certificate, id_ce_basicConstraints, BasicConstraints)?.value;
    if (!constraints?.cA || (constraints.pathLenConstraint ?? below) < below) return false;
    const purposes = extensionOf(certificate, id_ce_extKeyUsage, ExtendedKeyUsage)?.value;
    return (
      mayUseKeyFor(certificate, KeyUsageFlags.keyCertSign) &&
      (purposes === undefined || [...purposes].includes(id_kp_timeStamping))
    );
  } catch {
    return false;
  }
}

/** Whether one certificate was signed with the other's key. @throws UnknownAlgorithm */
export function isIssuedBy({ parsed }: Certificate, issuer: Certificate): Promise<boolean> {
  return isSignature({
    key: issuer.parsed.tbsCertificate.subjectPublicKeyInfo,
    algorithm: parsed.signatureAlgorithm,
    signature: new Uint8Array(parsed.signatureValue),
    data: new Uint8Array(parsed.tbsCertificateRaw ?? new ArrayBuffer(0)),
  });
}
