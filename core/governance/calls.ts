import { type Argument, addressWord, encodeCall, numberWord } from '../abi.ts';
import { agencyWord } from '../batch-anchored.ts';
import { fromHex0x } from '../bytes.ts';
import type { SignedKey } from './possession.ts';

/** What can be asked of the registry, and the bytes that ask for it. */
export type GovernanceCall =
  | {
      readonly method: 'propose-admission';
      readonly agency: string;
      readonly governance: SignedKey;
      readonly validator: SignedKey;
    }
  | {
      readonly method: 'propose-suspension' | 'propose-reinstatement' | 'propose-removal';
      readonly agency: string;
    }
  | {
      readonly method: 'propose-governance' | 'propose-validator';
      readonly agency: string;
      readonly key: SignedKey;
    }
  | {
      readonly method: 'propose-successor';
      /** Address of the deployed ledger. */
      readonly ledger: string;
      /** Keccak-256 of its runtime code, hex with 0x. */
      readonly codeHash: string;
      readonly fromBlock: number;
    }
  | { readonly method: 'vote' | 'withdraw'; readonly motion: number }
  | { readonly method: 'claim' }
  | { readonly method: 'add-operator'; readonly key: SignedKey }
  | { readonly method: 'revoke-operator'; readonly address: string };

export type Method = GovernanceCall['method'];

/** Solidity's signature of each call. */
export const SIGNATURES: Readonly<Record<Method, string>> = {
  'propose-admission': 'proposeAdmission(bytes32,address,address,bytes,bytes)',
  'propose-suspension': 'proposeSuspension(bytes32)',
  'propose-reinstatement': 'proposeReinstatement(bytes32)',
  'propose-removal': 'proposeRemoval(bytes32)',
  'propose-governance': 'proposeGovernance(bytes32,address,bytes)',
  'propose-validator': 'proposeValidator(bytes32,address,bytes)',
  'propose-successor': 'proposeSuccessor(address,bytes32,uint64)',
  vote: 'vote(uint64)',
  withdraw: 'withdraw(uint64)',
  claim: 'claim()',
  'add-operator': 'addOperator(address,bytes)',
  'revoke-operator': 'revokeOperator(address)',
};

const idWord = (id: string): Uint8Array => fromHex0x(agencyWord(id));
const proof = ({ signature }: SignedKey): Argument => ({ bytes: fromHex0x(signature) });

function argumentsOf(call: GovernanceCall): Argument[] {
  switch (call.method) {
    case 'propose-admission': {
      const { agency, governance, validator } = call;
      const keys = [addressWord(governance.key), addressWord(validator.key)];
      return [idWord(agency), ...keys, proof(governance), proof(validator)];
    }
    case 'propose-suspension':
    case 'propose-reinstatement':
    case 'propose-removal':
      return [idWord(call.agency)];
    case 'propose-governance':
    case 'propose-validator':
      return [idWord(call.agency), addressWord(call.key.key), proof(call.key)];
    case 'propose-successor':
      return [addressWord(call.ledger), fromHex0x(call.codeHash), numberWord(call.fromBlock)];
    case 'vote':
    case 'withdraw':
      return [numberWord(call.motion)];
    case 'claim':
      return [];
    case 'add-operator':
      return [addressWord(call.key.key), proof(call.key)];
    case 'revoke-operator':
      return [addressWord(call.address)];
  }
}

/** The input of a transaction to the registry. @throws FormatError `hex-invalid`, `abi-invalid` */
export function calldataOf(call: GovernanceCall): Uint8Array {
  return encodeCall(SIGNATURES[call.method], argumentsOf(call));
}

/** Which key sends it: voting is the cold key's business, and a seat is claimed by the validator that will hold it. */
export function roleFor(method: Method): 'governance' | 'validator' {
  return method === 'claim' ? 'validator' : 'governance';
}
