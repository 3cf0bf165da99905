import { FormatError } from '../../core/errors.ts';
import { type RecordsRequest, readRecordsRequest } from '../../core/records-request.ts';
import { LedgerError } from '../ledger/errors.ts';
import type { OwnChain } from '../ledger/on-chain.ts';
import { Refusal } from '../refusal.ts';
import { insertAccess } from '../store/access-log.ts';
import type { Store } from '../store/store.ts';

/**
 * Handing out the records of our batches to the other agencies: canonical bytes, in the order of the batch, without
 * any disclosure. They show how many records there are and of which kind, how many files and claims each has, and which
 * belong to one case; names, contents and values stay behind salted digests.
 */
export type HandingOut = {
  /**
   * Lets a request in: signed by an operator key in force of an agency of the registry, for us, for this batch, on this
   * chain, now, once.
   * @throws Refusal `records-request-refused`, `batch-not-found`, `too-many-requests`, `chain-unavailable`
   */
  admit(body: unknown, sequence: number): Promise<Admitted>;
};

export type Admitted = {
  /** The records' canonical bytes, in order. */
  readonly records: Iterable<Uint8Array>;
  /** To be called when they went out, or nobody listens any more. */
  end(): void;
};

/** Clocks of two agencies may differ by this much. */
const CLOCK_SECONDS = 300;
/** Rows read at a time: other work of the store goes on in between. */
const ROWS = 200;

export function handingOut(parts: {
  store: Store;
  chain: Pick<OwnChain, 'operatorAgency'>;
  /** Id of our own agency. */
  agency: string;
  /** 0x address of the ledger contract. */
  ledger: string;
  now: () => number;
}): HandingOut {
  const { store, chain, agency, ledger, now } = parts;
  const startedAt = Math.floor(now() / 1000);
  /** Nonces that were used, with the time after which their requests are too old anyway, the oldest first. */
  const used = new Map<string, number>();
  const served = new Set<string>();

  function refuse(reason: string, cause?: unknown): never {
    throw new Refusal('records-request-refused', `The request is not answered: ${reason}`, {
      ...(cause === undefined ? {} : { cause }),
      details: { reason },
    });
  }

  function readRequest(body: unknown, sequence: number): RecordsRequest {
    let request: RecordsRequest;
    try {
      request = readRecordsRequest(body);
    } catch (cause) {
      if (!(cause instanceof FormatError)) throw cause;
      return refuse(cause.code, cause);
    }
    if (request.ledger !== ledger) refuse('request-other-chain');
    if (request.of !== agency) refuse('request-other-agency');
    if (request.sequence !== sequence) refuse('request-other-batch');
    // One from before our start may have been used already: nonces are in memory.
    const seconds = Math.floor(now() / 1000);
    if (request.at < startedAt || Math.abs(request.at - seconds) > CLOCK_SECONDS) refuse('request-time');
    return request;
  }

  async function checkKey({ key, at, agency: claimed }: RecordsRequest): Promise<void> {
    let known: string | undefined;
    try {
      // In force now, not only when it says that it was signed.
      known = await chain.operatorAgency(key, Math.max(at, Math.floor(now() / 1000)));
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      throw new Refusal('chain-unavailable', cause.message, { cause, details: { reason: cause.code } });
    }
    if (known !== claimed) refuse('request-key-unknown');
  }

  /** Only for whom the registry knows: nobody else fills the memory. */
  function useNonce({ key, nonce, at }: RecordsRequest): void {
    const seconds = Math.floor(now() / 1000);
    for (const [old, until] of used) {
      if (until >= seconds) break;
      used.delete(old);
    }
    const id = `${key} ${nonce}`;
    if (used.has(id)) refuse('request-repeated');
    used.set(id, at + CLOCK_SECONDS);
  }

  function* recordsOf(sequence: number): Iterable<Uint8Array> {
    for (let after = -1; ; ) {
      const rows = store.all<{ leaf_index: number; canonical: Uint8Array }>(
        `SELECT leaf_index, canonical FROM records WHERE batch = ? AND leaf_index > ?
           ORDER BY leaf_index LIMIT ${ROWS}`,
        sequence,
        after,
      );
      for (const { canonical } of rows) yield canonical;
      if (rows.length < ROWS) return;
      after = rows.at(-1)!.leaf_index;
    }
  }

  return {
    async admit(body, sequence) {
      const request = readRequest(body, sequence);
      await checkKey(request);
      useNonce(request);
      // Its root and size are fixed, so it may be asked for as soon as others see its anchor, even before we do.
      const ours = store.one("SELECT 1 FROM batches WHERE sequence = ? AND state <> 'foreign'", sequence);
      if (!ours) throw new Refusal('batch-not-found', 'No such batch');
      if (served.has(request.agency)) {
        throw new Refusal('too-many-requests', 'One batch at a time', { details: { retryAfter: 2 } });
      }
      served.add(request.agency);
      try {
        const actor = `agency:${request.agency}`;
        await store.enqueue(() => insertAccess(store, now(), actor, 'batch-taken', String(sequence)));
      } catch (cause) {
        served.delete(request.agency);
        throw cause;
      }
      return { records: recordsOf(sequence), end: () => served.delete(request.agency) };
    },
  };
}
