import { toHex0x, utf8 } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { MAX_TREE_SIZE } from './merkle.ts';
import type { Log } from './transaction-receipt.ts';

/** The ledger's event that anchors a batch, as Solidity's ABI lays it out. docs/FORMAT.md section 10. */

/** topic 0 of `BatchAnchored(bytes32 indexed agency, uint64 indexed sequence, bytes32 root, uint64 size, uint64 sealedBy)`. */
export const BATCH_ANCHORED_TOPIC: string = toHex0x(
  keccak256(utf8('BatchAnchored(bytes32,uint64,bytes32,uint64,uint64)')),
);

export type BatchAnchored = {
  /** The agency's word (see `agencyWord`). */
  readonly agency: string;
  readonly sequence: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly size: number;
  /** Version of the validator set that seals the block of this very event. */
  readonly sealedBy: number;
};

/** An agency's id as the contracts hold it: ASCII, left-aligned in 32 bytes; lower-case hex with 0x. */
export function agencyWord(id: string): string {
  const word = new Uint8Array(32);
  word.set(utf8(id));
  return toHex0x(word);
}

function readCount(word: Uint8Array, where: string, max: number): number {
  let value = 0n;
  for (const byte of word) value = (value << 8n) | BigInt(byte);
  if (value < 1n || value > BigInt(max)) {
    throw new FormatError('event-invalid', `${where} must be from 1 to ${max}`, {
      details: { where, found: value.toString() },
    });
  }
  return Number(value);
}

/**
 * Reads the event out of a log, whoever emitted it.
 * @throws FormatError `event-other` for another event, `event-invalid` for a value out of its range
 */
export function readBatchAnchored(log: Pick<Log, 'topics' | 'data'>): BatchAnchored {
  const [topic, agency, sequence] = log.topics;
  if (topic === undefined || toHex0x(topic) !== BATCH_ANCHORED_TOPIC) {
    throw new FormatError('event-other', 'The log is no BatchAnchored', {
      details: { topic: topic === undefined ? 'none' : toHex0x(topic) },
    });
  }
  if (log.topics.length !== 3 || agency === undefined || sequence === undefined || log.data.length !== 96) {
    throw new FormatError('event-invalid', 'The log does not have the form of BatchAnchored');
  }
  return {
    agency: toHex0x(agency),
    // The contract counts in uint64; what is beyond 2^53 could not be counted up to.
    sequence: readCount(sequence, 'sequence', Number.MAX_SAFE_INTEGER),
    root: log.data.subarray(0, 32),
    size: readCount(log.data.subarray(32, 64), 'size', MAX_TREE_SIZE),
    sealedBy: readCount(log.data.subarray(64, 96), 'sealedBy', Number.MAX_SAFE_INTEGER),
  };
}
