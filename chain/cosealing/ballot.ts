import { equal, utf8 } from '../../core/bytes.ts';
import { blockHash, quorum, sealHash } from '../../core/qbft.ts';
import { addressOfKey, signDigest } from '../../core/signature.ts';
import { damaged } from '../errors.ts';
import type { Store } from '../store/store.ts';
import {
  numberOf,
  type Proposed,
  proposedToWire,
  type Report,
  readProposed,
  sealsOf,
  withSeals,
} from './messages.ts';

/** Names in the store's `meta`, before the address: another key in the same folder is another validator. */
const LOCK = 'cosealing.lock.';
const PROPOSAL = 'cosealing.proposal.';
const ABSTAIN = 'cosealing.abstain.';

/**
 * What this validator has sealed, and whether it may. Its one promise, on which the chain's safety rests: no second
 * seal at a height. So the block it seals is durable before the seal leaves this file, with everything needed to
 * send it again. One row is enough: nobody seals above a height before that height is final here.
 */
export class Ballot {
  readonly address: string;
  readonly #store: Store;
  readonly #key: Uint8Array;
  #lock: Proposed | undefined;
  #proposal: Proposed | undefined;
  /**
   * undefined: it seals. A number: no seal up to and at that height. `unknown`: none at all, until enough of the
   * others have said how far they are.
   */
  #abstain: number | 'unknown' | undefined;
  readonly #heard = new Map<string, number>();

  /** @param restored the store was put back from a backup: seals were given that it does not hold */
  constructor(store: Store, key: Uint8Array, restored: boolean) {
    this.#store = store;
    this.#key = key;
    this.address = addressOfKey(key);
    try {
      this.#lock = this.#read(LOCK, readProposed);
      this.#proposal = this.#read(PROPOSAL, readProposed);
      this.#abstain = this.#read(ABSTAIN, (value) => (value === 'unknown' ? value : numberOf(value)));
    } catch (cause) {
      throw damaged('what this validator sealed last cannot be read', cause);
    }
    if (restored) this.#setAbstain('unknown');
  }

  #read<Value>(name: string, reader: (value: unknown) => Value): Value | undefined {
    const bytes = this.#store.meta(name + this.address);
    return bytes && reader(JSON.parse(Buffer.from(bytes).toString('utf8')));
  }

  #write(name: string, value: unknown): void {
    this.#store.setMeta(name + this.address, value === undefined ? undefined : utf8(JSON.stringify(value)));
  }

  get key(): Uint8Array {
    return this.#key;
  }

  /** What it has sealed at this height. */
  lockAt(height: bigint): Proposed | undefined {
    return this.#lock?.header.number === height ? this.#lock : undefined;
  }

  /** What it has proposed at this height without sealing it. */
  proposalAt(height: bigint): Proposed | undefined {
    return this.#proposal?.header.number === height ? this.#proposal : undefined;
  }

  /** Keeps a proposal that it must not seal, so that a restart sends the same one again. */
  keepProposal(block: Proposed): void {
    this.#write(PROPOSAL, proposedToWire(block));
    this.#proposal = block;
  }

  get abstaining(): boolean {
    return this.#abstain !== undefined;
  }

  maySeal(height: bigint): boolean {
    if (this.#abstain === 'unknown') return false;
    if (this.#abstain !== undefined && height <= BigInt(this.#abstain)) return false;
    return this.#lock === undefined || this.#lock.header.number < height;
  }

  /**
   * Seals a block, durably. A crash before this returns leaves no seal in the world; after it, the same one is given
   * again.
   */
  seal(block: Proposed): Proposed {
    const { header } = block;
    if (!this.maySeal(header.number)) throw damaged(`a second seal at height ${header.number}`);
    const seals = sealsOf(header);
    seals.set(this.address, signDigest(sealHash(header), this.#key));
    const lock = { ...block, header: withSeals(header, [...seals.values()]) };
    this.#write(LOCK, proposedToWire(lock));
    this.#lock = lock;
    return lock;
  }

  /** A header above the head was shown. With a seal of ours that we do not know, ours is not the store that gave it. */
  notice(signers: Iterable<string>, height: bigint, hash: Uint8Array): boolean {
    if (![...signers].includes(this.address)) return false;
    const lock = this.#lock;
    if (lock && lock.header.number > height) return false;
    if (lock && lock.header.number === height && equal(blockHash(lock.header), hash)) return false;
    // Already waiting for something higher: nothing new.
    if (this.#abstain === 'unknown' || Number(height) < (this.#abstain ?? -1)) return false;
    this.#heard.clear();
    this.#setAbstain('unknown');
    return true;
  }

  /**
   * Learns from the others how far proposals can have gone while nothing here remembers it. Whoever proposed height
   * h had h - 1 final, so at least one in every quorum knows of h - 1: above the highest that a quorum tells, one
   * more height may hold a seal of ours, and none beyond.
   */
  hear(reports: readonly Report[], validators: readonly string[], head: number): void {
    if (this.#abstain !== 'unknown') return;
    for (const { address, head: theirs, lock } of reports) {
      if (address === this.address || !validators.includes(address)) continue;
      const highest = Math.max(theirs, Number(lock?.header.number ?? 0n));
      this.#heard.set(address, Math.max(highest, this.#heard.get(address) ?? 0));
    }
    if (this.#heard.size < Math.min(quorum(validators.length), validators.length - 1)) return;
    const own = Number(this.#lock?.header.number ?? 0n);
    this.#setAbstain(Math.max(head, own, ...this.#heard.values()) + 1);
  }

  /** The head moved. */
  advanced(head: number): void {
    if (typeof this.#abstain === 'number' && head >= this.#abstain) this.#setAbstain(undefined);
  }

  #setAbstain(value: number | 'unknown' | undefined): void {
    this.#write(ABSTAIN, value);
    this.#abstain = value;
  }

  /** For the status: what it waits for. */
  get abstainsThrough(): number | 'unknown' | null {
    return this.#abstain ?? null;
  }
}
