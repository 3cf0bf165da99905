import { equal } from './bytes.ts';
import { canonicalBytes, parseCanonical } from './canonical.ts';
import { FormatError } from './errors.ts';
import {
  type Founding,
  type FoundingPack,
  type FoundingSignature,
  foundingOf,
  readFoundingSignatures,
} from './founding.ts';
import { type FoundingAgency, type FoundingDocument, readFoundingDocument } from './founding-document.ts';
import type { NamedLedger } from './ledgers.ts';
import { checkSeals, type SealCache } from './qbft.ts';
import { type OpenedLog, openSealedLog, type SealedLog } from './sealed-log.ts';
import { readArray, readLiteral, readMembers } from './shape.ts';
import { readSuccessorNamed, SUCCESSOR_NAMED_TOPIC, type SuccessorNamed } from './successor-named.ts';
import type { Log } from './transaction-receipt.ts';
import {
  readValidatorSetChanged,
  VALIDATOR_SET_CHANGED_TOPIC,
  type ValidatorSetChanged,
} from './validator-set-changed.ts';

/**
 * The trust bundle: the founding document, and a link for each later validator set and each ledger that took over, from
 * which everything that a verifier trusts follows. Whoever holds a bundle trusts its founding document because they
 * compared its fingerprint elsewhere, and each link because the set in force sealed it. docs/FORMAT.md section 9.
 */
export type TrustBundle = {
  readonly format: 'jianzheng/trust/1';
  readonly founding: FoundingDocument;
  /** Sealed logs: `ValidatorSetChanged` of versions 2, 3, ..., and `SuccessorNamed` 1, 2, ... between them. */
  readonly links: readonly SealedLog[];
  readonly signatures: readonly FoundingSignature[];
};

/** What a verifier trusts. */
export type Trust = {
  readonly document: FoundingDocument;
  /** SHA-256 of the founding document, 64 hex digits: the fingerprint to compare with one from elsewhere. */
  readonly foundingHash: string;
  /** Addresses of the contracts, lower-case hex with 0x. */
  readonly registry: string;
  /** The founding ledger: what statements of persons and requests name their chain by, whichever is in force. */
  readonly ledger: string;
  /** Undefined where the chain was founded without hand-offs. */
  readonly handoff: string | undefined;
  readonly chainId: number;
  /** The founding agencies. Who joined later is named by the registry on chain, not here. */
  readonly agencies: readonly FoundingAgency[];
  /** Addresses of the validators by version - 1. */
  readonly sets: readonly (readonly string[])[];
  /** The block that holds the change to each version, by version - 1; 0 for the founding one. */
  readonly changedAt: readonly number[];
  /** By ascending `fromBlock`: the founding ledger, then its successors. */
  readonly ledgers: readonly NamedLedger[];
};

const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;
/** A change of the set is an act of all agencies; the size of a bundle ends before this does. */
export const MAX_LINKS = 10_000;

/** Topic 0 of the events that a link can be. */
export const LINK_TOPICS: readonly Uint8Array[] = [VALIDATOR_SET_CHANGED_TOPIC, SUCCESSOR_NAMED_TOPIC];

/** What is known so far: by version - 1, and by successor. */
type Known = Pick<Trust, 'sets' | 'changedAt' | 'ledgers'>;

/** An error inside a link, under the link's place in its list, from 1: the code stays, the place is added. */
export function inLink<Value>(link: number, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError('trust-link-invalid', `Link ${link} does not hold: ${cause.message}`, {
      cause,
      details: { link, reason: cause.code, ...cause.details },
    });
  }
}

function refuse(code: string, message: string): never {
  throw new FormatError(code, message);
}

/** What a link leads to. */
export type LinkEvent =
  | { readonly kind: 'set'; readonly event: ValidatorSetChanged }
  | { readonly kind: 'ledger'; readonly event: SuccessorNamed };

/** A link that was read, and the log that says so. Before the seals are checked it is a claim. */
export type ReadLink = LinkEvent & { readonly opened: OpenedLog };

