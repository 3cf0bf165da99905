import { fromBase64Url, toHex, utf8 } from './bytes.ts';
import { canonicalBytes, parseCanonical } from './canonical.ts';
import { disclosureDigest, writeDisclosure } from './disclosure.ts';
import { FormatError } from './errors.ts';
import { type FileEntry, readFileEntry } from './file-entry.ts';
import { leafHash } from './merkle.ts';
import {
  readArray,
  readDigest,
  readHex0x,
  readInteger,
  readLiteral,
  readMembers,
  readObject,
  readText,
} from './shape.ts';

/** The record of one submission: fixed slots, each in clear or one salted digest. docs/FORMAT.md section 2. */

export const RECORD_FORMAT = 'jianzheng/record/1';
export const MAX_FILES = 1024;
export const MAX_CLAIMS = 64;
/** Longest claim and case id, in bytes of UTF-8. */
export const MAX_CLAIM_BYTES = 8192;
export const MAX_CASE_BYTES = 256;
/** Of a record's canonical bytes. */
export const MAX_RECORD_BYTES = 128 * 1024;

/** What agencies and kinds of records are called. */
const ID = /^[a-z][a-z0-9-]{0,30}$/;
/** What claims are called. */
const CLAIM_NAME = /^[a-z][a-zA-Z0-9]{0,39}$/;
/** Slots of the record that a claim must not borrow the name of: `[salt, "case", ...]` says one thing only. */
const RESERVED = ['case', 'link'];

export type EvidenceRecord = {
  readonly format: typeof RECORD_FORMAT;
  readonly kind: string;
  readonly agency: string;
  /** Digest of the case's disclosure: one commitment for each case of an agency. */
  readonly case: string;
  /** Digest of the link's disclosure. */
  readonly link: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  /** A sealed block that was known when the record was made: `hash` is 0x-hex of 32 bytes. */
  readonly notBefore: { readonly hash: string; readonly number: number };
};

/** Place in a case's branch, from 1, and the record ID (64 hex digits) of the record before it; null for the first. */
export type Link = { readonly position: number; readonly previous: string | null };

export type RecordInput = {
  agency: string;
  kind: string;
  caseId: string;
  /** 16 bytes, the same for every record of this case and agency. */
  caseSalt: Uint8Array;
  link: Link;
  claims: Readonly<Record<string, string>>;
  files: readonly FileEntry[];
  notBefore: { number: number; hash: string };
  /** Gives 16 fresh random bytes at each call. */
  salt: () => Uint8Array;
};

export type BuiltRecord = {
  record: EvidenceRecord;
  bytes: Uint8Array;
  /** 64 hex digits. */
  recordId: string;
  /** Of every slot, in canonical order: case, link, claims by name, files by index. */
  disclosures: string[];
};

/** Record ID: the leaf hash of the canonical record, 64 hex digits. */
export function recordId(bytes: Uint8Array): string {
  return toHex(leafHash(bytes));
}

/** Whether a text can name an agency or a kind of record. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** Reads the value of a `case` disclosure. @throws FormatError `member-invalid` */
export function readCaseId(value: unknown): string {
  const text = readText(value, 'case');
  if (text === '' || utf8(text).length > MAX_CASE_BYTES || /\p{Cc}/u.test(text)) {
    throw new FormatError(
      'member-invalid',
      `case must be a text of 1 to ${MAX_CASE_BYTES} bytes without control characters`,
      { details: { where: 'case' } },
    );
  }
  return text;
}

/** Reads the value of a `link` disclosure. @throws FormatError `member-invalid` */
export function readLink(value: unknown): Link {
  const link = readMembers(value, 'link', ['position', 'previous']);
  const position = readInteger(link.position, 'link.position', 1, Number.MAX_SAFE_INTEGER);
  if (position === 1) {
    if (link.previous !== null)
      throw new FormatError('member-invalid', 'The first record of a case follows none');
    return { position, previous: null };
  }
  const previous = readText(link.previous, 'link.previous', /^[0-9a-f]{64}$/, 'a record ID');
  return { position, previous };
}

/** Reads the value of a claim's disclosure. @throws FormatError `member-invalid` */
export function readClaim(value: unknown, name: string): string {
  const text = readText(value, `claims.${name}`);
  if (utf8(text).length > MAX_CLAIM_BYTES) {
    throw new FormatError('member-invalid', `claims.${name} is longer than ${MAX_CLAIM_BYTES} bytes`, {
      details: { where: `claims.${name}` },
    });
  }
  return text;
}

function checkClaimNames(names: readonly string[]): void {
  if (names.length > MAX_CLAIMS) throw new FormatError('member-invalid', `More than ${MAX_CLAIMS} claims`);
  for (const name of names) {
    if (!CLAIM_NAME.test(name) || RESERVED.includes(name)) {
      throw new FormatError('member-invalid', 'A claim cannot have this name', {
        details: { where: `claims.${name.slice(0, 64)}` },
      });
    }
  }
}

