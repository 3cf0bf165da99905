import { concat, fromHex0x, toHex0x, utf8 } from './bytes.ts';
import { canonicalBytes } from './canonical.ts';
import { sha256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { isId, MAX_FILES } from './record.ts';
import { readArray, readHex, readHex0x, readInteger, readLiteral, readMembers, readText } from './shape.ts';
import { addressOfKey, recoverAddress, signDigest } from './signature.ts';

/**
 * The acknowledgement: an agency's signed word that it keeps a copy of another's receipt, and of which files. With it
 * the submitting agency can show who holds what, and nobody can later say that nothing ever came. docs/FORMAT.md
 * section 12.
 */
export const ACKNOWLEDGEMENT_FORMAT = 'jianzheng/acknowledgement/1';

export type AcknowledgementStatement = {
  /** Id of the agency that keeps the copy. */
  readonly agency: string;
  /** Unix seconds, by its own clock. */
  readonly at: number;
  /** Places in the record's list of the files whose bytes it keeps, ascending, from 0. */
  readonly heldFiles: readonly number[];
  /** SHA-256 of the receipt's bytes, 64 hex digits: which parts were disclosed to it. */
  readonly receiptSha256: string;
  /** 64 hex digits. */
  readonly recordId: string;
};

export type Acknowledgement = AcknowledgementStatement & {
  readonly format: typeof ACKNOWLEDGEMENT_FORMAT;
  /** Address of the operator key that signed. */
  readonly key: string;
  /** r ‖ s ‖ v, v 0 or 1, 65 bytes as hex with 0x. */
  readonly signature: string;
};

/** Year 9999: beyond it no calendar of ours reads. */
const MAX_SECONDS = 253_402_300_799;

/**
 * What the key signs. Neither a transaction nor a wallet's message can have this digest: both are Keccak-256, and the
 * format stands in front.
 */
function digestOf(statement: AcknowledgementStatement): Uint8Array {
  const { agency, at, heldFiles, receiptSha256, recordId } = statement;
  const format = ACKNOWLEDGEMENT_FORMAT;
  const bytes = canonicalBytes({ agency, at, format, heldFiles, receiptSha256, recordId });
  return sha256(concat(utf8(format), Uint8Array.of(0), bytes));
}

function readHeldFiles(value: unknown): number[] {
  const places = readArray(value, 'acknowledgement.heldFiles', 0, MAX_FILES).map((place, i) =>
    readInteger(place, `acknowledgement.heldFiles[${i}]`, 0, MAX_FILES - 1),
  );
  if (places.some((place, i) => i > 0 && place <= places[i - 1]!)) {
    throw new FormatError('member-invalid', 'acknowledgement.heldFiles must ascend', {
      details: { where: 'acknowledgement.heldFiles', expected: 'ascending' },
    });
  }
  return places;
}

/**
 * An acknowledgement out of parsed JSON, signed by the key that it names. Whether that key is the agency's is another
 * question: `checkAcknowledgement`.
 * @throws FormatError `member-invalid`, `acknowledgement-signature-invalid`
 */
export function readAcknowledgement(value: unknown): Acknowledgement {
  const where = 'acknowledgement';
  const members = readMembers(value, where, [
    'agency',
    'at',
    'format',
    'heldFiles',
    'key',
    'receiptSha256',
    'recordId',
    'signature',
  ]);
  const agency = readText(members.agency, `${where}.agency`);
  if (!isId(agency)) {
    throw new FormatError('member-invalid', 'acknowledgement.agency must be an id', {
      details: { where: 'acknowledgement.agency', expected: 'an id' },
    });
  }
  const acknowledgement: Acknowledgement = {
    agency,
    at: readInteger(members.at, `${where}.at`, 0, MAX_SECONDS),
    format: readLiteral(members.format, `${where}.format`, ACKNOWLEDGEMENT_FORMAT),
    heldFiles: readHeldFiles(members.heldFiles),
    key: readHex0x(members.key, `${where}.key`, 20),
    receiptSha256: readHex(members.receiptSha256, `${where}.receiptSha256`, 32),
    recordId: readHex(members.recordId, `${where}.recordId`, 32),
    signature: readHex0x(members.signature, `${where}.signature`, 65),
  };
  const refuse = (cause?: unknown): never => {
    throw new FormatError('acknowledgement-signature-invalid', 'Not signed by the key that it names', {
      ...(cause === undefined ? {} : { cause }),
      details: { key: acknowledgement.key },
    });
  };
  let signer: string;
  try {
    signer = recoverAddress(digestOf(acknowledgement), fromHex0x(acknowledgement.signature));
  } catch (cause) {
    return refuse(cause);
  }
  return signer === acknowledgement.key ? acknowledgement : refuse();
}

/**
 * Signs an acknowledgement with an operator key.
 * @param privateKey 32 bytes
 * @throws FormatError `private-key-invalid`, and those of `readAcknowledgement`
 */
export function signAcknowledgement(
  statement: AcknowledgementStatement,
  privateKey: Uint8Array,
): Acknowledgement {
  const { agency, at, heldFiles, receiptSha256, recordId } = statement;
  return readAcknowledgement({
    ...{ agency, at, format: ACKNOWLEDGEMENT_FORMAT, heldFiles, key: addressOfKey(privateKey) },
    ...{ receiptSha256, recordId },
    signature: toHex0x(signDigest(digestOf(statement), privateKey)),
  });
}

/**
 * Holds an acknowledgement against what was handed over and to whom.
 * @param expected `fileCount`: how many files the record has
 * @param agencyOf the agency of an operator key as the verifier knows it, or undefined
 * @throws FormatError `acknowledgement-other-record`, `acknowledgement-other-receipt`, `acknowledgement-files-unknown`,
 *   `acknowledgement-key-unknown`
 */
export function checkAcknowledgement(
  acknowledgement: Acknowledgement,
  expected: {
    readonly recordId: string;
    readonly receiptSha256?: string | undefined;
    readonly fileCount: number;
  },
  agencyOf: (key: string) => string | undefined,
): void {
  const { recordId, receiptSha256, heldFiles, key, agency } = acknowledgement;
  const refuse = (code: string, message: string, details: Record<string, unknown>): never => {
    throw new FormatError(code, message, { details });
  };
  if (recordId !== expected.recordId) {
    refuse('acknowledgement-other-record', 'It is for another record', { found: recordId });
  }
  if (expected.receiptSha256 !== undefined && receiptSha256 !== expected.receiptSha256) {
    refuse('acknowledgement-other-receipt', 'It is for another receipt', { found: receiptSha256 });
  }
  if ((heldFiles.at(-1) ?? -1) >= expected.fileCount) {
    refuse('acknowledgement-files-unknown', 'The record has fewer files', { found: heldFiles.at(-1) });
  }
  const known = agencyOf(key);
  if (known !== agency)
    refuse('acknowledgement-key-unknown', 'The key is not that agency’s', { key, agency });
}
