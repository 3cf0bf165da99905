import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalBytes, parseCanonical } from '../../core/canonical.ts';
import { disclosureDigest, readDisclosure, writeDisclosure } from '../../core/disclosure.ts';
import type { FileEntry } from '../../core/file-entry.ts';
import { type Receipt, receiptBytes } from '../../core/receipt.ts';
import { type EvidenceRecord, recordId } from '../../core/record.ts';

/**
 * What a hostile department can do: its administrator has the database, the files and every key of the agency. He
 * replaces a file by another and makes all that follows from it fit: digests, disclosure, record. What he cannot make
 * fit is the root on the chain, which three other agencies sealed.
 */

const hex = (algorithm: 'sha256' | 'sm3', bytes: Uint8Array) =>
  createHash(algorithm).update(bytes).digest('hex');

type Rewritten = {
  readonly record: EvidenceRecord;
  readonly disclosures: readonly string[];
  readonly entry: FileEntry;
};

function rewrite(
  record: EvidenceRecord,
  disclosures: readonly string[],
  name: string,
  bytes: Uint8Array,
): Rewritten {
  for (const [index, text] of disclosures.entries()) {
    const old = readDisclosure(text).value as unknown as FileEntry;
    if (old?.name !== name) continue;
    const entry: FileEntry = {
      ...old,
      size: bytes.length,
      sha256: hex('sha256', bytes),
      sm3: hex('sm3', bytes),
    };
    const fresh = writeDisclosure(new Uint8Array(16), null, { ...entry, sm3: entry.sm3! });
    const [from, to] = [disclosureDigest(text), disclosureDigest(fresh)];
    const files = record.files.map((digest) => (digest === from ? to : digest));
    return { record: { ...record, files }, disclosures: disclosures.with(index, fresh), entry };
  }
  throw new Error(`The record discloses no file ${name}`);
}

/** A receipt in which one file is another: everything inside the record fits, the path and the seals are the old ones. */
export function forgeReceipt(receipt: Uint8Array, name: string, bytes: Uint8Array): Uint8Array {
  const genuine = parseCanonical(receipt, { maxBytes: receipt.length }) as unknown as Receipt;
  const { record, disclosures } = rewrite(genuine.record, genuine.disclosures, name, bytes);
  return receiptBytes({ ...genuine, record, disclosures });
}

type Row = { seq: number; canonical: Uint8Array; disclosures: string };

/**
 * Rewrites a record in an agency's own database, behind the back of its running service.
 * @param data the agency's data folder
 * @returns the ID that the record now has, and an act that puts everything back as it was
 */
export function rewriteDatabase(
  data: string,
  id: string,
  name: string,
  bytes: Uint8Array,
): { readonly newId: string; readonly undo: () => void } {
  const path = join(data, 'service', 'store.sqlite');
  const within = (act: (db: DatabaseSync) => void) => {
    const db = new DatabaseSync(path, { timeout: 5_000 });
    try {
      db.exec('BEGIN IMMEDIATE');
      act(db);
      db.exec('COMMIT');
    } finally {
      db.close();
    }
  };
  let row: Row | undefined;
  let newId = '';
  let file: { size: number; sha256: string; sm3: string | null } | undefined;
  within((db) => {
    row = db.prepare('SELECT seq, canonical, disclosures FROM records WHERE id = ?').get(id) as
      | Row
      | undefined;
    if (!row) throw new Error(`No record ${id}`);
    const old = parseCanonical(row.canonical, {
      maxBytes: row.canonical.length,
    }) as unknown as EvidenceRecord;
    const changed = rewrite(old, JSON.parse(row.disclosures) as string[], name, bytes);
    const canonical = canonicalBytes(changed.record);
    newId = recordId(canonical);
    file = db
      .prepare('SELECT size, sha256, sm3 FROM record_files WHERE record = ? AND name = ?')
      .get(row.seq, name) as typeof file;
    db.prepare('UPDATE records SET id = ?, canonical = ?, disclosures = ? WHERE seq = ?').run(
      newId,
      canonical,
      JSON.stringify(changed.disclosures),
      row.seq,
    );
    db.prepare('UPDATE record_files SET size = ?, sha256 = ?, sm3 = ? WHERE record = ? AND name = ?').run(
      changed.entry.size,
      changed.entry.sha256,
      changed.entry.sm3 ?? null,
      row.seq,
      name,
    );
  });
  const undo = () =>
    within((db) => {
      const { seq, canonical, disclosures } = row!;
      db.prepare('UPDATE records SET id = ?, canonical = ?, disclosures = ? WHERE seq = ?').run(
        id,
        canonical,
        disclosures,
        seq,
      );
      db.prepare('UPDATE record_files SET size = ?, sha256 = ?, sm3 = ? WHERE record = ? AND name = ?').run(
        file!.size,
        file!.sha256,
        file!.sm3,
        seq,
        name,
      );
    });
  return { newId, undo };
}
