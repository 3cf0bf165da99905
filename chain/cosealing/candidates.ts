import { toHex } from '../../core/bytes.ts';
import { blockHash, quorum } from '../../core/qbft.ts';
import { type Proposed, sealsOf, withSeals } from './messages.ts';

/** Further from a validator's clock than this, a block's time is refused (DESIGN, as for any proposer). */
export const CLOCK_TOLERANCE_SECONDS = 15;

export function secondsOff(timestamp: bigint, nowMs: number): number {
  return Math.abs(Number(timestamp) - Math.floor(nowMs / 1000));
}

/**
 * Does enough stand for a time that is long past? Nobody who was away could seal it otherwise, and the block that
 * some have sealed could never be finished. More than the faulty must have vouched for it while it was new: the
 * proposer, who signed the proposal, and whoever sealed it. At least two, so that a proposer alone never backdates.
 */
export function vouchedFor(sealers: Iterable<string>, proposer: string, seats: number): boolean {
  return new Set([proposer, ...sealers]).size >= Math.max(2, seats - quorum(seats) + 1);
}

type Candidate = { readonly block: Proposed; readonly seals: Map<string, Uint8Array> };

/** The proposals known for one height, and who has sealed which. */
export class Candidates {
  readonly #validators: readonly string[];
  readonly #byHash = new Map<string, Candidate>();

  constructor(validators: readonly string[]) {
    this.#validators = validators;
  }

  /** @throws FormatError for an invalid seal */
  add(block: Proposed): void {
    const hash = toHex(blockHash(block.header));
    const known = this.#byHash.get(hash) ?? { block, seals: new Map<string, Uint8Array>() };
    for (const [signer, seal] of sealsOf(block.header)) {
      if (this.#validators.includes(signer)) known.seals.set(signer, seal);
    }
    this.#byHash.set(hash, known);
  }

  remove(block: Proposed): void {
    this.#byHash.delete(toHex(blockHash(block.header)));
  }

  /** Who has sealed anything at this height. */
  get bound(): Set<string> {
    return new Set([...this.#byHash.values()].flatMap(({ seals }) => [...seals.keys()]));
  }

  #possible({ block, seals }: Candidate, nowMs: number): boolean {
    const elsewhere = [...this.bound].filter((signer) => !seals.has(signer)).length;
    if (this.#validators.length - elsewhere < quorum(this.#validators.length)) return false;
    const proposer = this.#validators[0] as string;
    const { timestamp } = block.header;
    if (secondsOff(timestamp, nowMs) <= CLOCK_TOLERANCE_SECONDS) return true;
    return (
      timestamp < BigInt(Math.floor(nowMs / 1000)) &&
      vouchedFor(seals.keys(), proposer, this.#validators.length)
    );
  }

  /** The one with most seals among those that can still be final. */
  best(nowMs: number): Proposed | undefined {
    const possible = [...this.#byHash.values()].filter((candidate) => this.#possible(candidate, nowMs));
    const [first] = possible.sort((a, b) => b.seals.size - a.seals.size);
    return first && this.#whole(first);
  }

  #whole({ block, seals }: Candidate): Proposed {
    return { ...block, header: withSeals(block.header, [...seals.values()]) };
  }

  /** The seals of one block: exactly a quorum in the order of the set, as the engines do it, once there are so many. */
  finalSeals(block: Proposed): readonly Uint8Array[] | undefined {
    const seals = this.#byHash.get(toHex(blockHash(block.header)))?.seals;
    const needed = quorum(this.#validators.length);
    const ordered = this.#validators.flatMap((validator) => seals?.get(validator) ?? []);
    return ordered.length >= needed ? ordered.slice(0, needed) : undefined;
  }
}
