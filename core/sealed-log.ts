import { equal, toHex0x } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { decodeHeader, encodeHeader, type Header, MAX_HEADER_BYTES } from './header.ts';
import { blockHash, unsealed } from './qbft.ts';
import { readArray, readBytes0x, readInteger, readMembers } from './shape.ts';
import { decodeTransactionReceipt, type Log } from './transaction-receipt.ts';
import { trieProof, trieRoot } from './trie.ts';
import { verifyTrieProof } from './trie-proof.ts';

/**
 * One log, proved up to the seals of its block: the header with its seals, the way from its receipts root to the
 * transaction's receipt, and the parent's header, whose time bounds the block's from below. All hex with 0x.
 */
export type SealedLog = {
  /** RLP of the block's header, seals included. */
  readonly header: string;
  /** Position among the logs of its own transaction. */
  readonly logIndex: number;
  /** RLP of the parent's header in the form whose Keccak-256 is `parentHash`: round 0, no seals. */
  readonly parent: string;
  /** Nodes of the receipts trie, root first. */
  readonly proof: readonly string[];
  readonly transactionIndex: number;
};

/** A sealed log's parts, read but not yet held against each other. */
export type SealedLogParts = {
  readonly header: Header;
  readonly parent: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly transactionIndex: number;
  readonly logIndex: number;
};

/** What a sealed log says, once everything but the seals has been checked. */
export type OpenedLog = {
  readonly header: Header;
  /** Lower-case hex with 0x. */
  readonly blockHash: string;
  readonly number: number;
  /** Unix seconds: what the proposer says, not before what the parent's proposer said. */
  readonly time: number;
  readonly parentTime: number;
  /** Whether the log's transaction succeeded. */
  readonly succeeded: boolean;
  readonly log: Log;
};

const MAX_PROOF_NODES = 64;
const MAX_NODE_BYTES = 4 * 1024 * 1024;

/** Reads a sealed log's members. @throws FormatError `member-invalid`, `header-invalid` */
export function readSealedLog(value: unknown, where: string): SealedLogParts {
  const names = ['header', 'logIndex', 'parent', 'proof', 'transactionIndex'] as const;
  const members = readMembers(value, where, names);
  const proof = readArray(members.proof, `${where}.proof`, 1, MAX_PROOF_NODES);
  return {
    header: decodeHeader(readBytes0x(members.header, `${where}.header`, 1, MAX_HEADER_BYTES)),
    parent: readBytes0x(members.parent, `${where}.parent`, 1, MAX_HEADER_BYTES),
    proof: proof.map((node, i) => readBytes0x(node, `${where}.proof[${i}]`, 1, MAX_NODE_BYTES)),
    transactionIndex: readInteger(members.transactionIndex, `${where}.transactionIndex`, 0, 2 ** 32 - 1),
    logIndex: readInteger(members.logIndex, `${where}.logIndex`, 0, 2 ** 32 - 1),
  };
}

/** The parent's header, if it is the one that `header` names. @throws FormatError `parent-mismatch` */
export function openParent(header: Header, parent: Uint8Array): Header {
  if (!equal(keccak256(parent), header.parentHash)) {
    throw new FormatError('parent-mismatch', 'The parent does not have the hash that the block names', {
      details: { expected: toHex0x(header.parentHash), found: toHex0x(keccak256(parent)) },
    });
  }
  const opened = decodeHeader(parent);
  // Engines hold to both. A quorum that broke them would make the printed span of time meaningless.
  if (opened.number + 1n !== header.number || opened.timestamp > header.timestamp) {
    throw new FormatError('parent-mismatch', 'The parent is not the block before, or claims a later time');
  }
  return opened;
}

/**
 * The log that the proof leads to.
 * @throws FormatError `trie-proof-invalid`, `transaction-receipt-invalid`, `log-missing`
 */
export function openLog(parts: SealedLogParts): { succeeded: boolean; log: Log } {
  const { header, transactionIndex, proof, logIndex } = parts;
  const receipt = decodeTransactionReceipt(verifyTrieProof(header.receiptsRoot, transactionIndex, proof));
  const log = receipt.logs[logIndex];
  if (!log) throw new FormatError('log-missing', `The transaction has ${receipt.logs.length} logs`);
  return { succeeded: receipt.succeeded, log };
}

/**
 * Reads a sealed log and checks all of it but the seals: which set of validators they are held against depends on
 * what the log says, so that is a step of its own (`checkSeals`). Until then nothing here is more than a claim.
 * @throws FormatError `member-invalid`, `header-invalid`, `extra-data-invalid`, `parent-mismatch`,
 *   `trie-proof-invalid`, `transaction-receipt-invalid`, `log-missing`
 */
export function openSealedLog(value: unknown, where = 'sealedLog'): OpenedLog {
  const parts = readSealedLog(value, where);
  const { header } = parts;
  return {
    header,
    blockHash: toHex0x(blockHash(header)),
    number: Number(header.number),
    time: Number(header.timestamp),
    parentTime: Number(openParent(header, parts.parent).timestamp),
    ...openLog(parts),
  };
}

/**
 * Builds the proof of one log from all receipts of its block, and opens it before handing it out.
 * @param parts `header` with its seals, `parent` in any form, `receipts`: the block's, in consensus bytes
 * @throws FormatError `receipts-root-mismatch` when the receipts are not this block's, and whatever opening throws
 */
export function buildSealedLog(parts: {
  header: Header;
  parent: Header;
  receipts: readonly Uint8Array[];
  transactionIndex: number;
  logIndex: number;
}): SealedLog {
  const { header, parent, receipts, transactionIndex, logIndex } = parts;
  const root = trieRoot(receipts);
  if (!equal(root, header.receiptsRoot) || transactionIndex >= receipts.length) {
    throw new FormatError('receipts-root-mismatch', 'These are not the receipts of this block', {
      details: { expected: toHex0x(header.receiptsRoot), found: toHex0x(root) },
    });
  }
  const sealed: SealedLog = {
    header: toHex0x(encodeHeader(header)),
    logIndex,
    parent: toHex0x(encodeHeader(unsealed(parent))),
    proof: trieProof(receipts, transactionIndex).map(toHex0x),
    transactionIndex,
  };
  openSealedLog(sealed);
  return sealed;
}