/** Whether a log is one that a bundle takes as a link. */
export function isLink({ registry }: Pick<Founding, 'registry'>, { address, topics: [topic] }: Log): boolean {
  return address === registry && topic !== undefined && LINK_TOPICS.some((each) => equal(topic, each));
}

/** @throws FormatError of `readValidatorSetChanged` and `readSuccessorNamed` */
export function readLinkLog(log: Pick<Log, 'topics' | 'data'>): LinkEvent {
  const [topic] = log.topics;
  if (topic && equal(topic, SUCCESSOR_NAMED_TOPIC)) return { kind: 'ledger', event: readSuccessorNamed(log) };
  return { kind: 'set', event: readValidatorSetChanged(log) };
}

/** @throws FormatError `link-emitter`, `link-failed`, those of `openSealedLog` and `readLinkLog` */
export function readLink(founding: Pick<Founding, 'registry'>, value: unknown): ReadLink {
  const opened = openSealedLog(value, 'link');
  const { log, succeeded } = opened;
  // Anyone can emit an event of this name; only the registry's counts, and its address is that of this chain alone.
  if (log.address !== founding.registry) refuse('link-emitter', 'The log is not of the pinned registry');
  if (!succeeded) refuse('link-failed', 'The transaction failed');
  return { opened, ...readLinkLog(log) };
}

/** The set of this version, where it seals the block of this number. */
function setSealing(
  { sets, changedAt }: Pick<Trust, 'sets' | 'changedAt'>,
  version: number,
  number: number,
): readonly string[] | undefined {
  const last = changedAt[version] ?? Number.MAX_SAFE_INTEGER;
  return number > (changedAt[version - 1] ?? 0) && number <= last ? sets[version - 1] : undefined;
}

/** @throws FormatError `link-set`, and those of `checkSeals` */
function checkLinkSeals(known: Known, link: ReadLink, cache: SealCache | undefined): void {
  const { kind, opened, event } = link;
  const sealedBy = kind === 'set' ? event.version - 1 : event.sealedBy;
  const set = setSealing(known, sealedBy, opened.number);
  if (!set) refuse('link-set', `Set ${sealedBy} does not seal block ${opened.number}`);
  else checkSeals(opened.header, set, cache);
}

function withSet(known: Known, { version, validators }: ValidatorSetChanged, number: number): Known {
  if (version !== known.sets.length + 1) refuse('link-version', `It leads to set ${version}`);
  // One change a block at most: two sets for one block would leave open which of them seals the next.
  if (number <= (known.changedAt.at(-1) ?? 0))
    refuse('link-order', 'Its block does not come after the last one');
  // Otherwise the set that it ends would have sealed a later block, with a ledger that is known.
  if (number < (known.ledgers.at(-1)?.namedAt ?? 0)) {
    refuse('link-order', 'Its block comes before one that the set before it sealed');
  }
  return { ...known, sets: [...known.sets, validators], changedAt: [...known.changedAt, number] };
}

function withLedger(known: Known, event: SuccessorNamed, namedAt: number): Known {
  const { number, ledger: address, fromBlock } = event;
  if (number !== known.ledgers.length) refuse('link-version', `It names ledger ${number}`);
  const last = known.ledgers.at(-1) as NamedLedger;
  if (fromBlock <= namedAt || fromBlock <= last.fromBlock || namedAt < last.namedAt) {
    refuse('link-order', 'The ledger takes over before the block that names it, or before the one before it');
  }
  return { ...known, ledgers: [...known.ledgers, { address, fromBlock, namedAt }] };
}

function follow(known: Known, link: ReadLink, cache: SealCache | undefined): Known {
  const { kind, opened, event } = link;
  const { number } = opened;
  const longer = kind === 'set' ? withSet(known, event, number) : withLedger(known, event, number);
  checkLinkSeals(known, link, cache);
  return longer;
}

