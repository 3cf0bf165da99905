import type { TypedTransaction } from '@ethereumjs/tx';
import { toHex } from '../../core/bytes.ts';
import { Refusal } from './admit.ts';

/** Waiting transactions of one sender, at most, counted from the nonce of the latest state. */
const MAX_AHEAD = 1024n;
/** Waiting transactions of all senders, at most: some tens of megabytes. */
const MAX_WAITING = 8192;

type Entry = { readonly transaction: TypedTransaction; readonly sender: string; ready: boolean };

/**
 * Accepted transactions that are in no block yet. They go in order of arrival, as far as their nonces allow. There is no fee to outbid another with, so the first transaction with a nonce keeps its place.
 */
export class Pool {
  readonly #bySender = new Map<string, Map<bigint, Entry>>();
  readonly #byHash = new Map<string, Entry>();

  get size(): number {
    return this.#byHash.size;
  }

  byHash(hash: Uint8Array): TypedTransaction | undefined {
    return this.#byHash.get(toHex(hash))?.transaction;
  }

  /**
   * Takes a transaction in; it is not picked for a block before `ready`.
   * @param nonce of its sender in the latest state
   * @throws Refusal
   */
  add(transaction: TypedTransaction, nonce: bigint): void {
    const hash = toHex(transaction.hash());
    const sender = toHex(transaction.getSenderAddress().bytes);
    if (this.#byHash.has(hash)) throw new Refusal('transaction-known', 'already known');
    if (transaction.nonce < nonce) {
      throw new Refusal(
        'transaction-nonce',
        `nonce too low: next nonce ${nonce}, tx nonce ${transaction.nonce}`,
      );
    }
    if (transaction.nonce >= nonce + MAX_AHEAD) {
      throw new Refusal('transaction-nonce', `nonce too high: more than ${MAX_AHEAD} ahead of ${nonce}`);
    }
    const waiting = this.#bySender.get(sender);
    if (waiting?.has(transaction.nonce)) {
      throw new Refusal(
        'transaction-nonce',
        'replacement transaction underpriced: another one has this nonce',
      );
    }
    if (this.#byHash.size >= MAX_WAITING)
      throw new Refusal('pool-full', 'txpool is full: send it again later');
    const entry = { transaction, sender, ready: false };
    this.#byHash.set(hash, entry);
    if (waiting) waiting.set(transaction.nonce, entry);
    else this.#bySender.set(sender, new Map([[transaction.nonce, entry]]));
  }

  /** The transaction is durable, so it may go into a block. */
  ready(transaction: TypedTransaction): void {
    const entry = this.#byHash.get(toHex(transaction.hash()));
    if (entry) entry.ready = true;
  }

  remove(transaction: TypedTransaction): void {
    const hash = toHex(transaction.hash());
    const entry = this.#byHash.get(hash);
    if (!entry) return;
    this.#byHash.delete(hash);
    const waiting = this.#bySender.get(entry.sender);
    waiting?.delete(transaction.nonce);
    if (waiting?.size === 0) this.#bySender.delete(entry.sender);
  }

  /** Every transaction that may go into a block, in order of arrival. */
  waiting(): TypedTransaction[] {
    return [...this.#byHash.values()].filter(({ ready }) => ready).map(({ transaction }) => transaction);
  }

  /** Takes out what a sender's state is past: another node's block held these nonces. */
  dropBelow(sender: Uint8Array, nonce: bigint): TypedTransaction[] {
    const below = [...(this.#bySender.get(toHex(sender))?.values() ?? [])]
      .map(({ transaction }) => transaction)
      .filter((transaction) => transaction.nonce < nonce);
    for (const transaction of below) this.remove(transaction);
    return below;
  }

  /** The nonce that the sender's next transaction should have, those waiting counted. */
  nextNonce(sender: Uint8Array, nonce: bigint): bigint {
    const waiting = this.#bySender.get(toHex(sender));
    let next = nonce;
    while (waiting?.has(next)) next++;
    return next;
  }

  /**
   * What can go into the next block, in its order: `limit` at most, and no gap in any sender's nonces.
   * @param nonceOf the sender's nonce in the latest state
   */
  async pick(nonceOf: (sender: Uint8Array) => Promise<bigint>, limit: number): Promise<TypedTransaction[]> {
    const next = new Map<string, bigint>();
    const picked: TypedTransaction[] = [];
    const seen = new Set<Entry>();
    for (const current of this.#byHash.values()) {
      if (!current.ready) continue;
      seen.add(current);
      const { sender } = current;
      const waiting = this.#bySender.get(sender);
      let nonce = next.get(sender) ?? (await nonceOf(Uint8Array.from(Buffer.from(sender, 'hex'))));
      // Whatever arrived before its turn goes in right after the one that closes the gap.
      for (let entry = waiting?.get(nonce); entry && seen.has(entry); entry = waiting?.get(nonce)) {
        if (picked.length >= limit) return picked;
        picked.push(entry.transaction);
        nonce++;
      }
      next.set(sender, nonce);
    }
    return picked;
  }
}
