import type { Common } from '@ethereumjs/common';
import type { TypedTransaction } from '@ethereumjs/tx';
import type { Store } from '../store/store.ts';
import { admit, Refusal } from './admit.ts';
import type { Pool } from './pool.ts';

export type IntakeOptions = {
  readonly store: Store;
  readonly pool: Pool;
  readonly rules: Common;
  readonly gasLimit: bigint;
  /** The latest block, as a value that changes with it. */
  readonly head: () => unknown;
  /** The nonce that a sender has in the latest state. */
  readonly nonceOf: (sender: Uint8Array) => Promise<bigint>;
  /** Called when something new can go into a block. */
  readonly arrived: () => void;
  readonly warn: (message: string) => void;
};

/**
 * The way into the pool. A transaction is checked, takes its place, is made durable, and only then answered and
 * offered to a block: so an answered hash outlives a crash at any moment.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #waitingForDisk: { transaction: TypedTransaction; done: (error?: unknown) => void }[] = [];

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Takes up what waited when the process last ended. @throws ChainError `store-damaged` */
  async reload(): Promise<void> {
    const { store, pool, rules, gasLimit, nonceOf, warn } = this.#options;
    const gone: Uint8Array[] = [];
    for (const { hash, raw } of store.pool()) {
      try {
        const transaction = admit(rules, gasLimit, raw);
        pool.add(transaction, await nonceOf(transaction.getSenderAddress().bytes));
        pool.ready(transaction);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        warn(`A transaction that waited was dropped: ${error.message}`);
        gone.push(hash);
      }
    }
    if (gone.length > 0) store.removeFromPool(gone);
  }

  /**
   * Accepts a signed transaction. When this returns, it is durable.
   * @returns its hash
   * @throws Refusal
   */
  async take(raw: Uint8Array): Promise<Uint8Array> {
    const { store, pool, rules, gasLimit } = this.#options;
    const transaction = admit(rules, gasLimit, raw);
    const hash = transaction.hash();
    if (store.transactionByHash(hash)) throw new Refusal('transaction-known', 'already known');
    pool.add(transaction, await this.#latestNonce(transaction.getSenderAddress().bytes));
    await this.#keep(transaction);
    return hash;
  }

  /** A block may come while we read: the pool never takes what the state is already past. */
  async #latestNonce(sender: Uint8Array): Promise<bigint> {
    const { head, nonceOf } = this.#options;
    for (;;) {
      const seen = head();
      const nonce = await nonceOf(sender);
      if (head() === seen) return nonce;
    }
  }

  /** Makes an accepted transaction durable; those that arrive together share one sync of the disk. */
  #keep(transaction: TypedTransaction): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      this.#waitingForDisk.push({ transaction, done });
      if (this.#waitingForDisk.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const { store, pool, arrived } = this.#options;
    const waiting = this.#waitingForDisk;
    this.#waitingForDisk = [];
    try {
      store.addToPool(waiting.map(({ transaction: t }) => ({ hash: t.hash(), raw: t.serialize() })));
    } catch (error) {
      for (const { transaction, done } of waiting) {
        pool.remove(transaction);
        done(error);
      }
      return;
    }
    for (const { transaction, done } of waiting) {
      pool.ready(transaction);
      done();
    }
    arrived();
  }
}
