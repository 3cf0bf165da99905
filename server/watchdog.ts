import { setTimeout as pause } from 'node:timers/promises';

/** A process that lives and does nothing more: stopped, or caught in a loop. No exit tells of it. */

/**
 * How long a node may be silent. Missed answers are counted, not time: a machine that slept, or was too busy to ask,
 * has missed one at most.
 */
export type Patience = {
  /** Between an answer, or a miss, and the next question. */
  readonly everyMs: number;
  /** How long one answer may take. */
  readonly answerMs: number;
  /** Answers in a row that are missing. */
  readonly misses: number;
};

/** More than half a minute without an answer to a question that needs no work. A slow machine answers in seconds. */
export const PATIENCE: Patience = { everyMs: 2_000, answerMs: 10_000, misses: 3 };

async function answers(url: string, ms: number, stopped: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // Answered from memory: neither a full disk nor a long read stands in its way.
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'net_version', params: [] }),
      signal: AbortSignal.any([AbortSignal.timeout(ms), stopped]),
    });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks a node again and again, and calls `hung` once when it has missed too many answers in a row.
 * @returns a function that ends the watch
 */
export function watchAnswers(url: string, patience: Patience, hung: () => void): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  async function watch(): Promise<void> {
    for (let missed = 0; missed < patience.misses; ) {
      await pause(patience.everyMs, undefined, { signal });
      missed = (await answers(url, patience.answerMs, signal)) ? 0 : missed + 1;
    }
    if (!signal.aborted) hung();
  }
  watch().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return () => stopped.abort();
}
