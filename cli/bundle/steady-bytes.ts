import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError } from '../service.ts';

/** A long answer over a connection that may break: it goes on where it stopped. */

const TRIES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * @param open asks for the rest of it, from this byte on
 * @throws ConnectionError when it breaks so often in a row that nothing comes, and whatever else `open` throws
 */
export async function* steadyBytes(
  open: (from: number) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for (let tries = 1; ; tries += 1) {
    try {
      for await (const piece of open(passed)) {
        passed += piece.length;
        tries = 1;
        yield piece;
      }
      return;
    } catch (error) {
      if (!(error instanceof ConnectionError) || tries >= TRIES) throw error;
      await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)));
    }
  }
}
