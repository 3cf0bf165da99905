import { buildReceipt } from '../core/build-receipt.ts';
import { fromHex, toHex } from '../core/bytes.ts';
import { InvariantError } from '../core/errors.ts';
import { decodeHeader } from '../core/header.ts';
import { type Tree, tree } from '../core/merkle.ts';
import type { SealCache } from '../core/qbft.ts';
import { parseRecord } from '../core/record.ts';
import type { SealedLog } from '../core/sealed-log.ts';
import type { Trust } from '../core/trust.ts';
import type { ReceiptLookup } from './http/services.ts';
import { headerAt } from './store/headers.ts';
import type { Store } from './store/store.ts';

/**
 * Receipts are not stored: all of a receipt's parts are, none of them ever changes, and putting them together gives the
 * same bytes each time. Each is verified before it is handed out.
 */
export type Receipts = {
  /** @param recordId 64 hex digits @throws FormatError `receipt-unprovable`, InvariantError: the store is damaged */
  receiptFor(recordId: string): ReceiptLookup;
};

type Row = {
  canonical: Uint8Array;
  disclosures: string;
  notBefore: number;
  batch: number | null;
  leafIndex: number | null;
  sealedLog: string | null;
};

/** Leaves in cached trees, at most: 64 bytes each, so some 32 MB. */
const MAX_CACHED_LEAVES = 500_000;

/** Trees of the batches asked for last, built from the records' IDs. */
function treeCache(store: Store): (sequence: number) => Tree {
  const trees = new Map<number, Tree>();
  return (sequence) => {
    const known = trees.get(sequence);
    if (known) {
      // Last in the order of the map: what was asked for lately is dropped last.
      trees.delete(sequence);
      trees.set(sequence, known);
      return known;
    }
    const ids = store.all<{ id: string }>(
      'SELECT id FROM records WHERE batch = ? ORDER BY leaf_index',
      sequence,
    );
    const made = tree(ids.map(({ id }) => fromHex(id)));
    const root = store.one<{ root: string }>('SELECT root FROM batches WHERE sequence = ?', sequence)?.root;
    if (toHex(made.root) !== root) {
      throw new InvariantError('The records of a batch do not give its root', { details: { sequence } });
    }
    trees.set(sequence, made);
    let leaves = 0;
    for (const [cached, { size }] of [...trees].reverse()) {
      leaves += size;
      if (leaves > MAX_CACHED_LEAVES && cached !== sequence) trees.delete(cached);
    }
    return made;
  };
}

export function receipts(store: Store, trust: () => Trust, cache: SealCache): Receipts {
  const treeOf = treeCache(store);
  return {
    receiptFor(recordId) {
      const row = store.one<Row>(
        `SELECT canonical, disclosures, not_before AS notBefore, batch, leaf_index AS leafIndex,
                anchors.sealed_log AS sealedLog
           FROM records LEFT JOIN anchors ON anchors.sequence = records.batch WHERE records.id = ?`,
        recordId,
      );
      if (!row) return { kind: 'unknown' };
      if (row.batch === null || row.leafIndex === null) return { kind: 'pending', state: 'received' };
      if (row.sealedLog === null) return { kind: 'pending', state: 'batched' };
      const header = headerAt(store, row.notBefore);
      if (!header)
        throw new InvariantError('The header that a record names is gone', { details: { recordId } });
      const bytes = buildReceipt(
        {
          record: parseRecord(row.canonical),
          disclosures: JSON.parse(row.disclosures) as string[],
          inclusion: { index: row.leafIndex, path: treeOf(row.batch).path(row.leafIndex) },
          anchor: JSON.parse(row.sealedLog) as SealedLog,
          notBefore: decodeHeader(header.rlp),
        },
        trust(),
        cache,
      );
      return { kind: 'receipt', bytes };
    },
  };
}
