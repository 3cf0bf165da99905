import { disclosureDigest, readDisclosure } from './disclosure.ts';
import { FormatError } from './errors.ts';
import { type FileEntry, readFileEntry } from './file-entry.ts';
import {
  claimNames,
  type EvidenceRecord,
  type Link,
  readCaseId,
  readClaim,
  readLink,
  slotDigests,
} from './record.ts';

/** What the given disclosures show of a record. Slots without a disclosure are missing, hidden files are null. */
export type OpenedRecord = {
  readonly case?: string;
  readonly link?: Link;
  readonly claims: Readonly<Record<string, string>>;
  /** One element for each file of the record. */
  readonly files: readonly (FileEntry | null)[];
};

/**
 * Puts each disclosure into the slot that holds its digest. Every one must have a slot, name that slot, and come in the
 * order of the slots, so that a set of disclosures has one form and none is there twice.
 * @throws FormatError `disclosure-unknown`, `disclosure-order`, `disclosure-misplaced`, `disclosure-invalid`,
 *   `member-invalid`, `file-name-invalid`
 */
export function openDisclosures(record: EvidenceRecord, disclosures: readonly string[]): OpenedRecord {
  const names = claimNames(record);
  const slots = new Map(slotDigests(record).map((digest, slot) => [digest, slot]));
  const files: (FileEntry | null)[] = record.files.map(() => null);
  const claims: [string, string][] = [];
  let inCase: string | undefined;
  let link: Link | undefined;
  let before = -1;
  for (const [index, text] of disclosures.entries()) {
    const slot = slots.get(disclosureDigest(text));
    const details = { index };
    if (slot === undefined) {
      throw new FormatError('disclosure-unknown', 'No slot of the record holds the digest of a disclosure', {
        details,
      });
    }
    if (slot <= before) {
      throw new FormatError('disclosure-order', 'A disclosure is doubled or out of order', { details });
    }
    before = slot;
    const { name, value } = readDisclosure(text);
    const file = slot - 2 - names.length;
    const claim = names[slot - 2];
    const expected = slot === 0 ? 'case' : slot === 1 ? 'link' : (claim ?? null);
    if (name !== expected) {
      throw new FormatError('disclosure-misplaced', 'A disclosure names another slot than the one it is in', {
        details,
      });
    }
    if (slot === 0) inCase = readCaseId(value);
    else if (slot === 1) link = readLink(value);
    else if (claim !== undefined) claims.push([claim, readClaim(value, claim)]);
    else files[file] = readFileEntry(value, `files[${file}]`);
  }
  return {
    ...(inCase === undefined ? {} : { case: inCase }),
    ...(link === undefined ? {} : { link }),
    claims: Object.fromEntries(claims),
    files,
  };
}
