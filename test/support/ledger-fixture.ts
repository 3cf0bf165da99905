import { agencyWord, BATCH_ANCHORED_TOPIC } from '../../core/batch-anchored.ts';
import { buildReceipt } from '../../core/build-receipt.ts';
import { concat, fromHex, fromHex0x, toHex, toHex0x, utf8 } from '../../core/bytes.ts';
import { type FileDigests, keccak256, sha256 } from '../../core/digests.ts';
import type { FileEntry } from '../../core/file-entry.ts';
import type { Header } from '../../core/header.ts';
import { type Tree, tree } from '../../core/merkle.ts';
import { blockHash, emptyExtra, encodeExtra, quorum, sealHeader } from '../../core/qbft.ts';
import { type BuiltRecord, buildRecord } from '../../core/record.ts';
import { buildSealedLog, type SealedLog } from '../../core/sealed-log.ts';
import { addressOfKey } from '../../core/signature.ts';
import { encodeTransactionReceipt, type Log } from '../../core/transaction-receipt.ts';
import { trieRoot } from '../../core/trie.ts';
import type { Trust } from '../../core/trust.ts';

/**
 * A ledger on paper: blocks with the headers, seals and receipts tries of a real chain, and no engine behind them. So
 * a test can also write the blocks that no engine would: that is what an adversary does. All of it is deterministic.
 */

/** 32 bytes that a name stands for; also a private key. */
export const bytesFor = (name: string): Uint8Array => sha256(utf8(`jianzheng test: ${name}`));
export const addressFor = (name: string): string => addressOfKey(bytesFor(name));

const word = (value: number | bigint): Uint8Array => fromHex(BigInt(value).toString(16).padStart(64, '0'));

export type Anchoring = {
  agency: string;
  sequence: number;
  root: Uint8Array;
  size: number;
  sealedBy: number;
};

/** The log of `BatchAnchored`, from any address. */
export function anchoringLog(address: string, anchoring: Anchoring): Log {
  return {
    address,
    topics: [
      fromHex0x(BATCH_ANCHORED_TOPIC),
      fromHex0x(agencyWord(anchoring.agency)),
      word(anchoring.sequence),
    ],
    data: concat(anchoring.root, word(anchoring.size), word(anchoring.sealedBy)),
  };
}

/** Some other contract's log, as any block may hold. */
export const noiseLog = (name: string): Log => ({
  address: addressFor(`contract ${name}`),
  topics: [bytesFor(`topic ${name}`)],
  data: utf8(`noise ${name}`.repeat(20)),
});

export type Transaction = { succeeded?: boolean; logs: readonly Log[] };
export type SealOptions = { signers?: readonly string[]; round?: number; time?: number };
export type Block = { header: Header; receipts: Uint8Array[] };

const EMPTY_LIST_HASH = keccak256(Uint8Array.of(0xc0));

export type PaperChain = {
  readonly blocks: readonly Block[];
  /** Appends a block with these transactions, sealed by a quorum of `set` (names) or by exactly `signers`. */
  seal(set: readonly string[], transactions: readonly Transaction[], options?: SealOptions): number;
  /** The proof of one log. */
  prove(number: number, transactionIndex: number, logIndex?: number): SealedLog;
};

