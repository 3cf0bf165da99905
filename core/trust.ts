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
import { checkSeals, type SealCache } from './qbft.ts';
import { type OpenedLog, openSealedLog, type SealedLog } from './sealed-log.ts';
import { readArray, readLiteral, readMembers } from './shape.ts';
import { readValidatorSetChanged } from './validator-set-changed.ts';

/**
 * The trust bundle: the founding document, and a link for each later validator set, from which everything that a
 * verifier trusts follows. Whoever holds a bundle trusts its founding document because they compared its fingerprint
 * elsewhere, and each link because the set before sealed it. docs/FORMAT.md section 9.
 */
export type TrustBundle = {
  readonly format: 'jianzheng/trust/1';
  readonly founding: FoundingDocument;
  /** Sealed `ValidatorSetChanged` logs of versions 2, 3, ... */
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
};

const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;
/** A change of the set is an act of all agencies; the size of a bundle ends before this does. */
export const MAX_LINKS = 10_000;

type Sets = { readonly sets: (readonly string[])[]; readonly changedAt: number[] };

/** An error inside a link, under the link's version: the code stays, the place is added. */
export function inLink<Value>(version: number, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError(
      'trust-link-invalid',
      `The link to set ${version} does not hold: ${cause.message}`,
      {
        cause,
        details: { version, reason: cause.code, ...cause.details },
      },
    );
  }
}

function refuse(code: string, message: string): never {
  throw new FormatError(code, message);
}

/**
 * Which set a link leads to, and from which block on. Before the seals are checked it is a claim.
 * @throws FormatError `link-emitter`, `link-failed`, those of `openSealedLog` and `readValidatorSetChanged`
 */
export function readLink(
  founding: Pick<Founding, 'registry'>,
  value: unknown,
): { opened: OpenedLog; version: number; validators: readonly string[] } {
  const opened = openSealedLog(value, 'link');
  const { log, succeeded } = opened;
  // Anyone can emit an event of this name; only the registry's counts, and its address is that of this chain alone.
  if (log.address !== founding.registry) refuse('link-emitter', 'The log is not of the pinned registry');
  if (!succeeded) refuse('link-failed', 'The transaction failed');
  return { opened, ...readValidatorSetChanged(log) };
}

function follow(founding: Founding, known: Sets, value: unknown, cache: SealCache | undefined): void {
  const { sets, changedAt } = known;
  const { opened, version, validators } = readLink(founding, value);
  if (version !== sets.length + 1) refuse('link-version', `It leads to set ${version}`);
  // One change a block at most: two sets for one block would leave open which of them seals the next.
  if (opened.number <= (changedAt.at(-1) ?? 0))
    refuse('link-order', 'Its block does not come after the last one');
  checkSeals(opened.header, sets.at(-1) ?? [], cache);
  sets.push(validators);
  changedAt.push(opened.number);
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
  const known: Sets = { sets: [document.agencies.map(({ validator }) => validator)], changedAt: [0] };
  for (const link of bundle.links) {
    inLink(known.sets.length + 1, () => follow(founding, known, link, cache));
  }
  const { chainId, agencies } = document;
  return { document, foundingHash: hash, registry, ledger, handoff, chainId, agencies, ...known };
}

/**
 * Opens a trust bundle: the founding document's form and signatures, then each link in order, sealed by the set that
 * the one before it led to.
 * @param bundle canonical JSON bytes, or the same parsed
 * @param cache seals that were recovered before; a bundle of 100 changes takes most of a second without
 * @throws FormatError of `parseCanonical`, `readFoundingDocument` and `readFoundingSignatures`; `trust-link-invalid`
 *   with the link's `version` and the `reason`: `link-emitter`, `link-failed`, `link-version`, `link-order`, or a
 *   code of `openSealedLog`, `readValidatorSetChanged` or `checkSeals`
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
 * is: links to sets that it knows are passed over, each other one must be sealed by the set before.
 * @param links to ascending versions
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
  const founding = foundingOf(parsed.founding);
  const known: Sets = { sets: [...trust.sets], changedAt: [...trust.changedAt] };
  const added: SealedLog[] = [];
  for (const link of links) {
    inLink(known.sets.length + 1, () => {
      if (readLink(founding, link).version <= known.sets.length) return;
      follow(founding, known, link, cache);
      added.push(link as SealedLog);
    });
  }
  return {
    bundle: canonicalBytes({ ...parsed, links: [...parsed.links, ...added] }),
    trust: { ...trust, ...known },
  };
}