/**
 * Reads the record out of a parsed document.
 * @throws FormatError `member-invalid`, `record-digest-repeated`
 */
export function readRecord(value: unknown): EvidenceRecord {
  const members = readMembers(value, 'record', [
    'agency',
    'case',
    'claims',
    'files',
    'format',
    'kind',
    'link',
    'notBefore',
  ]);
  const format = readLiteral(members.format, 'record.format', RECORD_FORMAT);
  const claimMembers = readObject(members.claims, 'record.claims');
  checkClaimNames(Object.keys(claimMembers));
  const claims = Object.fromEntries(
    Object.entries(claimMembers).map(([name, digest]) => [name, readDigest(digest, `record.claims.${name}`)]),
  );
  const files = readArray(members.files, 'record.files', 1, MAX_FILES).map((digest, index) =>
    readDigest(digest, `record.files[${index}]`),
  );
  const notBefore = readMembers(members.notBefore, 'record.notBefore', ['hash', 'number']);
  const record: EvidenceRecord = {
    agency: readText(members.agency, 'record.agency', ID, 'an agency id'),
    case: readDigest(members.case, 'record.case'),
    claims,
    files,
    format,
    kind: readText(members.kind, 'record.kind', ID, 'a kind of record'),
    link: readDigest(members.link, 'record.link'),
    notBefore: {
      hash: readHex0x(notBefore.hash, 'record.notBefore.hash', 32),
      number: readInteger(notBefore.number, 'record.notBefore.number', 1, Number.MAX_SAFE_INTEGER),
    },
  };
  // One disclosure must never fill two slots: whoever reads it would have to guess which was meant.
  const digests = slotDigests(record);
  if (new Set(digests).size !== digests.length) {
    throw new FormatError('record-digest-repeated', 'The same digest stands in two slots of the record');
  }
  return record;
}

/** Parses a canonical record. @throws FormatError those of `parseCanonical` and `readRecord` */
export function parseRecord(bytes: Uint8Array): EvidenceRecord {
  return readRecord(parseCanonical(bytes, { maxBytes: MAX_RECORD_BYTES }));
}

/** The digests of all slots in canonical order: case, link, claims by name, files by index. */
export function slotDigests(record: EvidenceRecord): string[] {
  return [
    record.case,
    record.link,
    ...claimNames(record).map((name) => record.claims[name]!),
    ...record.files,
  ];
}

/** Names of the claims in canonical order. */
export function claimNames(record: { claims: Readonly<Record<string, string>> }): string[] {
  return Object.keys(record.claims).sort();
}

/** The commitment to a case, 32 bytes: what its records hold (as base64url) and what the chain may speak of. */
export function caseCommitment(caseId: string, salt: Uint8Array): Uint8Array {
  return fromBase64Url(disclosureDigest(writeDisclosure(salt, 'case', readCaseId(caseId))));
}

/**
 * Makes a record with the disclosures of all its slots.
 * @throws FormatError `member-invalid`, `file-name-invalid`, `salt-invalid`, `json-value-invalid`
 */
export function buildRecord(input: RecordInput): BuiltRecord {
  const names = claimNames(input);
  checkClaimNames(names);
  const inCase = writeDisclosure(input.caseSalt, 'case', readCaseId(input.caseId));
  const link = writeDisclosure(input.salt(), 'link', { ...readLink(input.link) });
  const claims = names.map((name) =>
    writeDisclosure(input.salt(), name, readClaim(input.claims[name], name)),
  );
  const files = input.files.map((file, index) => {
    // Only the members of the format: what else a caller's object carries is not for the record.
    const { name, mediaType, size, sha256, sm3 } = file;
    const entry = { name, mediaType, size, sha256, ...(sm3 === undefined ? {} : { sm3 }) };
    return writeDisclosure(input.salt(), null, { ...readFileEntry(entry, `files[${index}]`) });
  });
  const value = {
    agency: input.agency,
    case: disclosureDigest(inCase),
    claims: Object.fromEntries(names.map((name, index) => [name, disclosureDigest(claims[index]!)])),
    files: files.map(disclosureDigest),
    format: RECORD_FORMAT,
    kind: input.kind,
    link: disclosureDigest(link),
    notBefore: { hash: input.notBefore.hash, number: input.notBefore.number },
  };
  // Read back by the reader that verifiers use: nothing is made that would be refused later.
  const record = readRecord(value);
  const bytes = canonicalBytes(value);
  return { record, bytes, recordId: recordId(bytes), disclosures: [inCase, link, ...claims, ...files] };
}