export function paperChain(name: string): PaperChain {
  const blocks: Block[] = [];
  const append = (
    transactions: readonly Transaction[],
    keys: readonly Uint8Array[],
    options: SealOptions,
  ): number => {
    const number = blocks.length;
    const parent = blocks[number - 1]?.header;
    const receipts = transactions.map(({ succeeded = true, logs }, index) =>
      encodeTransactionReceipt({
        type: index % 3 === 0 ? 0 : index % 3,
        succeeded,
        cumulativeGasUsed: BigInt(83_000 * (index + 1)),
        logsBloom: new Uint8Array(256),
        logs,
      }),
    );
    const header: Header = {
      parentHash: parent ? blockHash(parent) : new Uint8Array(32),
      sha3Uncles: EMPTY_LIST_HASH,
      miner: new Uint8Array(20),
      stateRoot: bytesFor(`${name} state ${number}`),
      transactionsRoot: bytesFor(`${name} transactions ${number}`),
      receiptsRoot: trieRoot(receipts),
      logsBloom: new Uint8Array(256),
      difficulty: 1n,
      number: BigInt(number),
      gasLimit: 30_000_000n,
      gasUsed: BigInt(83_000 * receipts.length),
      timestamp: BigInt(options.time ?? 1_790_000_000 + number * 7),
      extraData: encodeExtra({ ...emptyExtra(), round: options.round ?? 0 }),
      mixHash: fromHex('63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365'),
      nonce: new Uint8Array(8),
    };
    blocks.push({ header: keys.length > 0 ? sealHeader(header, keys) : header, receipts });
    return number;
  };
  append([], [], {});
  return {
    blocks,
    seal: (set, transactions, options = {}) =>
      append(transactions, (options.signers ?? set.slice(0, quorum(set.length))).map(bytesFor), options),
    prove: (number, transactionIndex, logIndex = 0) =>
      buildSealedLog({
        header: blocks[number]!.header,
        parent: blocks[number - 1]!.header,
        receipts: blocks[number]!.receipts,
        transactionIndex,
        logIndex,
      }),
  };
}

/** Digests of a small text file. SM3 is beyond `core`: any digest will do for a test of comparing them. */
export function fileFor(name: string): FileEntry & { sm3: string } {
  const content = utf8(`content of ${name}`);
  return {
    name,
    mediaType: 'text/plain',
    size: content.length,
    sha256: toHex(sha256(content)),
    sm3: toHex(bytesFor(`sm3 of ${name}`)),
  };
}

export const digestsOf = ({ size, sha256: digest, sm3 }: FileEntry): FileDigests => ({
  size,
  sha256: digest,
  ...(sm3 === undefined ? {} : { sm3 }),
});

export type PaperRecord = BuiltRecord & { files: FileEntry[] };

/** A record of `agency`, with files of the given names, made when block `notBefore` of the chain was the latest. */
export function paperRecord(
  chain: PaperChain,
  agency: string,
  seed: string,
  options: {
    files?: string[];
    /** Files that have bytes of their own, in the place of `files`. */
    entries?: FileEntry[];
    kind?: string;
    notBefore?: number;
    position?: number;
    previous?: string | null;
    claims?: Record<string, string>;
  } = {},
): PaperRecord {
  const number = options.notBefore ?? 1;
  const files = options.entries ?? (options.files ?? [`${seed}.txt`]).map(fileFor);
  let salts = 0;
  const built = buildRecord({
    agency,
    kind: options.kind ?? 'evidence',
    caseId: '2026-0042',
    caseSalt: bytesFor(`${agency} case salt`).slice(0, 16),
    link: { position: options.position ?? 1, previous: options.previous ?? null },
    claims: options.claims ?? { collector: '李伟', location: '北京市东城区' },
    files,
    notBefore: { number, hash: toHex0x(blockHash(chain.blocks[number]!.header)) },
    salt: () => bytesFor(`${seed} salt ${salts++}`).slice(0, 16),
  });
  return { ...built, files };
}

export const batchOf = (records: readonly PaperRecord[]): Tree =>
  tree(records.map((record) => fromHex(record.recordId)));

/** Receipts of all records of a batch that was anchored by the given log. */
export function receiptsOf(
  chain: PaperChain,
  trust: Trust,
  records: readonly PaperRecord[],
  anchor: SealedLog,
): Uint8Array[] {
  const batch = batchOf(records);
  return records.map((record, index) =>
    buildReceipt(
      {
        record: record.record,
        disclosures: record.disclosures,
        inclusion: { index, path: batch.path(index) },
        anchor,
        notBefore: chain.blocks[record.record.notBefore.number]!.header,
      },
      trust,
    ),
  );
}
