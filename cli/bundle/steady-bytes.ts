import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError } from '../service.ts';

/** A long answer over a connection that may break: it is asked for again, and what was read already is passed over. */

const TRIES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * @param open asks for the whole of it once more
 * @throws ConnectionError when it breaks so often in a row that nothing comes, and whatever else `open` throws
 */
export async function* steadyBytes(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for (let tries = 1; ; tries += 1) {
    let seen = 0;
    try {
      for await (const piece of open()) {
        const fresh = piece.subarray(Math.min(piece.length, Math.max(0, passed - seen)));
        seen += piece.length;
        if (fresh.length === 0) continue;
        passed += fresh.length;
        tries = 1;
        yield fresh;
      }
      return;
    } catch (error) {
      if (!(error instanceof ConnectionError) || tries >= TRIES) throw error;
      await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)));
    }
  }
}
