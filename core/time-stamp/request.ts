import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, PKIStatus, TimeStampReq, TimeStampResp } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { toHex } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { bytesOf, element, notReadable, partsOf } from './der.ts';
import { imprintOf } from './judge.ts';
import { readToken } from './token.ts';

/** Asking a time-stamping authority (RFC 3161 section 2.4). What it is shown is a digest, and nothing else. */

export const TIME_STAMP_QUERY = 'application/timestamp-query';
export const TIME_STAMP_REPLY = 'application/timestamp-reply';

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const DER_NULL = new Uint8Array([0x05, 0x00]).buffer;

export type Asked = {
  /** Bytes that the token is to be over. */
  readonly subject: Uint8Array;
  /** 16 random bytes, so that an earlier answer is none to this. */
  readonly nonce: Uint8Array;
  /** OID; undefined: whichever the authority has. */
  readonly policy?: string | undefined;
};

/** A positive INTEGER needs a zero in front of a high bit, and no other. */
function positive(nonce: Uint8Array): ArrayBuffer {
  const digits = toHex(nonce).replace(/^(00)+(?=..)/, '');
  const padded = /^[89a-f]/.test(digits) ? `00${digits}` : digits;
  return Uint8Array.from(padded.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)).buffer;
}

/** The request's DER. */
export function timeStampRequest({ subject, nonce, policy }: Asked): Uint8Array<ArrayBuffer> {
  const request = new TimeStampReq({
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA_256, parameters: DER_NULL }),
      hashedMessage: new OctetString(imprintOf(subject)),
    }),
    nonce: positive(nonce),
    certReq: true,
    ...(policy === undefined ? {} : { reqPolicy: policy }),
  });
  return new Uint8Array(AsnConvert.serialize(request));
}

/**
 * The token of an answer, which must still be judged: only that it answers this request is known.
 * @throws FormatError `time-stamp-invalid`; `time-stamp-refused` with the status; `time-stamp-other` when it answers
 *   another request
 */
export function tokenOfReply(reply: Uint8Array, { nonce, policy }: Asked): Uint8Array<ArrayBuffer> {
  const [, found] = partsOf(element(reply, 'reply'));
  let status: number;
  try {
    status = AsnConvert.parse(reply.slice(), TimeStampResp).status.status;
  } catch (cause) {
    throw notReadable('reply', cause);
  }
  if (status !== PKIStatus.granted && status !== PKIStatus.grantedWithMods) {
    throw new FormatError('time-stamp-refused', `The authority answered with status ${status}`, {
      details: { status },
    });
  }
  if (!found) throw notReadable('reply');
  const bytes = bytesOf(found);
  const token = readToken(bytes);
  const other = (what: string) =>
    new FormatError('time-stamp-other', `The answer has another ${what}`, { details: { what } });
  if (token.nonce !== toHex(nonce).replace(/^(00)+(?=..)/, '')) throw other('nonce');
  if (policy !== undefined && token.policy !== policy) throw other('policy');
  return bytes;
}
