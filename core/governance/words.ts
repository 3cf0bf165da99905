import { readNumber } from '../abi.ts';
import { toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';

/** The registry's enums, by number, and its names of agencies. contracts/interfaces/IAgencyRegistry.sol. */

export const ROLES = ['none', 'governance', 'operator', 'validator'] as const;
export const STATUSES = ['none', 'admitted', 'active', 'suspended', 'removed'] as const;
export const MOTION_KINDS = [
  'none',
  'admit',
  'suspend',
  'reinstate',
  'remove',
  'replace-governance',
  'replace-validator',
  'name-successor',
] as const;
export const MOTION_STATUSES = ['unknown', 'open', 'passed', 'withdrawn', 'expired', 'void'] as const;

export type Role = (typeof ROLES)[number];
export type Status = (typeof STATUSES)[number];
export type MotionKind = (typeof MOTION_KINDS)[number];
export type MotionStatus = (typeof MOTION_STATUSES)[number];

/** A word as one of the names of an enum. @throws FormatError `abi-invalid` */
export function readEnum<Name extends string>(word: Uint8Array | undefined, names: readonly Name[]): Name {
  return names[readNumber(word, names.length - 1)] as Name;
}

const ID_WORD = /^([a-z][a-z0-9-]{0,30})\0+$/;

/**
 * The id in an agency's word; undefined for the word of none. What is no id comes as the word's hex, to be seen.
 * @throws FormatError `abi-invalid`
 */
export function readId(word: Uint8Array | undefined): string | undefined {
  if (word?.length !== 32) throw new FormatError('abi-invalid', 'A word is missing');
  if (word.every((byte) => byte === 0)) return undefined;
  return ID_WORD.exec(String.fromCharCode(...word))?.[1] ?? toHex0x(word);
}
