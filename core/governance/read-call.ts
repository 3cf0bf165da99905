import { readAddress, readNumber, selectorOf, wordsOf } from '../abi.ts';
import { equal, toHex0x } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { calldataOf, type GovernanceCall, type Method, SIGNATURES } from './calls.ts';
import type { SignedKey } from './possession.ts';
import { readId } from './words.ts';

/**
 * Reads the input of a transaction back: whoever signs one that another machine wrote signs what these bytes ask for,
 * not what somebody says about them.
 */

const SIGNATURE_WORDS = 3;
const SIGNATURE_BYTES = 65;

function invalid(message: string): never {
  throw new FormatError('call-invalid', message);
}

/** A signature of 65 bytes behind the places; what else stands there shows when the bytes are written again. */
function signatureAt(words: readonly Uint8Array[], place: number): string {
  const offset = readNumber(words[place], words.length * 32);
  const first = offset / 32 + 1;
  const parts = words.slice(first, first + SIGNATURE_WORDS).map((word) => toHex0x(word).slice(2));
  if (parts.length !== SIGNATURE_WORDS) invalid('A signature is missing');
  return `0x${parts.join('').slice(0, SIGNATURE_BYTES * 2)}`;
}

function idAt(words: readonly Uint8Array[], place: number): string {
  const id = readId(words[place]);
  return id === undefined || id.startsWith('0x') ? invalid('Not the id of an agency') : id;
}

function keyAt(words: readonly Uint8Array[], key: number, signature: number): SignedKey {
  return { key: readAddress(words[key]), signature: signatureAt(words, signature) };
}

function read(method: Method, words: readonly Uint8Array[]): GovernanceCall {
  switch (method) {
    case 'propose-admission':
      return {
        method,
        agency: idAt(words, 0),
        governance: keyAt(words, 1, 3),
        validator: keyAt(words, 2, 4),
      };
    case 'propose-suspension':
    case 'propose-reinstatement':
    case 'propose-removal':
      return { method, agency: idAt(words, 0) };
    case 'propose-governance':
    case 'propose-validator':
      return { method, agency: idAt(words, 0), key: keyAt(words, 1, 2) };
    case 'propose-successor': {
      const codeHash = words[1] ?? invalid('The code hash is missing');
      return {
        method,
        ledger: readAddress(words[0]),
        codeHash: toHex0x(codeHash),
        fromBlock: readNumber(words[2]),
      };
    }
    case 'vote':
    case 'withdraw':
      return { method, motion: readNumber(words[0]) };
    case 'claim':
      return { method };
    case 'add-operator':
      return { method, key: keyAt(words, 0, 1) };
    case 'revoke-operator':
      return { method, address: readAddress(words[0]) };
  }
}

/**
 * What these bytes ask of the registry. Only the one encoding that `calldataOf` gives is taken.
 * @throws FormatError `call-invalid`, `abi-invalid`
 */
export function readCall(data: Uint8Array): GovernanceCall {
  const selector = data.subarray(0, 4);
  const methods = Object.keys(SIGNATURES) as Method[];
  const method = methods.find((name) => equal(selectorOf(SIGNATURES[name]), selector));
  if (method === undefined) return invalid('No call of the registry that a key of an agency makes');
  const call = read(method, wordsOf(data.subarray(4)));
  return equal(calldataOf(call), data) ? call : invalid('The bytes hold more than the call');
}
