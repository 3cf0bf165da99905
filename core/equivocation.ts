import { toHex0x } from './bytes.ts';
import { canonicalBytes, parseCanonical } from './canonical.ts';
import { FormatError } from './errors.ts';
import { decodeHeader, encodeHeader, type Header, MAX_HEADER_BYTES } from './header.ts';
import { blockHash, checkSeals, decodeExtra, MAX_VALIDATORS, type SealCache } from './qbft.ts';
import { readArray, readBytes0x, readHex0x, readInteger, readLiteral, readMembers } from './shape.ts';
import type { Trust } from './trust.ts';

/**
 * Two different blocks of one height, each sealed by a quorum of one set: the proof that validators broke the rule
 * that everything here stands on. docs/FORMAT.md section 13.
 */
export type EquivocationEvidence = {
  readonly format: 'jianzheng/equivocation/1';
  /** RLP of both headers with their seals, hex with 0x, by ascending block hash: one spelling for one fact. */
  readonly headers: readonly [string, string];
  /** The set that sealed both. */
  readonly setVersion: number;
  /** Addresses of those whose seals stand on both, ascending. */
  readonly validators: readonly string[];
};

/** One of the two blocks. */
export type SealedBlock = {
  /** 0x hex. */
  readonly hash: string;
  readonly parentHash: string;
  /** Unix seconds, as its proposer said. */
  readonly time: number;
  readonly round: number;
  /** Addresses, in the order of the seals. */
  readonly signers: readonly string[];
};

/** What the evidence proves, once it holds. */
export type Equivocation = {
  readonly number: number;
  readonly setVersion: number;
  readonly validators: readonly string[];
  readonly blocks: readonly [SealedBlock, SealedBlock];
  /**
   * Both were sealed in one round: then each of the validators broke the rules, for nobody commits to two blocks of a
   * round. In different rounds more than a third of the set did, not necessarily each that is named.
   */
  readonly sameRound: boolean;
  /**
   * Both follow from one block, so both are of one chain. A header names no chain: without this the same keys may have
   * sealed on two chains, which the founding forbids as well.
   */
  readonly sameParent: boolean;
};

type Sets = Pick<Trust, 'sets' | 'changedAt'>;

/** Two headers of the largest size, in hex, and 64 addresses. */
export const MAX_EVIDENCE_BYTES = 512 * 1024;

function refuse(code: string, message: string, details: Record<string, unknown> = {}): never {
  throw new FormatError(code, message, { details });
}

/** The set of this version, if it is the one that seals blocks of this number. */
function setFor({ sets, changedAt }: Sets, version: number, number: number): readonly string[] {
  const set = sets[version - 1];
  const details = { version, known: sets.length, number };
  if (!set) return refuse('evidence-set-unknown', `The trust bundle does not know set ${version}`, details);
  const last = changedAt[version] ?? Number.MAX_SAFE_INTEGER;
  if (number <= (changedAt[version - 1] ?? 0) || number > last) {
    refuse('evidence-set-other', `Set ${version} does not seal block ${number}`, details);
  }
  return set;
}

function openBlock(header: Header, set: readonly string[], cache: SealCache | undefined): SealedBlock {
  return {
    hash: toHex0x(blockHash(header)),
    parentHash: toHex0x(header.parentHash),
    time: Number(header.timestamp),
    round: decodeExtra(header.extraData).round,
    signers: checkSeals(header, set, cache),
  };
}

function examine(
  headers: readonly [Header, Header],
  version: number,
  trust: Sets,
  cache: SealCache | undefined,
): Equivocation {
  const [first, second] = headers;
  const number = Number(first.number);
  if (first.number !== second.number) {
    refuse('evidence-heights', 'The headers are of different heights', {
      first: number,
      second: Number(second.number),
    });
  }
  const [one, other] = headers.map((header) => toHex0x(blockHash(header))) as [string, string];
  // Rounds and seals are no part of a block: one block sealed by two quorums is no offence.
  if (one === other) refuse('evidence-same-block', 'Both headers are of the same block', { hash: one });
  const set = setFor(trust, version, number);
  const blocks = [openBlock(first, set, cache), openBlock(second, set, cache)] as const;
  return {
    number,
    setVersion: version,
    validators: blocks[0].signers.filter((signer) => blocks[1].signers.includes(signer)).sort(),
    blocks,
    sameRound: blocks[0].round === blocks[1].round,
    sameParent: blocks[0].parentHash === blocks[1].parentHash,
  };
}

/**
 * Checks evidence from anyone against an auditor's own trust bundle.
 * @param bytes canonical JSON
 * @throws FormatError what does not hold: of `parseCanonical`, `decodeHeader` and `checkSeals`; `member-invalid`,
 *   `evidence-heights`, `evidence-same-block`, `evidence-order`, `evidence-set-other`, `evidence-validators`;
 *   `evidence-set-unknown` where the bundle ends before the set, which says nothing for or against
 */
export function openEquivocation(bytes: Uint8Array, trust: Sets, cache?: SealCache): Equivocation {
  const value = parseCanonical(bytes, { maxBytes: MAX_EVIDENCE_BYTES });
  const members = readMembers(value, 'evidence', ['format', 'headers', 'setVersion', 'validators']);
  readLiteral(members.format, 'evidence.format', 'jianzheng/equivocation/1');
  const headers = readArray(members.headers, 'evidence.headers', 2, 2).map((header, i) =>
    decodeHeader(readBytes0x(header, `evidence.headers[${i}]`, 1, MAX_HEADER_BYTES)),
  ) as [Header, Header];
  const version = readInteger(members.setVersion, 'evidence.setVersion', 1, Number.MAX_SAFE_INTEGER);
  const named = readArray(members.validators, 'evidence.validators', 1, MAX_VALIDATORS).map((address, i) =>
    readHex0x(address, `evidence.validators[${i}]`, 20),
  );
  const found = examine(headers, version, trust, cache);
  const [first, second] = found.blocks;
  if (first.hash >= second.hash) refuse('evidence-order', 'The headers are not in the order of their hashes');
  // Whoever reads the file alone must not be led to accuse someone whose seals are not on both.
  if (found.validators.join() !== named.join()) {
    refuse('evidence-validators', 'Others than the named validators sealed both', {
      expected: found.validators,
      found: named,
    });
  }
  return found;
}

/**
 * The evidence file of two headers, opened before it is handed out.
 * @throws FormatError as `openEquivocation`, when they prove nothing
 */
export function buildEquivocation(
  pair: readonly [Header, Header],
  setVersion: number,
  trust: Sets,
  cache?: SealCache,
): { readonly bytes: Uint8Array; readonly found: Equivocation } {
  const [a, b] = pair;
  const headers = toHex0x(blockHash(a)) < toHex0x(blockHash(b)) ? ([a, b] as const) : ([b, a] as const);
  const { validators } = examine(headers, setVersion, trust, cache);
  const evidence: EquivocationEvidence = {
    format: 'jianzheng/equivocation/1',
    headers: [toHex0x(encodeHeader(headers[0])), toHex0x(encodeHeader(headers[1]))],
    setVersion,
    validators,
  };
  const bytes = canonicalBytes(evidence);
  return { bytes, found: openEquivocation(bytes, trust, cache) };
}
