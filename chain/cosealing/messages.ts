import { concat, fromHex0x, toHex0x, utf8 } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { FormatError } from '../../core/errors.ts';
import { decodeHeader, encodeHeader, type Header } from '../../core/header.ts';
import { decodeExtra, encodeExtra, recoverSeals, sealHash } from '../../core/qbft.ts';
import { recoverAddress, signDigest } from '../../core/signature.ts';

/** What peers say to each other, as JSON. Everything in it was chosen by a stranger until a signature binds it. */

/** The largest block of 100 million gas, in hex, and room to spare. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** A block on its way: a header with any number of seals, and its transactions as they were signed. */
export type Block = { readonly header: Header; readonly transactions: readonly Uint8Array[] };

/** A block with the signature by which its proposer says that it made it. */
export type Proposed = Block & { readonly signature: Uint8Array };

export type WireBlock = { readonly header: string; readonly transactions: readonly string[] };
export type WireProposed = WireBlock & { readonly signature: string };

/** A validator's word on where it stands, in answer to a challenge. */
export type Report = {
  /** 0x address of who speaks. */
  readonly address: string;
  /** Number and 0x hash of its last final block. */
  readonly head: number;
  readonly hash: string;
  /** Its clock, unix milliseconds. */
  readonly time: number;
  readonly abstaining: boolean;
  /** What it has sealed above its head. */
  readonly lock: Proposed | null;
};

export type Answer =
  | { readonly kind: 'seal'; readonly seal: Uint8Array }
  | { readonly kind: 'locked'; readonly lock: Proposed }
  | { readonly kind: 'ahead'; readonly head: number }
  | { readonly kind: 'refused'; readonly reason: string };

function wrong(what: string): never {
  throw new FormatError('peer-message-invalid', `Not a message of a peer: ${what}`);
}

export function objectOf(value: unknown): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return wrong('no object');
  return value as Record<string, unknown>;
}

function bytesOf(value: unknown): Uint8Array {
  return typeof value === 'string' ? fromHex0x(value) : wrong('no bytes');
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong('no number');
}

/** What a report is signed for: random, and of one length, so that no part of it can pass for the report. */
export function challengeOf(value: unknown): string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value) ? value : wrong('no challenge');
}

export function listOf(value: unknown, most: number): readonly Uint8Array[] {
  if (!Array.isArray(value) || value.length > most) return wrong('no list, or one that is too long');
  return value.map(bytesOf);
}

/** Transactions in a block on its way, at most: twice what a proposer here puts in. */
const MAX_TRANSACTIONS = 1000;

export const toWire = ({ header, transactions }: Block): WireBlock => ({
  header: toHex0x(encodeHeader(header)),
  transactions: transactions.map(toHex0x),
});

/** @throws FormatError */
export function readBlock(value: unknown): Block {
  const { header, transactions } = objectOf(value);
  return { header: decodeHeader(bytesOf(header)), transactions: listOf(transactions, MAX_TRANSACTIONS) };
}

export const proposedToWire = (block: Proposed): WireProposed => ({
  ...toWire(block),
  signature: toHex0x(block.signature),
});

/** @throws FormatError */
export function readProposed(value: unknown): Proposed {
  return { ...readBlock(value), signature: bytesOf(objectOf(value).signature) };
}

/** @throws FormatError */
export function readAnswer(value: unknown): Answer {
  const { kind, seal, lock, head, reason } = objectOf(value);
  if (kind === 'seal') return { kind, seal: bytesOf(seal) };
  if (kind === 'locked') return { kind, lock: readProposed(lock) };
  if (kind === 'ahead') return { kind, head: numberOf(head) };
  if (kind === 'refused' && typeof reason === 'string') return { kind, reason: reason.slice(0, 200) };
  return wrong('an answer of no known kind');
}

export function answerToWire(answer: Answer): object {
  if (answer.kind === 'seal') return { ...answer, seal: toHex0x(answer.seal) };
  if (answer.kind === 'locked') return { ...answer, lock: proposedToWire(answer.lock) };
  return answer;
}

export function withSeals(header: Header, seals: readonly Uint8Array[]): Header {
  return { ...header, extraData: encodeExtra({ ...decodeExtra(header.extraData), seals }) };
}

/** The seals in a header by signer (0x address). @throws FormatError for any that is invalid or doubled */
export function sealsOf(header: Header): Map<string, Uint8Array> {
  const { seals } = decodeExtra(header.extraData);
  return new Map(recoverSeals(header).map((signer, i) => [signer, seals[i] as Uint8Array]));
}

/**
 * What a proposer signs beside its seal. It is no seal, and one who must not seal (after a restore, or a seal on a
 * proposal that came too late) can still propose: then the others' seals alone make the quorum.
 */
function proposalDigest(header: Header): Uint8Array {
  return keccak256(concat(utf8('jianzheng/proposal/1'), sealHash(header)));
}

export function signProposal(header: Header, key: Uint8Array): Uint8Array {
  return signDigest(proposalDigest(header), key);
}

/** Who proposed it, 0x address. @throws FormatError `signature-invalid` */
export function proposerOf({ header, signature }: Proposed): string {
  return recoverAddress(proposalDigest(header), signature);
}

function reportDigest(chain: string, challenge: string, body: string): Uint8Array {
  return keccak256(utf8(`jianzheng/report/1\n${chain}\n${challenge}\n${body}`));
}

/** @param chain the registry's address, which belongs to one founding document only */
export function signReport(
  report: Omit<Report, 'address'>,
  chain: string,
  challenge: string,
  key: Uint8Array,
) {
  const body = JSON.stringify({ ...report, lock: report.lock && proposedToWire(report.lock) });
  return { body, signature: toHex0x(signDigest(reportDigest(chain, challenge, body), key)) };
}

/** @throws FormatError */
export function readReport(value: unknown, chain: string, challenge: string): Report {
  const { body, signature } = objectOf(value);
  if (typeof body !== 'string') return wrong('no report');
  const address = recoverAddress(reportDigest(chain, challenge, body), bytesOf(signature));
  const { head, hash, time, abstaining, lock } = objectOf(JSON.parse(body));
  return {
    address,
    head: numberOf(head),
    hash: toHex0x(bytesOf(hash)),
    time: numberOf(time),
    abstaining: abstaining === true,
    lock: lock === null ? null : readProposed(lock),
  };
}
