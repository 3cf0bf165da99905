import { FormatError } from './errors.ts';
import { foundingOf } from './founding.ts';
import { readFoundingDocument } from './founding-document.ts';
import { checkSeals, type SealCache } from './qbft.ts';
import { readArray, readObject } from './shape.ts';
import {
  extendTrust,
  inLink,
  isKnown,
  MAX_LINKS,
  openTrust,
  type ReadLink,
  readLink,
  type Trust,
} from './trust.ts';

/**
 * Carrying a pinned bundle forward over what someone offers. `extendTrust` passes over what the bundle knows already;
 * whoever asks for an update wants to be told when the source knows it otherwise, or less of it.
 */

/** What a source offers: links, never a root. */
export type TrustOffer = {
  readonly links: readonly unknown[];
  /** SHA-256 of the founding document that came with them, 64 hex digits; undefined for links alone. */
  readonly foundingHash?: string;
};

export type TrustUpdate = {
  /** Canonical bytes; those of the pinned bundle where nothing was added. */
  readonly bundle: Uint8Array;
  readonly trust: Trust;
  /** How many sets and ledgers were learnt. */
  readonly added: number;
};

/**
 * The links in a document: another bundle, any object with `links`, or a list of sealed logs. None of them is checked
 * here.
 * @param value parsed JSON
 * @throws FormatError `trust-offer-invalid`
 */
export function readOffer(value: unknown): TrustOffer {
  try {
    if (Array.isArray(value)) return { links: readArray(value, 'offer', 0, MAX_LINKS) };
    const { founding, links } = readObject(value, 'offer');
    const offered = { links: readArray(links, 'offer.links', 0, MAX_LINKS) };
    if (founding === undefined) return offered;
    return { ...offered, foundingHash: foundingOf(readFoundingDocument(founding)).hash };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError('trust-offer-invalid', `No links are offered: ${cause.message}`, {
      cause,
      details: { reason: cause.code, ...cause.details },
    });
  }
}

/** Whether a link says of what is known what we know of it. */
function agrees({ sets, changedAt, ledgers }: Trust, { kind, opened, event }: ReadLink): boolean {
  if (kind === 'set') {
    const { version, validators } = event;
    return validators.join() === sets[version - 1]?.join() && opened.number === changedAt[version - 1];
  }
  const ledger = ledgers[event.number];
  return (
    ledger?.address === event.ledger &&
    ledger.fromBlock === event.fromBlock &&
    ledger.namedAt === opened.number
  );
}

/** A link to a known set or ledger must be the one that we followed. Another one under the set's seals proves a fork. */
function checkKnown(held: Trust, given: unknown, cache: SealCache): void {
  const link = readLink(held, given);
  if (!isKnown(held, link) || agrees(held, link)) return;
  checkRivalSeals(held, link, cache);
  throw new FormatError('link-conflict', 'What the bundle holds already is sealed otherwise in this link');
}

/** A rival history has its changes in blocks of its own: which set was in force there is what it says itself. */
function checkRivalSeals({ sets }: Trust, { kind, opened, event }: ReadLink, cache: SealCache): void {
  const sealedBy = kind === 'set' ? event.version - 1 : event.sealedBy;
  const set = sets[sealedBy - 1];
  if (!set) throw new FormatError('link-set', `Set ${sealedBy} is not known`);
  checkSeals(opened.header, set, cache);
}

/**
 * Extends a pinned bundle by what is offered. Every link is checked, also those to known sets; nothing is replaced.
 * @param pinned canonical bytes of a bundle that holds
 * @throws FormatError `trust-other-founding`: the offer has another founding document; `trust-behind`: it ends before
 *   the pinned bundle does (`details`: `held`, `offered`); `trust-link-invalid` with `link` and `reason` as
 *   `openTrust`, or `link-conflict` where the offered link is sealed and leads elsewhere than the bundle
 */
export function updateTrust(
  pinned: Uint8Array,
  offer: TrustOffer,
  cache: SealCache = new Map(),
): TrustUpdate {
  const held = openTrust(pinned, cache);
  if (offer.foundingHash !== undefined && offer.foundingHash !== held.foundingHash) {
    throw new FormatError('trust-other-founding', 'The offer is of another founding document', {
      details: { held: held.foundingHash, offered: offer.foundingHash },
    });
  }
  for (const [index, link] of offer.links.entries()) {
    inLink(index + 1, () => checkKnown(held, link, cache));
  }
  // Only a whole bundle says where it ends.
  const holds = held.sets.length + held.ledgers.length - 2;
  if (offer.foundingHash !== undefined && offer.links.length < holds) {
    throw new FormatError('trust-behind', `The offer ends at link ${offer.links.length}`, {
      details: { held: holds, offered: offer.links.length },
    });
  }
  const { bundle, trust } = extendTrust(pinned, offer.links, cache);
  return { bundle, trust, added: trust.sets.length + trust.ledgers.length - 2 - holds };
}
