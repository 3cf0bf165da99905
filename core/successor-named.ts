import { readAddress, readNumber, wordsOf } from './abi.ts';
import { equal, toHex, toHex0x, utf8 } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';
import type { Log } from './transaction-receipt.ts';

/** The registry's event of a ledger that takes over, as Solidity's ABI lays it out. docs/FORMAT.md section 10. */

/** topic 0 of `SuccessorNamed(uint64 indexed number, address ledger, bytes32 codeHash, uint64 fromBlock, uint64 sealedBy)`. */
export const SUCCESSOR_NAMED_TOPIC: Uint8Array = keccak256(
  utf8('SuccessorNamed(uint64,address,bytes32,uint64,uint64)'),
);

export type SuccessorNamed = {
  /** 1 for the first ledger after the founding one. */
  readonly number: number;
  /** Lower-case hex with 0x. */
  readonly ledger: string;
  /** Keccak-256 of its runtime code, as it was voted for; lower-case hex with 0x. */
  readonly codeHash: string;
  /** The first block in which it is the ledger. */
  readonly fromBlock: number;
  /** Version of the validator set that seals the block of this very event. */
  readonly sealedBy: number;
};

function invalid(message: string, cause?: unknown): never {
  throw new FormatError('event-invalid', message, { cause });
}

/**
 * Reads the event out of a log, whoever emitted it.
 * @throws FormatError `event-other` for another event, `event-invalid` for another layout, the zero address, or a
 *   number out of its range
 */
export function readSuccessorNamed({ topics, data }: Pick<Log, 'topics' | 'data'>): SuccessorNamed {
  const [topic, number] = topics;
  if (topic === undefined || !equal(topic, SUCCESSOR_NAMED_TOPIC)) {
    throw new FormatError('event-other', 'The log is no SuccessorNamed', {
      details: { topic: topic === undefined ? 'none' : toHex(topic) },
    });
  }
  if (topics.length !== 2 || data.length !== 128) invalid('The log does not have the form of SuccessorNamed');
  const [ledger, codeHash, fromBlock, sealedBy] = wordsOf(data);
  let event: SuccessorNamed;
  try {
    event = {
      number: readNumber(number),
      ledger: readAddress(ledger),
      codeHash: toHex0x(codeHash as Uint8Array),
      fromBlock: readNumber(fromBlock),
      sealedBy: readNumber(sealedBy),
    };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    return invalid(cause.message, cause);
  }
  if (event.number < 1 || event.sealedBy < 1) invalid('Ledgers and sets are counted from 1');
  if (/^0x0+$/.test(event.ledger)) invalid('The zero address as a ledger');
  return event;
}
