import { toHex0x } from './bytes.ts';
import { canonicalBytes, parseCanonical } from './canonical.ts';
import type { Card } from './card.ts';
import { FormatError } from './errors.ts';
import { type FoundingSignature, foundingMessage, readPersonalSignature } from './founding.ts';
import {
  type CreationCode,
  contractsOf,
  type FoundingAgency,
  type FoundingDocument,
  foundingHash,
  type Names,
  readFoundingDocument,
} from './founding-document.ts';
import { readArray, readHex0x, readLiteral, readMembers, readText } from './shape.ts';

/**
 * From cards to a founding document, and from each agency's signatures to the list of them all. Nothing here is random
 * or of the clock: the same cards and the same parameters give the same bytes on each agency's machine.
 */
export type FoundingParameters = {
  readonly chainId: number;
  readonly consortium: Names;
  readonly forks: FoundingDocument['genesis']['forks'];
  readonly gasLimit: number;
  /** Unix seconds. */
  readonly timestamp: number;
};

function refuse(code: string, message: string, details: Record<string, unknown>): never {
  throw new FormatError(code, message, { details });
}

function agencyOf({ governance, id, name, operators, validator }: Card): FoundingAgency {
  return { governance, id, name, operators, validator };
}

/** No id and no key twice; says which agencies are concerned, so that they can talk to each other. */
function checkCards(cards: readonly Card[]): void {
  const ids = new Set<string>();
  const owners = new Map<string, string>();
  for (const { id, governance, operators, validator } of cards) {
    if (ids.has(id)) refuse('card-doubled', 'Two cards have one id', { id });
    ids.add(id);
    for (const key of [governance, ...operators, validator]) {
      const owner = owners.get(key);
      if (owner !== undefined) {
        refuse('card-key-shared', 'Two agencies have one key', { key, first: owner, second: id });
      }
      owners.set(key, id);
    }
  }
}

/**
 * The founding document of these cards.
 * @param cards in any order
 * @throws FormatError `card-doubled`, `card-key-shared`, and those of `readFoundingDocument`
 */
export function documentOf(
  cards: readonly Card[],
  { chainId, consortium, forks, gasLimit, timestamp }: FoundingParameters,
  code: CreationCode,
): FoundingDocument {
  checkCards(cards);
  return readFoundingDocument({
    // Plain comparison: ids are ASCII.
    agencies: cards.map(agencyOf).sort((a, b) => (a.id < b.id ? -1 : 1)),
    chainId,
    consortium,
    contracts: contractsOf(code),
    format: 'jianzheng/founding/1',
    genesis: { forks, gasLimit, timestamp },
  });
}

/** The parameters that a document was made with. */
export function parametersOf({ chainId, consortium, genesis }: FoundingDocument): FoundingParameters {
  return { chainId, consortium, ...genesis };
}

/** What an agency sends back once it has checked the document. */
export type AgencySignatures = {
  readonly agency: string;
  /** SHA-256 of the founding document, hex with 0x. */
  readonly founding: string;
  readonly format: 'jianzheng/founding-signatures/1';
  /** Governance, operators, validator. */
  readonly signatures: readonly FoundingSignature[];
};

const MAX_SIGNATURES_BYTES = 64 * 1024;

/** The bytes of an agency's signature file. @param signatures of its keys, in the document's order */
export function agencySignatures(
  document: FoundingDocument,
  agency: string,
  signatures: readonly FoundingSignature[],
): Uint8Array {
  const bytes = canonicalBytes({
    agency,
    format: 'jianzheng/founding-signatures/1',
    founding: toHex0x(foundingHash(document)),
    signatures,
  });
  readAgencySignatures(document, bytes);
  return bytes;
}

/**
 * An agency's signature file, each signature checked against the document.
 * @throws FormatError of `parseCanonical`; `member-invalid`, `signatures-of-another-founding`,
 *   `signatures-of-a-stranger`, `founding-signatures-incomplete`, `founding-signature-invalid`
 */
export function readAgencySignatures(document: FoundingDocument, bytes: Uint8Array): AgencySignatures {
  const value = parseCanonical(bytes, { maxBytes: MAX_SIGNATURES_BYTES });
  const members = readMembers(value, 'signatures', ['agency', 'format', 'founding', 'signatures']);
  const format = readLiteral(members.format, 'signatures.format', 'jianzheng/founding-signatures/1');
  const founding = readHex0x(members.founding, 'signatures.founding', 32);
  const id = readText(members.agency, 'signatures.agency');
  if (founding !== toHex0x(foundingHash(document))) {
    refuse('signatures-of-another-founding', 'They are of another founding document', { id, founding });
  }
  const agency = document.agencies.find((one) => one.id === id);
  if (!agency) return refuse('signatures-of-a-stranger', 'The document names no such agency', { id });
  const keys = [agency.governance, ...agency.operators, agency.validator];
  const given = readArray(members.signatures, 'signatures.signatures', 0, keys.length);
  if (given.length !== keys.length) {
    refuse('founding-signatures-incomplete', 'Each key of the agency signs, once', { id });
  }
  const message = foundingMessage(document);
  const signatures = keys.map((key, i) =>
    readPersonalSignature(
      given[i],
      `signatures.signatures[${i}]`,
      { message, key },
      'founding-signature-invalid',
    ),
  );
  return { agency: id, format, founding, signatures };
}

/**
 * All signatures of a document, out of each agency's.
 * @throws FormatError `signatures-doubled`, `signatures-missing` with the ids of the agencies that have not signed
 */
export function mergeSignatures(
  document: FoundingDocument,
  given: readonly AgencySignatures[],
): FoundingSignature[] {
  const byAgency = new Map<string, AgencySignatures>();
  for (const one of given) {
    if (byAgency.has(one.agency)) {
      refuse('signatures-doubled', 'An agency’s signatures came twice', { id: one.agency });
    }
    byAgency.set(one.agency, one);
  }
  const missing = document.agencies.filter(({ id }) => !byAgency.has(id)).map(({ id }) => id);
  if (missing.length > 0) {
    refuse('signatures-missing', 'A chain starts only with all the signatures', {
      missing: missing.join(', '),
    });
  }
  return document.agencies.flatMap(({ id }) => byAgency.get(id)?.signatures ?? []);
}
