import { fromHex0x, toHex, toHex0x } from './bytes.ts';
import { canonicalBytes, parseCanonical } from './canonical.ts';
import { sha256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { type FoundingSignature, readPersonalSignature, signPersonal } from './founding.ts';
import { type FoundingAgency, readFoundingAgency } from './founding-document.ts';
import { readArray, readHex0x, readLiteral, readMembers, readText } from './shape.ts';
import { addressOfKey, addressOfPublicKey, publicKeyOf } from './signature.ts';

/**
 * The membership card: what an agency hands to the others before a founding. Its keys are made at home and stay there;
 * the card carries their addresses, and a signature of each, so that nobody can enter a key that is not their own.
 * docs/FORMAT.md section 8.
 */
export type CardStatement = FoundingAgency & {
  /** Where the others reach its node: `tcp://ADDRESS:PORT`, an IP address; null while it has none. */
  readonly endpoint: string | null;
  readonly format: 'jianzheng/card/1';
  /** Public key of its node, 64 bytes as hex with 0x: that of its validator key, on both engines. */
  readonly node: string;
};

export type Card = CardStatement & {
  /** One of each key over the rest of the card: governance, operators, validator. */
  readonly signatures: readonly FoundingSignature[];
};

/** The private keys of an agency, 32 bytes each. */
export type AgencyKeys = {
  readonly governance: Uint8Array;
  readonly operators: readonly Uint8Array[];
  readonly validator: Uint8Array;
};

/** 16 operators and the longest names come to a quarter of it. */
export const MAX_CARD_BYTES = 64 * 1024;
const NODE_KEY_BYTES = 64;
const ENDPOINT = /^tcp:\/\/(?:(\d+\.\d+\.\d+\.\d+)|(\[[0-9a-f:.]+\])):([1-9]\d{0,4})$/;
const MAX_PORT = 65_535;

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return text !== '0.0.0.0' && parts.every((part) => String(Number(part)) === part && Number(part) <= 255);
}

/** An IPv6 address in brackets, in its one spelling (RFC 5952 as the URL standard has it). */
function isIpv6(text: string): boolean {
  const url = `http://${text}/`;
  return text !== '[::]' && URL.canParse(url) && new URL(url).hostname === text;
}

/** Host and port of an endpoint. @throws FormatError `card-endpoint-invalid` */
export function endpointParts(endpoint: string): { readonly host: string; readonly port: number } {
  const [, v4, v6, digits] = ENDPOINT.exec(endpoint) ?? [];
  const port = Number(digits);
  if (port <= MAX_PORT) {
    if (v4 !== undefined && isIpv4(v4)) return { host: v4, port };
    if (v6 !== undefined && isIpv6(v6)) return { host: v6, port };
  }
  // No host names: a node that is let in by name is let in by whoever answers for the name.
  throw new FormatError('card-endpoint-invalid', 'An endpoint is tcp://ADDRESS:PORT, with an IP address', {
    details: { where: 'card.endpoint' },
  });
}

function statementOf({ endpoint, format, governance, id, name, node, operators, validator }: CardStatement) {
  return { endpoint, format, governance, id, name, node, operators, validator };
}

/** The text that each key of a card signs. It names the format, so that it can mean nothing else elsewhere. */
export function cardMessage(statement: CardStatement): string {
  return `jianzheng/card/1 ${toHex(sha256(canonicalBytes(statementOf(statement))))}`;
}

function cardKeys({ governance, operators, validator }: FoundingAgency): string[] {
  return [governance, ...operators, validator];
}

/**
 * A card out of parsed JSON, each of its signatures checked.
 * @throws FormatError `member-invalid`, `founding-id-invalid`, `founding-name-too-long`, `founding-key-zero`,
 *   `founding-key-repeated`, `card-endpoint-invalid`, `card-node-mismatch`, `card-unsigned`, `card-signature-invalid`
 */
export function readCard(value: unknown): Card {
  const { endpoint, format, node, signatures, ...agency } = readMembers(value, 'card', [
    'endpoint',
    'format',
    'governance',
    'id',
    'name',
    'node',
    'operators',
    'signatures',
    'validator',
  ]);
  const statement: CardStatement = {
    ...readFoundingAgency(agency, 'card'),
    endpoint: endpoint === null ? null : readEndpoint(endpoint),
    format: readLiteral(format, 'card.format', 'jianzheng/card/1'),
    node: readHex0x(node, 'card.node', NODE_KEY_BYTES),
  };
  const keys = cardKeys(statement);
  const repeated = keys.find((key, i) => keys.indexOf(key) !== i);
  if (repeated !== undefined) {
    throw new FormatError('founding-key-repeated', 'A key stands in two places', {
      details: { key: repeated },
    });
  }
  if (addressOfPublicKey(fromHex0x(statement.node)) !== statement.validator) {
    throw new FormatError('card-node-mismatch', 'The node has another key than the validator', {
      details: { validator: statement.validator },
    });
  }
  return { ...statement, signatures: readCardSignatures(statement, signatures) };
}

function readEndpoint(value: unknown): string {
  const endpoint = readText(value, 'card.endpoint');
  endpointParts(endpoint);
  return endpoint;
}

function readCardSignatures(statement: CardStatement, value: unknown): FoundingSignature[] {
  const keys = cardKeys(statement);
  const signatures = readArray(value, 'card.signatures', 0, keys.length);
  if (signatures.length !== keys.length) {
    throw new FormatError('card-unsigned', 'Each key of a card signs it, once', {
      details: { expected: keys.length, found: signatures.length },
    });
  }
  const message = cardMessage(statement);
  return keys.map((key, i) =>
    readPersonalSignature(signatures[i], `card.signatures[${i}]`, { message, key }, 'card-signature-invalid'),
  );
}

/** A card from its file. @throws FormatError of `parseCanonical` and `readCard` */
export function parseCard(bytes: Uint8Array): Card {
  return readCard(parseCanonical(bytes, { maxBytes: MAX_CARD_BYTES }));
}

/**
 * The bytes of a card, checked before they are handed out.
 * @throws FormatError `private-key-invalid`, and those of `readCard`
 */
export function makeCard(
  about: { readonly id: string; readonly name: FoundingAgency['name']; readonly endpoint: string | null },
  keys: AgencyKeys,
): Uint8Array {
  const statement: CardStatement = {
    endpoint: about.endpoint,
    format: 'jianzheng/card/1',
    governance: addressOfKey(keys.governance),
    id: about.id,
    name: about.name,
    node: toHex0x(publicKeyOf(keys.validator)),
    operators: keys.operators.map(addressOfKey),
    validator: addressOfKey(keys.validator),
  };
  const message = cardMessage(statement);
  const signatures = [keys.governance, ...keys.operators, keys.validator].map((key) =>
    signPersonal(message, key),
  );
  const bytes = canonicalBytes({ ...statement, signatures });
  parseCard(bytes);
  return bytes;
}
