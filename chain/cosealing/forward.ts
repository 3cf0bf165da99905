import { toHex } from '../../core/bytes.ts';
import type { Pool } from '../txpool/pool.ts';
import type { Peer } from './peers.ts';

const PER_MESSAGE = 64;
/** A proposer that was put back from a backup has lost what it was given: after this long in no block, again. */
const AGAIN_MS = 30_000;

/**
 * A transaction is durable in the node it was given to, and stays there until a block holds it; from there it is
 * brought to the proposer as often as it takes.
 */
export class Forwarder {
  readonly #now: () => number;
  #given = new Map<string, { readonly to: string; readonly at: number }>();
  #under: Promise<void> | undefined;
  #again = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  forward(pool: Pool, proposer: Peer): Promise<void> {
    if (this.#under) {
      this.#again = true;
      return this.#under;
    }
    this.#under = this.#run(pool, proposer).finally(() => {
      this.#under = undefined;
    });
    return this.#under;
  }

  async #run(pool: Pool, proposer: Peer): Promise<void> {
    do {
      this.#again = false;
      const waiting = pool.waiting().map((transaction) => {
        const key = toHex(transaction.hash());
        return { key, transaction, given: this.#given.get(key) };
      });
      this.#given = new Map(waiting.flatMap(({ key, given }) => (given ? [[key, given]] : [])));
      const to = proposer.report?.address ?? '';
      const due = waiting.filter(({ given }) => given?.to !== to || this.#now() - given.at > AGAIN_MS);
      for (let from = 0; from < due.length; from += PER_MESSAGE) {
        const part = due.slice(from, from + PER_MESSAGE);
        try {
          const taken = await proposer.give(part.map(({ transaction }) => transaction.serialize()));
          for (const [i, { key }] of part.entries()) {
            if (taken[i]) this.#given.set(key, { to, at: this.#now() });
          }
        } catch {
          // It is away: the next heartbeat tries again.
          return;
        }
      }
    } while (this.#again);
  }
}
