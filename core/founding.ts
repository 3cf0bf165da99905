import { concat, toHex, toHex0x } from './bytes.ts';
import { canonicalBytes, parseCanonical } from './canonical.ts';
import { FormatError } from './errors.ts';
import {
  type CreationCode,
  contractAddress,
  contractsOf,
  type FoundingDocument,
  foundingHash,
  foundingKeys,
  readFoundingDocument,
} from './founding-document.ts';
import { readArray, readBytes0x, readHex0x, readMembers } from './shape.ts';
import { addressOfKey, personalDigest, recoverAddress, signDigest } from './signature.ts';

/**
 * The founding document with its signatures, and the founding pack: both together with the creation code that the
 * document names by hash. Whoever has a pack can compute the genesis block. docs/FORMAT.md section 8.
 */
export type FoundingSignature = {
  /** Address of the key, as the document names it. */
  readonly key: string;
  /** r ‖ s ‖ v of an EIP-191 message, v 27 or 28, 65 bytes as hex with 0x. */
  readonly signature: string;
};

export type FoundingPack = {
  readonly code: CreationCode;
  readonly document: FoundingDocument;
  /** One of every key, in the document's order. */
  readonly signatures: readonly FoundingSignature[];
};

/** A pack or document that holds, with what follows from it. */
export type Founding = {
  readonly document: FoundingDocument;
  /** SHA-256 of the document, 64 hex digits: the fingerprint to compare by telephone or on paper. */
  readonly hash: string;
  readonly registry: string;
  readonly ledger: string;
  /** Undefined where the chain was founded without hand-offs. */
  readonly handoff: string | undefined;
};

const MAX_PACK_BYTES = 16 * 1024 * 1024;
/** Twice what the EVM runs since EIP-3860, in bytes. */
const MAX_CODE_BYTES = 96 * 1024;
const MAX_SIGNATURES = 64 * 18;
/** Wallets and Ethereum's personal messages count v from 27 on. */
const PERSONAL_V = 27;

/** The text that every key signs. It names the format, so that the signature can mean nothing else elsewhere. */
export function foundingMessage(document: FoundingDocument): string {
  return `jianzheng/founding/1 ${toHex(foundingHash(document))}`;
}

/** Signs a text as wallets do, and says with which key. @throws FormatError `private-key-invalid` */
export function signPersonal(message: string, privateKey: Uint8Array): FoundingSignature {
  const signature = signDigest(personalDigest(message), privateKey);
  signature[64] = (signature[64] as number) + PERSONAL_V;
  return { key: addressOfKey(privateKey), signature: toHex0x(signature) };
}

/** Signs a document. @throws FormatError `private-key-invalid` */
export function signFounding(document: FoundingDocument, privateKey: Uint8Array): FoundingSignature {
  return signPersonal(foundingMessage(document), privateKey);
}

/**
 * A signature of this text by this key.
 * @param code of the error where it is none
 * @throws FormatError `member-invalid`, `code`
 */
export function readPersonalSignature(
  value: unknown,
  where: string,
  { message, key }: { readonly message: string; readonly key: string },
  code: string,
): FoundingSignature {
  const members = readMembers(value, where, ['key', 'signature']);
  const named = readHex0x(members.key, `${where}.key`, 20);
  const bytes = readBytes0x(members.signature, `${where}.signature`, 65, 65);
  const refuse = (reason: string): never => {
    throw new FormatError(code, reason, { details: { where, key } });
  };
  if (named !== key) refuse('Signatures do not follow the order of the keys');
  const v = (bytes[64] as number) - PERSONAL_V;
  if (v !== 0 && v !== 1) refuse('The signature does not end in 27 or 28');
  let signer: string;
  try {
    signer = recoverAddress(personalDigest(message), concat(bytes.subarray(0, 64), Uint8Array.of(v)));
  } catch {
    return refuse('The signature is none of any key');
  }
  if (signer !== key) refuse('The signature is of another key or another document');
  return { key, signature: toHex0x(bytes) };
}

/**
 * Every key named in the document has signed it, in the document's order, none else. A document that lacks one is
 * no founding: the key's owner never agreed to be there.
 * @throws FormatError `member-invalid`, `founding-signatures-incomplete`, `founding-signature-invalid`
 */
export function readFoundingSignatures(document: FoundingDocument, value: unknown): FoundingSignature[] {
  const keys = foundingKeys(document);
  const signatures = readArray(value, 'signatures', 0, MAX_SIGNATURES);
  if (signatures.length !== keys.length) {
    throw new FormatError('founding-signatures-incomplete', 'Each key of the document signs it, once', {
      details: { expected: keys.length, found: signatures.length },
    });
  }
  const message = foundingMessage(document);
  return keys.map((key, i) =>
    readPersonalSignature(signatures[i], `signatures[${i}]`, { message, key }, 'founding-signature-invalid'),
  );
}

/** What follows from a document. */
export function foundingOf(document: FoundingDocument): Founding {
  const hash = foundingHash(document);
  return {
    document,
    hash: toHex(hash),
    registry: contractAddress(hash, 'AgencyRegistry'),
    ledger: contractAddress(hash, 'EvidenceLedger'),
    handoff: document.contracts.some(({ name }) => name === 'CaseHandoff')
      ? contractAddress(hash, 'CaseHandoff')
      : undefined,
  };
}

function readCode(value: unknown, document: FoundingDocument): CreationCode {
  const names = document.contracts.map(({ name }) => name);
  const members = readMembers(value, 'code', names);
  const code = Object.fromEntries(
    names.map((name) => [name, toHex0x(readBytes0x(members[name], `code.${name}`, 1, MAX_CODE_BYTES))]),
  ) as CreationCode;
  for (const [i, { name, creationCodeHash }] of contractsOf(code).entries()) {
    if (creationCodeHash === document.contracts[i]?.creationCodeHash) continue;
    throw new FormatError('founding-code-mismatch', `The code of ${name} is not what the document names`, {
      details: { name, expected: document.contracts[i]?.creationCodeHash, found: creationCodeHash },
    });
  }
  return code;
}

/**
 * Checks a founding pack: the form of the document, every signature, the code.
 * @param pack canonical JSON bytes, or the same parsed
 * @throws FormatError of `parseCanonical`, `readFoundingDocument`, `readFoundingSignatures`, and
 *   `founding-code-mismatch`
 */
export function checkFounding(pack: unknown): FoundingPack & Founding {
  const value = pack instanceof Uint8Array ? parseCanonical(pack, { maxBytes: MAX_PACK_BYTES }) : pack;
  const members = readMembers(value, 'pack', ['code', 'document', 'signatures']);
  const document = readFoundingDocument(members.document);
  const signatures = readFoundingSignatures(document, members.signatures);
  return { ...foundingOf(document), code: readCode(members.code, document), signatures };
}

/**
 * The bytes of a founding pack, checked before they are handed out.
 * @param signatures in any order
 * @throws FormatError as `checkFounding`
 */
export function foundingPack(
  document: FoundingDocument,
  code: CreationCode,
  signatures: readonly FoundingSignature[],
): Uint8Array {
  const byKey = new Map(signatures.map((signature) => [signature.key, signature]));
  const ordered = foundingKeys(document).flatMap((key) => byKey.get(key) ?? []);
  const bytes = canonicalBytes({ code, document, signatures: ordered });
  checkFounding(bytes);
  return bytes;
}
