import { equal, toHex, toHex0x, utf8 } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { MAX_VALIDATORS } from './qbft.ts';
import type { Log } from './transaction-receipt.ts';

/** The registry's event of a new validator set, as Solidity's ABI lays it out. docs/FORMAT.md section 10. */

/** topic 0 of `ValidatorSetChanged(uint64 indexed version, address[] validators)`. */
export const VALIDATOR_SET_CHANGED_TOPIC: Uint8Array = keccak256(
  utf8('ValidatorSetChanged(uint64,address[])'),
);

export type ValidatorSetChanged = {
  /** The version that this set has; the block of this event is still sealed by the one before. */
  readonly version: number;
  /** Addresses, lower-case hex with 0x, in the order of the contract's array. */
  readonly validators: readonly string[];
};

function invalid(message: string): never {
  throw new FormatError('event-invalid', message);
}

function readCount(word: Uint8Array, where: string, max: number): number {
  const value = BigInt(toHex0x(word));
  return value >= 1n && value <= BigInt(max) ? Number(value) : invalid(`${where} must be from 1 to ${max}`);
}

function readAddress(word: Uint8Array): string {
  if (word.subarray(0, 12).some((byte) => byte !== 0)) invalid('A word that is no address');
  const address = word.subarray(12);
  return address.every((byte) => byte === 0) ? invalid('The zero address as a validator') : toHex0x(address);
}

/**
 * Reads the event out of a log, whoever emitted it. The data must be the one canonical layout of an array: offset
 * 32, count, elements, and nothing after them.
 * @throws FormatError `event-other` for another event, `event-invalid` for another layout, no validator or more than
 *   64, the zero address, one address twice
 */
export function readValidatorSetChanged(log: Pick<Log, 'topics' | 'data'>): ValidatorSetChanged {
  const { topics, data } = log;
  const [topic, version] = topics;
  if (topic === undefined || !equal(topic, VALIDATOR_SET_CHANGED_TOPIC)) {
    throw new FormatError('event-other', 'The log is no ValidatorSetChanged', {
      details: { topic: topic === undefined ? 'none' : toHex(topic) },
    });
  }
  if (topics.length !== 2 || version?.length !== 32 || data.length < 64) {
    invalid('The log does not have the form of ValidatorSetChanged');
  }
  if (readCount(data.subarray(0, 32), 'offset', 32) !== 32) invalid('The array does not begin at 32');
  const count = readCount(data.subarray(32, 64), 'count', MAX_VALIDATORS);
  if (data.length !== 64 + count * 32) invalid('The data does not end with the array');
  const validators = Array.from({ length: count }, (_, i) =>
    readAddress(data.subarray(64 + i * 32, 96 + i * 32)),
  );
  if (new Set(validators).size !== count) invalid('One validator stands there twice');
  return { version: readCount(version as Uint8Array, 'version', Number.MAX_SAFE_INTEGER), validators };
}
