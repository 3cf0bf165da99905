import { concat, fromHex0x, toHex0x, utf8 } from './bytes.ts';
import { canonicalBytes } from './canonical.ts';
import { keccak256, sha256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { MAX_VALIDATORS } from './qbft.ts';
import {
  type Members,
  readArray,
  readHex0x,
  readInteger,
  readLiteral,
  readMembers,
  readText,
} from './shape.ts';

/**
 * The founding document: who founds the chain, and all else that fixes its genesis block byte for byte.
 * docs/FORMAT.md section 8.
 */
export type Names = { readonly en: string; readonly zh: string };

export type FoundingAgency = {
  /** Address of the cold key that governs the agency. All addresses: lower-case hex with 0x. */
  readonly governance: string;
  readonly id: string;
  readonly name: Names;
  /** Addresses of the keys that anchor for it. */
  readonly operators: readonly string[];
  /** Address of the key that seals blocks for it. */
  readonly validator: string;
};

export type ContractName = 'AgencyRegistry' | 'EvidenceLedger' | 'CaseHandoff';

export type FoundingDocument = {
  /** At least one, by ascending id. Their order is the order of validator set 1. */
  readonly agencies: readonly FoundingAgency[];
  readonly chainId: number;
  readonly consortium: Names;
  /** What stands in the genesis block, by name: Keccak-256 of the creation code without constructor arguments. */
  readonly contracts: readonly { readonly creationCodeHash: string; readonly name: ContractName }[];
  readonly format: 'jianzheng/founding/1';
  readonly genesis: {
    readonly forks: 'berlin' | 'london';
    readonly gasLimit: number;
    /** Unix seconds. */
    readonly timestamp: number;
  };
};

/** The contracts of a genesis block, in the order in which their constructors run. */
export const CONTRACT_NAMES = [
  'AgencyRegistry',
  'EvidenceLedger',
  'CaseHandoff',
] as const satisfies ContractName[];

/** Without the first two there is nothing to verify. A chain that has no CaseHandoff knows no hand-offs. */
const FEWEST_CONTRACTS = 2;

export const MAX_OPERATORS = 16;
const MAX_NAME_LENGTH = 200;
/** Above it the v of EIP-155 transactions leaves the integers that JavaScript wallets hold exactly. */
const MAX_CHAIN_ID = 4_503_599_627_370_476;
/** What founding and the largest calls need; an engine refuses no larger limit below 2^53. */
const MIN_GAS_LIMIT = 10_000_000;
/** The end of the year 9999. */
const MAX_TIMESTAMP = 253_402_300_799;
const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;

const AGENCY_ID = /^[a-z][a-z0-9-]{0,30}$/;
/**
 * Any script. No control characters, no line breaks, no marks that turn the direction of the text around them: a
 * name is shown beside a verdict, and must not be able to rearrange it. No space at either end.
 */
const NAME = /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+(?<!\s)$/u;

function refuse(code: string, message: string, details: Record<string, unknown>): never {
  throw new FormatError(code, message, { details });
}

function readNames(value: unknown, where: string): Names {
  const { en, zh } = readMembers(value, where, ['en', 'zh']);
  return { en: readName(en, `${where}.en`), zh: readName(zh, `${where}.zh`) };
}

function readName(value: unknown, where: string): string {
  const name = readText(value, where, NAME, 'a name on one line, without control characters');
  if (name.length <= MAX_NAME_LENGTH) return name;
  return refuse('founding-name-too-long', `${where} is longer than ${MAX_NAME_LENGTH}`, { where });
}

function readAddress(value: unknown, where: string): string {
  const address = readHex0x(value, where, 20);
  if (address === ZERO_ADDRESS) refuse('founding-key-zero', `${where} is the zero address`, { where });
  return address;
}

/**
 * An agency with exactly the members of its entry in the document.
 * @throws FormatError `member-invalid`, `founding-id-invalid`, `founding-name-too-long`, `founding-key-zero`
 */
export function readFoundingAgency(value: unknown, where: string): FoundingAgency {
  const names = ['governance', 'id', 'name', 'operators', 'validator'] as const;
  const members = readMembers(value, where, names);
  const id = readText(members.id, `${where}.id`);
  if (!AGENCY_ID.test(id)) {
    refuse('founding-id-invalid', `${where}.id must be 1 to 31 of a-z, 0-9 and "-", from a letter on`, {
      where,
    });
  }
  return {
    governance: readAddress(members.governance, `${where}.governance`),
    id,
    name: readNames(members.name, `${where}.name`),
    operators: readArray(members.operators, `${where}.operators`, 1, MAX_OPERATORS).map((key, i) =>
      readAddress(key, `${where}.operators[${i}]`),
    ),
    validator: readAddress(members.validator, `${where}.validator`),
  };
}

function readContracts(value: unknown): FoundingDocument['contracts'] {
  return readArray(value, 'founding.contracts', FEWEST_CONTRACTS, CONTRACT_NAMES.length).map((entry, i) => {
    const where = `founding.contracts[${i}]`;
    const { creationCodeHash, name } = readMembers(entry, where, ['creationCodeHash', 'name']);
    return {
      creationCodeHash: readHex0x(creationCodeHash, `${where}.creationCodeHash`, 32),
      name: readLiteral(name, `${where}.name`, CONTRACT_NAMES[i] as ContractName),
    };
  });
}

function readGenesis(value: unknown): FoundingDocument['genesis'] {
  const { forks, gasLimit, timestamp } = readMembers(value, 'founding.genesis', [
    'forks',
    'gasLimit',
    'timestamp',
  ]);
  return {
    forks: forks === 'london' ? 'london' : readLiteral(forks, 'founding.genesis.forks', 'berlin'),
    gasLimit: readInteger(gasLimit, 'founding.genesis.gasLimit', MIN_GAS_LIMIT, Number.MAX_SAFE_INTEGER),
    timestamp: readInteger(timestamp, 'founding.genesis.timestamp', 0, MAX_TIMESTAMP),
  };
}

/** Every key of a document in the order of its signatures: for each agency governance, operators, validator. */
export function foundingKeys(document: FoundingDocument): string[] {
  return document.agencies.flatMap(({ governance, operators, validator }) => [
    governance,
    ...operators,
    validator,
  ]);
}

function checkAgencies(document: FoundingDocument): void {
  for (const [i, { id }] of document.agencies.entries()) {
    // Ascending excludes doubled ids as well. Plain comparison: ids are ASCII.
    if (i > 0 && id <= (document.agencies[i - 1] as FoundingAgency).id) {
      refuse('founding-agencies-unsorted', 'Agencies must be sorted by id, each once', { id });
    }
  }
  const keys = foundingKeys(document);
  const repeated = keys.find((key, i) => keys.indexOf(key) !== i);
  if (repeated !== undefined) {
    refuse('founding-key-repeated', 'A key stands in two places', { key: repeated });
  }
}

/**
 * A founding document out of parsed JSON.
 * @throws FormatError `member-invalid`, `founding-id-invalid`, `founding-name-too-long`, `founding-key-zero`,
 *   `founding-key-repeated`, `founding-agencies-unsorted`
 */
export function readFoundingDocument(value: unknown): FoundingDocument {
  const members: Members = readMembers(value, 'founding', [
    'agencies',
    'chainId',
    'consortium',
    'contracts',
    'format',
    'genesis',
  ]);
  const { agencies, chainId, consortium, contracts, format, genesis } = members;
  const document: FoundingDocument = {
    agencies: readArray(agencies, 'founding.agencies', 1, MAX_VALIDATORS).map((agency, i) =>
      readFoundingAgency(agency, `founding.agencies[${i}]`),
    ),
    chainId: readInteger(chainId, 'founding.chainId', 1, MAX_CHAIN_ID),
    consortium: readNames(consortium, 'founding.consortium'),
    contracts: readContracts(contracts),
    format: readLiteral(format, 'founding.format', 'jianzheng/founding/1'),
    genesis: readGenesis(genesis),
  };
  checkAgencies(document);
  return document;
}

/** The document's one spelling: canonical JSON. */
export function foundingBytes(document: FoundingDocument): Uint8Array {
  return canonicalBytes(document);
}

/** SHA-256 of the document's bytes, 32 bytes: what everyone compares, in hex, as the fingerprint. */
export function foundingHash(document: FoundingDocument): Uint8Array {
  return sha256(foundingBytes(document));
}

/**
 * The address of a contract in the genesis block: the last 20 bytes of Keccak-256("jianzheng/1" ‖ document's hash ‖
 * contract's name). It differs with every byte of the document, and so binds whatever names it to one chain.
 * @param hash 32 bytes, from `foundingHash`
 */
export function contractAddress(hash: Uint8Array, name: ContractName): string {
  return toHex0x(keccak256(concat(utf8('jianzheng/1'), hash, utf8(name))).subarray(12));
}

/** Creation code of each contract that a document names, hex with 0x, without constructor arguments. */
export type CreationCode = {
  readonly AgencyRegistry: string;
  readonly EvidenceLedger: string;
  readonly CaseHandoff?: string;
};

/** The `contracts` member for this creation code. */
export function contractsOf(code: CreationCode): FoundingDocument['contracts'] {
  return CONTRACT_NAMES.flatMap((name) => {
    const bytes = code[name];
    return bytes === undefined ? [] : [{ creationCodeHash: toHex0x(keccak256(fromHex0x(bytes))), name }];
  });
}
