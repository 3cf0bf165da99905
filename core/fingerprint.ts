import { toHex } from './bytes.ts';
import { canonicalBytes } from './canonical.ts';
import { sha256 } from './digests.ts';
import type { Trust } from './trust.ts';

/** Fingerprints of what a verifier trusts, as two people compare them. docs/FORMAT.md section 9. */

/** In groups of four digits, as people read them to each other. @param hash hex digits */
export function grouped(hash: string): string {
  return hash.match(/.{1,4}/g)?.join(' ') ?? '';
}

/**
 * SHA-256 over the founding document's hash, every validator set with the block of its change, and every ledger that
 * took over, 64 hex digits. A verdict rests on nothing else of a bundle, so two bundles with the same one judge every
 * receipt alike; and two histories that a dishonest majority signed differ here even where they end in the same set.
 */
export function headFingerprint({ foundingHash: founding, sets, changedAt, ledgers }: Trust): string {
  const [, ...successors] = ledgers;
  const head = { changedAt, format: 'jianzheng/trust-head/1', founding, sets };
  return toHex(sha256(canonicalBytes(successors.length === 0 ? head : { ...head, successors })));
}
