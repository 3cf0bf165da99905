import { concat, fromHex0x, toHex0x, utf8 } from './bytes.ts';
import { canonicalBytes } from './canonical.ts';
import { sha256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { isId } from './record.ts';
import { readHex, readHex0x, readInteger, readLiteral, readMembers, readText } from './shape.ts';
import { addressOfKey, recoverAddress, signDigest } from './signature.ts';

/**
 * The request for a batch's records: an agency asks another for the records behind an anchored root, signed by an
 * operator key, for one batch of one agency of one chain, once. docs/FORMAT.md section 16.
 */
export const RECORDS_REQUEST_FORMAT = 'jianzheng/records-request/1';

export type RecordsRequestStatement = {
  /** Id of the agency that asks. */
  readonly agency: string;
  /** Unix seconds, by its own clock. */
  readonly at: number;
  /** 0x address of the ledger contract: an address belongs to one founding document. */
  readonly ledger: string;
  /** 16 random bytes, 32 hex digits. */
  readonly nonce: string;
  /** Id of the agency that is asked. */
  readonly of: string;
  readonly sequence: number;
};

export type RecordsRequest = RecordsRequestStatement & {
  readonly format: typeof RECORDS_REQUEST_FORMAT;
  /** Address of the operator key that signed. */
  readonly key: string;
  /** r ‖ s ‖ v, v 0 or 1, 65 bytes as hex with 0x. */
  readonly signature: string;
};

/** Year 9999: beyond it no calendar of ours reads. */
const MAX_SECONDS = 253_402_300_799;

/** What the key signs: no transaction and no wallet's message can have this digest, see `acknowledgement.ts`. */
function digestOf({ agency, at, ledger, nonce, of, sequence }: RecordsRequestStatement): Uint8Array {
  const format = RECORDS_REQUEST_FORMAT;
  const bytes = canonicalBytes({ agency, at, format, ledger, nonce, of, sequence });
  return sha256(concat(utf8(format), Uint8Array.of(0), bytes));
}

function readId(value: unknown, where: string): string {
  const id = readText(value, where);
  if (isId(id)) return id;
  throw new FormatError('member-invalid', `${where} must be an id`, {
    details: { where, expected: 'an id' },
  });
}

/**
 * A request out of parsed JSON, signed by the key that it names. Whose key that is, and whether the request is meant
 * for whoever reads it, now, are other questions.
 * @throws FormatError `member-invalid`, `request-signature-invalid`
 */
export function readRecordsRequest(value: unknown): RecordsRequest {
  const members = readMembers(value, 'request', [
    'agency',
    'at',
    'format',
    'key',
    'ledger',
    'nonce',
    'of',
    'sequence',
    'signature',
  ]);
  const request: RecordsRequest = {
    agency: readId(members.agency, 'request.agency'),
    at: readInteger(members.at, 'request.at', 0, MAX_SECONDS),
    format: readLiteral(members.format, 'request.format', RECORDS_REQUEST_FORMAT),
    key: readHex0x(members.key, 'request.key', 20),
    ledger: readHex0x(members.ledger, 'request.ledger', 20),
    nonce: readHex(members.nonce, 'request.nonce', 16),
    of: readId(members.of, 'request.of'),
    sequence: readInteger(members.sequence, 'request.sequence', 1, Number.MAX_SAFE_INTEGER),
    signature: readHex0x(members.signature, 'request.signature', 65),
  };
  const refuse = (cause?: unknown): never => {
    throw new FormatError('request-signature-invalid', 'Not signed by the key that it names', {
      ...(cause === undefined ? {} : { cause }),
      details: { key: request.key },
    });
  };
  let signer: string;
  try {
    signer = recoverAddress(digestOf(request), fromHex0x(request.signature));
  } catch (cause) {
    return refuse(cause);
  }
  return signer === request.key ? request : refuse();
}

/**
 * Signs a request with an operator key.
 * @param privateKey 32 bytes
 * @throws FormatError `private-key-invalid`, and those of `readRecordsRequest`
 */
export function signRecordsRequest(
  statement: RecordsRequestStatement,
  privateKey: Uint8Array,
): RecordsRequest {
  const { agency, at, ledger, nonce, of, sequence } = statement;
  return readRecordsRequest({
    ...{ agency, at, format: RECORDS_REQUEST_FORMAT, key: addressOfKey(privateKey), ledger, nonce, of },
    ...{ sequence, signature: toHex0x(signDigest(digestOf(statement), privateKey)) },
  });
}
