import { parseCanonical } from '../canonical.ts';
import { FormatError } from '../errors.ts';
import { headFingerprint } from '../fingerprint.ts';
import type { SealCache } from '../qbft.ts';
import { openTrust, type Trust } from '../trust.ts';
import { readOffer, updateTrust } from '../trust-update.ts';

/**
 * A case bundle brings links to later validator sets, for whoever pinned an older trust bundle. Each must be sealed by
 * the set before it, from the pinned ones on; a root is never taken from here.
 */
export type CarriedTrust = {
  readonly trust: Trust;
  /** Sets that were learnt from the links. */
  readonly added: number;
  /** The head fingerprint after them, 64 hex digits: to be compared elsewhere. */
  readonly head: string;
  /** Why the links were of no use, a code of `updateTrust`; what was pinned then stands alone. */
  readonly refused?: string;
};

/** A bundle that was made before ours was carried further is no fault. */
const OLDER = 'trust-behind';

/**
 * @param pinned canonical bytes of a trust bundle
 * @throws FormatError as `openTrust`, of the pinned bundle
 */
export function carryTrust(
  pinned: Uint8Array,
  links: Uint8Array | undefined,
  cache: SealCache = new Map(),
): CarriedTrust {
  const held = openTrust(pinned, cache);
  const alone = { trust: held, added: 0, head: headFingerprint(held) };
  if (links === undefined) return alone;
  try {
    const offer = readOffer(parseCanonical(links, { maxBytes: links.length }));
    const { trust, added } = updateTrust(pinned, offer, cache);
    return { trust, added, head: headFingerprint(trust) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return error.code === OLDER ? alone : { ...alone, refused: String(error.details.reason ?? error.code) };
  }
}
