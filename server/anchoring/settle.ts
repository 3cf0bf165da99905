import { agencyWord } from '../../core/batch-anchored.ts';
import { canonicalText } from '../../core/canonical.ts';
import { encodeHeader } from '../../core/header.ts';
import type { SealedLog } from '../../core/sealed-log.ts';
import { faultPoint } from '../faults.ts';
import { LedgerError } from '../ledger/errors.ts';
import { followSets } from '../ledger/links.ts';
import { isAnchorOf, openAnchor, type ProvedAnchor, proveLog } from '../ledger/proofs.ts';
import { type Batch, insertBatch, lastSequence, rootOfRecords, waitingRecords } from '../sealing/batches.ts';
import { endAlerts, raiseAlert } from '../store/alerts.ts';
import { keepHeader, latestHeader } from '../store/headers.ts';
import { anyWebhook, tell } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import type { Anchoring } from './anchoring.ts';

/** What to do once the chain holds an anchor under our agency: prove it, then store what it proves. */

export type Proof = { readonly sealed: SealedLog; readonly anchor: ProvedAnchor };

/**
 * Proves what the chain holds under a sequence of ours, up to the seals.
 * @throws LedgerError of the node; FormatError for a proof that does not hold
 */
export async function proveAnchor(context: Anchoring, sequence: number): Promise<Proof> {
  const { node, trustFile, agency, cache } = context;
  const { blockNumber } = await node.batchAt(agencyWord(agency), sequence);
  const wanted = isAnchorOf(trustFile.trust.ledger, agency, sequence);
  const sealed = await proveLog(node, blockNumber, wanted);
  if (!sealed) throw new LedgerError('ledger-answer-invalid', `No receipts of block ${blockNumber} yet`);
  // The set may have changed since the head was last verified; the anchor names the one that seals its block.
  await followSets(node, trustFile);
  return { sealed, anchor: openAnchor(sealed, agency, trustFile.trust, cache) };
}

function insertAnchor(store: Store, { sealed, anchor }: Proof, now: number): void {
  const { number, blockHash, time, header } = anchor.opened;
  // A verified header like any other: from now on a node that does not have it is behind.
  if (number > (latestHeader(store)?.number ?? 0)) {
    keepHeader(store, { number, hash: blockHash, rlp: encodeHeader(header), time }, now);
  }
  store.run(
    `INSERT INTO anchors (sequence, sealed_log, block_number, block_hash, block_time, sealed_by, stored_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sequence) DO NOTHING`,
    anchor.sequence,
    canonicalText(sealed),
    number,
    blockHash,
    time,
    anchor.sealedBy,
    now,
  );
  endAlerts(store, ['anchor-failed'], now, String(anchor.sequence));
}

/** So many records are named by one notice. */
const TOLD_RECORDS = 100;

/** Tells that the records of a batch are anchored and proved: their receipts are there. */
function tellAnchored(store: Store, { anchor }: Proof, now: number): void {
  if (!anyWebhook(store)) return;
  const { sequence, rootHex: root } = anchor;
  const { number: block, time } = anchor.opened;
  const ids = store
    .all<{ id: string }>('SELECT id FROM records WHERE batch = ? ORDER BY leaf_index', sequence)
    .map(({ id }) => id);
  const type = 'records.anchored';
  for (let first = 0; first < ids.length; first += TOLD_RECORDS) {
    const records = ids.slice(first, first + TOLD_RECORDS);
    const data = { sequence, root, block, blockTime: new Date(time * 1000).toISOString(), records };
    tell(store, { key: `${type} ${sequence}-${first}`, type, at: now, data }, now);
  }
}

function foreignAlert(context: Anchoring, { anchor }: Proof): void {
  const details = {
    sequence: anchor.sequence,
    root: anchor.rootHex,
    size: anchor.size,
    block: anchor.opened.number,
  };
  raiseAlert(
    context.store,
    { code: 'foreign-anchor', subject: String(anchor.sequence), details },
    context.now(),
  );
  context.log.error(details, 'A root that is not ours stands under our agency on the chain');
}

function storeOurs(context: Anchoring, batch: Batch, proof: Proof): void {
  const { store, now } = context;
  store.transaction(() => {
    insertAnchor(store, proof, now());
    store.run(`UPDATE batches SET state = 'anchored' WHERE sequence = ?`, batch.sequence);
    endAlerts(store, ['anchor-refused'], now());
    tellAnchored(store, proof, now());
    faultPoint('anchor-uncommitted');
  });
}

/**
 * A foreign root took our batch's sequence: sealed proof of it is in `proof`, and only that allows another sequence.
 * The row of the old one keeps the foreign root with its proof; what we signed for it stays in `transactions`.
 */
function moveBatch(context: Anchoring, batch: Batch, proof: Proof): void {
  const { store, now } = context;
  const { sequence, root, size } = batch;
  store.transaction(() => {
    foreignAlert(context, proof);
    insertBatch(store, { sequence: sequence + 1, root, size, state: 'open' }, [], now());
    store.run('UPDATE records SET batch = ? WHERE batch = ?', sequence + 1, sequence);
    const { rootHex, size: foreignSize } = proof.anchor;
    store.run(
      `UPDATE batches SET state = 'foreign', root = ?, size = ? WHERE sequence = ?`,
      rootHex,
      foreignSize,
      sequence,
    );
    insertAnchor(store, proof, now());
  });
}

/** Stores what the chain holds under an open batch's sequence: our root, or the proof that it is another's. */
export async function settleBatch(context: Anchoring, batch: Batch): Promise<void> {
  const proof = await proveAnchor(context, batch.sequence);
  faultPoint('anchor-seen');
  const ours = proof.anchor.rootHex === batch.root && proof.anchor.size === batch.size;
  if (ours) storeOurs(context, batch, proof);
  else moveBatch(context, batch, proof);
  faultPoint('anchor-stored');
}

/**
 * The chain holds a sequence that the store does not know: the store was restored from a backup, or someone else
 * uses our key. Batches are made of waiting records in their order, so the first ones may well be that batch: if
 * they give the anchored root they are, and nothing is anchored twice. If not, it is an alert.
 */
export async function adoptNext(context: Anchoring): Promise<void> {
  const { store, now, log } = context;
  const proof = await proveAnchor(context, lastSequence(store) + 1);
  const { sequence, size, rootHex: root } = proof.anchor;
  // Nothing is awaited from here to the commit, so no record can come in between.
  const records = waitingRecords(store, size);
  const matches = records.length === size && rootOfRecords(records) === root;
  store.transaction(() => {
    if (matches) {
      insertBatch(store, { sequence, root, size, state: 'anchored' }, records, now());
      const details = { sequence, root, size };
      raiseAlert(store, { code: 'batch-matched', subject: String(sequence), details }, now());
      tellAnchored(store, proof, now());
      log.warn(details, 'An anchored batch that the store did not know was matched to its records');
    } else {
      store.run(
        `INSERT INTO batches (sequence, root, size, created_at, state) VALUES (?, ?, ?, ?, 'foreign')`,
        sequence,
        root,
        size,
        now(),
      );
      foreignAlert(context, proof);
    }
    insertAnchor(store, proof, now());
  });
}
