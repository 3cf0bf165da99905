import { toHex, toHex0x } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { decodeExtra, encodeExtra } from '../../core/qbft.ts';
import { RECEIPT_FORMAT, type Receipt } from '../../core/receipt.ts';
import type { Log } from '../../core/transaction-receipt.ts';
import {
  anchoringLog,
  batchOf,
  noiseLog,
  type PaperChain,
  type PaperRecord,
  paperChain,
  paperRecord,
  type SealOptions,
} from './ledger-fixture.ts';
import type { PaperWorld } from './paper-world.ts';

/**
 * Receipts that an adversary writes: a chain of its own for the same consortium, each part open to change. With no
 * change at all the receipt is good, so a test sees that it is the change that fails.
 */
export type Forgery = {
  agency?: string;
  /** Changes the record before its batch is made. */
  record?: (record: PaperRecord, chain: PaperChain) => PaperRecord;
  /** Changes the anchoring log. */
  log?: (log: Log) => Log;
  anchoring?: { agency?: string; sequence?: number; size?: number; sealedBy?: number; root?: Uint8Array };
  succeeded?: boolean;
  /** Seals of the anchoring block and of the block before it. */
  seal?: SealOptions;
  sealEarlier?: SealOptions;
  /** Puts another block 1, made this way, into the place of the one that the record names. */
  sealNamed?: SealOptions;
  /** Seals added to, or put in place of, those of the header. */
  header?: (header: Header) => Header;
  notBefore?: (header: Header, chain: PaperChain) => Header;
  /** Number of the block that the record names; there are blocks 1, 2 (the anchor) and 3. */
  notBeforeNumber?: number;
  set?: readonly string[];
  /** Blocks between the first one and the anchor: with 2, the anchor comes after the change to set 2. */
  after?: number;
  receipt?: (receipt: Receipt, chain: PaperChain) => unknown;
};

/** The header with other seals. */
export function withSeals(
  header: Header,
  change: (seals: readonly Uint8Array[]) => readonly Uint8Array[],
): Header {
  const extra = decodeExtra(header.extraData);
  return { ...header, extraData: encodeExtra({ ...extra, seals: change(extra.seals) }) };
}

export function forgeReceipt(
  world: PaperWorld,
  forgery: Forgery = {},
): { bytes: Uint8Array; record: PaperRecord } {
  const set = forgery.set ?? world.sets[0]!;
  const chain = paperChain(`forged ${world.name}`);
  const first = world.sets[0]!;
  chain.seal(first, [], forgery.sealEarlier);
  const plan = paperChain(`forged ${world.name}`);
  plan.seal(first, [], forgery.sealNamed ?? forgery.sealEarlier);
  plan.seal(first, []);
  plan.seal(first, []);
  const number = forgery.notBeforeNumber ?? 1;
  const named = forgery.sealNamed || number !== 1 ? plan : chain;
  const others = [0, 1].map((i) => paperRecord(chain, 'grid', `forged other ${i}`));
  const plain = paperRecord(named, 'grid', 'forged', {
    notBefore: number,
    files: ['a.txt', 'b.txt'],
  });
  const record = forgery.record?.(plain, chain) ?? plain;
  const records = [others[0]!, record, others[1]!];
  const batch = batchOf(records);
  const log = anchoringLog(world.trust.ledger, {
    agency: 'grid',
    sequence: 1,
    root: batch.root,
    size: records.length,
    sealedBy: 1,
    ...forgery.anchoring,
  });
  for (let i = 0; i < (forgery.after ?? 0); i++) chain.seal(first, []);
  const anchored = chain.seal(
    set,
    [
      { logs: [noiseLog('x')] },
      { succeeded: forgery.succeeded ?? true, logs: [noiseLog('y'), forgery.log?.(log) ?? log] },
    ],
    forgery.seal,
  );
  const anchor = chain.prove(anchored, 1, 1);
  const header = forgery.header?.(chain.blocks[anchored]!.header) ?? chain.blocks[anchored]!.header;
  const earlier = named.blocks[number]!.header;
  const receipt: Receipt = {
    anchor: { ...anchor, header: toHex0x(encodeHeader(header)) },
    disclosures: record.disclosures,
    format: RECEIPT_FORMAT,
    inclusion: { index: 1, path: batch.path(1).map(toHex) },
    notBefore: toHex0x(encodeHeader(forgery.notBefore?.(earlier, chain) ?? earlier)),
    record: record.record,
  };
  return { bytes: canonicalBytes(forgery.receipt?.(receipt, chain) ?? receipt), record };
}
