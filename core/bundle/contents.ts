import { canonicalBytes, parseCanonical } from '../canonical.ts';
import { FormatError } from '../errors.ts';
import { MAX_FILES } from '../record.ts';
import { readArray, readHex, readInteger, readLiteral, readMembers, readText } from '../shape.ts';

/**
 * What lies where in a bundle. It says nothing about evidence: receipts do that, and each file is held against them by
 * its content. docs/FORMAT.md section 14.
 */

export const CONTENTS_FORMAT = 'jianzheng/case-bundle/2';
/** Below the bag's base folder. */
export const CONTENTS_PATH = 'data/bundle.json';
export const MAX_CONTENTS_BYTES = 64 * 1024 * 1024;
export const MAX_BUNDLE_ENTRIES = 100_000;

export type BundledRecord = {
  /** Record ID, 64 hex digits. */
  readonly recordId: string;
  /** Path of its receipt. */
  readonly receipt: string;
  /** Those of its files that came along: place in the record, and path. Two records may share one path. */
  readonly files: readonly { readonly index: number; readonly path: string }[];
};

export type BundleContents = {
  readonly format: typeof CONTENTS_FORMAT;
  /** Those of the case: for it to be whole, all of them. */
  readonly records: readonly BundledRecord[];
  /**
   * Records of other cases, of any agency, that what was said of this one names: reasons, purposes, reports,
   * countersignatures and key lists. Of their cases nothing is asked.
   */
  readonly related: readonly BundledRecord[];
  /** Evidence files: what the chain says of the case and its records beside the anchors. */
  readonly evidence: readonly string[];
  /** Path of a trust bundle whose links may be of use; never a root. */
  readonly links: string | null;
  /** Paths of time stamps of batches that records are in; missing where there are none. */
  readonly timeStamps?: readonly string[];
};

/** The one form of the contents, in bytes. */
export function contentsBytes(contents: BundleContents): Uint8Array {
  return canonicalBytes(contents);
}

const readPath = (value: unknown, where: string) => readText(value, where, /^data\/./, 'a path below data/');

const readPaths = (value: unknown, where: string, least: number) =>
  readArray(value, where, least, MAX_BUNDLE_ENTRIES).map((path, index) =>
    readPath(path, `${where}[${index}]`),
  );

function readBundled(value: unknown, where: string): BundledRecord {
  const members = readMembers(value, where, ['files', 'receipt', 'recordId']);
  const files = readArray(members.files, `${where}.files`, 0, MAX_FILES).map((file, index) => {
    const at = `${where}.files[${index}]`;
    const { index: place, path } = readMembers(file, at, ['index', 'path']);
    return { index: readInteger(place, `${at}.index`, 0, MAX_FILES - 1), path: readPath(path, `${at}.path`) };
  });
  return {
    recordId: readHex(members.recordId, `${where}.recordId`, 32),
    receipt: readPath(members.receipt, `${where}.receipt`),
    files,
  };
}

const readRecords = (value: unknown, where: string, least: number) =>
  readArray(value, where, least, MAX_BUNDLE_ENTRIES).map((record, index) =>
    readBundled(record, `${where}[${index}]`),
  );

/** @throws FormatError `bundle-contents-invalid` */
export function parseContents(bytes: Uint8Array): BundleContents {
  try {
    const members = readMembers(
      parseCanonical(bytes, { maxBytes: MAX_CONTENTS_BYTES }),
      'bundle',
      ['evidence', 'format', 'links', 'records', 'related'],
      ['timeStamps'],
    );
    return {
      format: readLiteral(members.format, 'bundle.format', CONTENTS_FORMAT),
      records: readRecords(members.records, 'bundle.records', 1),
      related: readRecords(members.related, 'bundle.related', 0),
      evidence: readPaths(members.evidence, 'bundle.evidence', 0),
      links: members.links === null ? null : readPath(members.links, 'bundle.links'),
      ...(members.timeStamps === undefined
        ? {}
        : { timeStamps: readPaths(members.timeStamps, 'bundle.timeStamps', 1) }),
    };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError('bundle-contents-invalid', `${CONTENTS_PATH}: ${cause.message}`, {
      cause,
      details: { reason: cause.code, ...cause.details },
    });
  }
}
