import { canonicalBytes, parseCanonical } from '../canonical.ts';
import { disclosureDigest, readDisclosure } from '../disclosure.ts';
import { type FileEntry, readFileEntry } from '../file-entry.ts';
import { MAX_RECEIPT_BYTES, parseReceipt } from '../receipt.ts';
import { readRecord } from '../record.ts';
import { readObject } from '../shape.ts';

/** Showing less of a record than its receipt does. What is left out stays committed: its digest is in the record. */

/** What a disclosure shows. */
export type Slot =
  | { readonly slot: 'case' }
  | { readonly slot: 'link' }
  | { readonly slot: 'claim'; readonly name: string }
  | { readonly slot: 'file'; readonly index: number; readonly file: FileEntry };

/**
 * The receipt with those of its disclosures that are wanted, in its one form.
 * @throws FormatError those of `parseReceipt` and `readDisclosure`
 */
export function withDisclosures(receipt: Uint8Array, wanted: (slot: Slot) => boolean): Uint8Array {
  const { record, disclosures } = parseReceipt(receipt);
  const places = new Map(readRecord(record).files.map((digest, index) => [digest, index]));
  const kept = disclosures.filter((text) => {
    const { name, value } = readDisclosure(text);
    if (name === 'case' || name === 'link') return wanted({ slot: name });
    if (name !== null) return wanted({ slot: 'claim', name });
    const index = places.get(disclosureDigest(text)) ?? -1;
    return wanted({ slot: 'file', index, file: readFileEntry(value, 'file') });
  });
  if (kept.length === disclosures.length) return receipt;
  const whole = readObject(parseCanonical(receipt, { maxBytes: MAX_RECEIPT_BYTES }), 'receipt');
  return canonicalBytes({ ...whole, disclosures: kept });
}