/** Whether what a link leads to is known already, be it as the link says or otherwise. */
export function isKnown(
  { sets, ledgers }: Pick<Trust, 'sets' | 'ledgers'>,
  { kind, event }: LinkEvent,
): boolean {
  return kind === 'set' ? event.version <= sets.length : event.number < ledgers.length;
}

function parse(bundle: unknown): TrustBundle {
  const value =
    bundle instanceof Uint8Array ? parseCanonical(bundle, { maxBytes: MAX_BUNDLE_BYTES }) : bundle;
  const members = readMembers(value, 'trust', ['format', 'founding', 'links', 'signatures']);
  const founding = readFoundingDocument(members.founding);
  return {
    format: readLiteral(members.format, 'trust.format', 'jianzheng/trust/1'),
    founding,
    // Each link is read strictly where it is followed.
    links: readArray(members.links, 'trust.links', 0, MAX_LINKS) as readonly SealedLog[],
    signatures: readFoundingSignatures(founding, members.signatures),
  };
}

function trustOf(bundle: TrustBundle, cache: SealCache | undefined): Trust {
  const founding = foundingOf(bundle.founding);
  const { document, hash, registry, ledger, handoff } = founding;
  let known: Known = {
    sets: [document.agencies.map(({ validator }) => validator)],
    changedAt: [0],
    ledgers: [{ address: ledger, fromBlock: 0, namedAt: 0 }],
  };
  for (const [index, link] of bundle.links.entries()) {
    known = inLink(index + 1, () => follow(known, readLink(founding, link), cache));
  }
  const { chainId, agencies } = document;
  return { document, foundingHash: hash, registry, ledger, handoff, chainId, agencies, ...known };
}

/**
 * Opens a trust bundle: the founding document's form and signatures, then each link in order, sealed by the set that
 * was in force in its block.
 * @param bundle canonical JSON bytes, or the same parsed
 * @param cache seals that were recovered before; a bundle of 100 changes takes most of a second without
 * @throws FormatError of `parseCanonical`, `readFoundingDocument` and `readFoundingSignatures`; `trust-link-invalid`
 *   with the place of the `link`, from 1, and the `reason`: `link-emitter`, `link-failed`, `link-version`,
 *   `link-order`, `link-set`, or a code of `openSealedLog`, `readValidatorSetChanged`, `readSuccessorNamed` or
 *   `checkSeals`
 */
export function openTrust(bundle: unknown, cache?: SealCache): Trust {
  return trustOf(parse(bundle), cache);
}

/** The bundle of a founding pack, without links. @throws FormatError as `openTrust` */
export function foundingTrust({
  document,
  signatures,
}: Pick<FoundingPack, 'document' | 'signatures'>): Uint8Array {
  const bundle = { format: 'jianzheng/trust/1', founding: document, links: [], signatures };
  openTrust(bundle);
  return canonicalBytes(bundle);
}

/**
 * Carries a bundle forward over links from anywhere, a stranger's receipt included. What the bundle holds stays as it
 * is: links to sets and ledgers that it knows are passed over, each other one must be sealed by the set in force.
 * @param links in the order in which they lead on
 * @returns the longer bundle's canonical bytes, and what it says
 * @throws FormatError as `openTrust`
 */
export function extendTrust(
  bundle: unknown,
  links: readonly unknown[],
  cache: SealCache = new Map(),
): { readonly bundle: Uint8Array; readonly trust: Trust } {
  const parsed = parse(bundle);
  const trust = trustOf(parsed, cache);
  let known: Known = trust;
  const added: SealedLog[] = [];
  for (const [index, given] of links.entries()) {
    inLink(index + 1, () => {
      const link = readLink(trust, given);
      if (isKnown(known, link)) return;
      known = follow(known, link, cache);
      added.push(given as SealedLog);
    });
  }
  const { sets, changedAt, ledgers } = known;
  return {
    bundle: canonicalBytes({ ...parsed, links: [...parsed.links, ...added] }),
    trust: { ...trust, sets, changedAt, ledgers },
  };
}
