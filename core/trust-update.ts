import { FormatError } from './errors.ts';
import { foundingOf } from './founding.ts';
import { readFoundingDocument } from './founding-document.ts';
import { checkSeals, type SealCache } from './qbft.ts';
import { readArray, readObject } from './shape.ts';
import { extendTrust, inLink, MAX_LINKS, openTrust, readLink, type Trust } from './trust.ts';

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
  /** How many sets were learnt. */
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

/** A link to a known set must be the one that we followed. Another one under the old set's seals proves a fork. */
function checkKnown(held: Trust, link: unknown, cache: SealCache): void {
  const { opened, version, validators } = readLink(held, link);
  const set = held.sets[version - 1];
  const before = held.sets[version - 2];
  if (!set || !before) return;
  if (validators.join() === set.join() && opened.number === held.changedAt[version - 1]) return;
  checkSeals(opened.header, before, cache);
  throw new FormatError('link-conflict', `Another set ${version} than the bundle holds is sealed`);
}

/**
 * Extends a pinned bundle by what is offered. Every link is checked, also those to known sets; nothing is replaced.
 * @param pinned canonical bytes of a bundle that holds
 * @throws FormatError `trust-other-founding`: the offer has another founding document; `trust-behind`: it ends before
 *   the pinned bundle does (`details`: `held`, `offered`); `trust-link-invalid` with `version` and `reason` as
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
    // Named by where it stands: what it leads to is not known where it cannot be read.
    inLink(Math.min(index + 2, held.sets.length + 1), () => checkKnown(held, link, cache));
  }
  // Only a whole bundle says where it ends.
  const offered = offer.links.length + 1;
  if (offer.foundingHash !== undefined && offered < held.sets.length) {
    throw new FormatError('trust-behind', `The offer ends at set ${offered}`, {
      details: { held: held.sets.length, offered },
    });
  }
  const { bundle, trust } = extendTrust(pinned, offer.links, cache);
  return { bundle, trust, added: trust.sets.length - held.sets.length };
}
