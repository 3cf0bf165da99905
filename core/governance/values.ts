import { readAddress, readNumber } from '../abi.ts';
import { toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { MOTION_KINDS, MOTION_STATUSES, ROLES, readEnum, readId, STATUSES } from './words.ts';

/** Values of the registry's events and errors, each a word. What a word is follows from what the value is called. */
export type Values = Readonly<Record<string, string | number>>;

type Reader = (word: Uint8Array | undefined) => string | number;

const id: Reader = (word) => readId(word) ?? '-';
const hash: Reader = (word) => toHex0x(word ?? new Uint8Array());

const READERS: Readonly<Record<string, Reader>> = {
  agency: id,
  proposer: id,
  subject: id,
  key: readAddress,
  governance: readAddress,
  validator: readAddress,
  previous: readAddress,
  operator: readAddress,
  ledger: readAddress,
  role: (word) => readEnum(word, ROLES),
  status: (word) => readEnum(word, STATUSES),
  motionStatus: (word) => readEnum(word, MOTION_STATUSES),
  kind: (word) => readEnum(word, MOTION_KINDS),
  expected: hash,
  found: hash,
  codeHash: hash,
};

/**
 * @param names of the values, in order, spaces between
 * @throws FormatError `abi-invalid`
 */
export function readValues(names: string, words: readonly Uint8Array[]): Values {
  const list = names.split(' ');
  if (list.length !== words.length) throw new FormatError('abi-invalid', `Not ${list.length} values`);
  return Object.fromEntries(list.map((name, i) => [name, (READERS[name] ?? readNumber)(words[i])]));
}
