import { toHex0x } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { encodeHeader, type Header } from './header.ts';
import { decodeRlp, encodeRlp, type RlpItem, readList, readString, readUint, uintBytes } from './rlp.ts';
import { recoverAddress, signDigest } from './signature.ts';

/**
 * What QBFT keeps in a header's extraData: RLP[vanity, [validators], vote, round, [seals]]. Validators and vote are
 * empty lists where a contract names the validators. A commit seal signs the header with the round kept and no
 * seals; the block hash leaves both out, so it stays the same whichever quorum sealed the block, in whichever round.
 */
export type QbftExtra = {
  /** 32 bytes of the proposer's choice. */
  readonly vanity: Uint8Array;
  /** Addresses, 20 bytes each. Chosen by whoever made the header: never a source of trust. */
  readonly validators: readonly Uint8Array[];
  /** A vote on a validator, [address, one byte or none], or the empty list. Kept as it came. */
  readonly vote: readonly RlpItem[];
  readonly round: number;
  /** r ‖ s ‖ v, 65 bytes each, in the proposer's order. */
  readonly seals: readonly Uint8Array[];
};

/** Validators in a set, and so seals in a header, at most (the registry keeps no more seats). */
export const MAX_VALIDATORS = 64;

const MAX_ROUND = 2 ** 31 - 1;

/** An extraData without validators and vote, as with contract selection. */
export function emptyExtra(): QbftExtra {
  return { vanity: new Uint8Array(32), validators: [], vote: [], round: 0, seals: [] };
}

/** Decodes extraData strictly. @throws FormatError `extra-data-invalid` */
export function decodeExtra(extraData: Uint8Array): QbftExtra {
  try {
    const [vanity, validators, vote, round, seals] = readList(decodeRlp(extraData), 'extraData', 5, 5);
    const extra = {
      vanity: readString(vanity, 'vanity', 32),
      validators: readList(validators, 'validators', 0, 256).map((item) => readString(item, 'validator', 20)),
      vote: readVote(vote),
      round: Number(readUint(round, 'round', 4)),
      seals: readList(seals, 'seals', 0, MAX_VALIDATORS).map((item) => readString(item, 'seal', 65)),
    };
    if (extra.round > MAX_ROUND) throw new FormatError('rlp-invalid', 'A round of 2^31 or more');
    return extra;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError('extra-data-invalid', `Not QBFT extraData: ${cause.message}`, { cause });
  }
}

function readVote(item: RlpItem | undefined): readonly RlpItem[] {
  const vote = readList(item, 'vote', 0, 2);
  if (vote.length === 0) return vote;
  readString(vote[0], 'recipient of the vote', 20);
  readString(vote[1], 'vote', 0, 1);
  return vote;
}

/** The bytes of extraData. @throws FormatError `extra-data-invalid` for parts that no header could hold */
export function encodeExtra(extra: QbftExtra): Uint8Array {
  const { vanity, validators, vote, round, seals } = extra;
  const bytes = encodeRlp([vanity, validators, vote, uintBytes(BigInt(round)), seals]);
  decodeExtra(bytes);
  return bytes;
}

function withExtra(header: Header, change: Partial<QbftExtra>): Header {
  return { ...header, extraData: encodeExtra({ ...decodeExtra(header.extraData), ...change }) };
}

/** The header in the form whose hash is the block's: round 0, no seals. @throws FormatError `extra-data-invalid` */
export function unsealed(header: Header): Header {
  return withExtra(header, { round: 0, seals: [] });
}

/** The block's hash, 32 bytes. @throws FormatError `extra-data-invalid`, `header-invalid` */
export function blockHash(header: Header): Uint8Array {
  return keccak256(encodeHeader(unsealed(header)));
}

/** What commit seals sign, 32 bytes. @throws FormatError `extra-data-invalid`, `header-invalid` */
export function sealHash(header: Header): Uint8Array {
  return keccak256(encodeHeader(withExtra(header, { seals: [] })));
}

/** The same header with commit seals by these private keys, for the round that it holds. */
export function sealHeader(header: Header, privateKeys: readonly Uint8Array[]): Header {
  const digest = sealHash(header);
  return withExtra(header, { seals: privateKeys.map((key) => signDigest(digest, key)) });
}

/** ceil(2N/3): 1 of 1, 2 of 3, 3 of 4. (Some light clients take the floor, and 2 of 4 would do.) */
export function quorum(seats: number): number {
  return Math.ceil((2 * seats) / 3);
}

/** Signers by hash of the sealed header. What recovery gives depends on those bytes alone, whatever the set. */
export type SealCache = Map<string, readonly string[]>;
/** Headers in a cache, at most: some 10 MB with four seals each. */
const MAX_CACHED = 10_000;

/**
 * The addresses that sealed the header, lower-case hex with 0x, in the order of the seals.
 * @throws FormatError `seal-invalid` for a seal that is no signature, `seal-repeated` for two of one signer
 */
export function recoverSeals(header: Header, cache?: SealCache): readonly string[] {
  const key = cache ? toHex0x(keccak256(encodeHeader(header))) : '';
  const known = cache?.get(key);
  if (known) return known;
  const digest = sealHash(header);
  const signers: string[] = [];
  for (const [index, seal] of decodeExtra(header.extraData).seals.entries()) {
    const signer = recoverSeal(digest, seal, index);
    if (signers.includes(signer)) {
      throw new FormatError('seal-repeated', 'Two seals by one validator', { details: { index, signer } });
    }
    signers.push(signer);
  }
  if (cache) {
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, signers);
  }
  return signers;
}

function recoverSeal(digest: Uint8Array, seal: Uint8Array, index: number): string {
  try {
    return recoverAddress(digest, seal);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError('seal-invalid', `Seal ${index}: ${cause.message}`, { cause, details: { index } });
  }
}

/**
 * Holds a header's seals against a set of validators. Any number from a quorum up will do, but each seal must be
 * valid, of another signer than the rest, and of a member: a bad one beside enough good ones is still a lie.
 * @param validators the set in force for this block, from a trust bundle, never from the header itself
 * @returns the signers, in the order of the seals
 * @throws FormatError `seal-invalid`, `seal-repeated`, `seal-foreign`, `seals-too-few`, `extra-data-invalid`
 */
export function checkSeals(
  header: Header,
  validators: readonly string[],
  cache?: SealCache,
): readonly string[] {
  const count = decodeExtra(header.extraData).seals.length;
  const needed = quorum(validators.length);
  const details = { seals: count, needed, validators: validators.length };
  // Counted first: recovering a seal costs milliseconds, and a header with too many is hostile anyway.
  if (count < needed || validators.length === 0) {
    throw new FormatError('seals-too-few', `${count} seals where ${needed} are needed`, { details });
  }
  if (count > validators.length) {
    throw new FormatError('seal-foreign', `${count} seals for ${validators.length} validators`, { details });
  }
  const signers = recoverSeals(header, cache);
  const foreign = signers.find((signer) => !validators.includes(signer));
  if (foreign !== undefined) {
    throw new FormatError('seal-foreign', 'A seal of no validator of this set', {
      details: { ...details, signer: foreign },
    });
  }
  return signers;
}
