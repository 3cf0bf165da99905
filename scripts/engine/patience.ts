import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long anything may take. Round timers of QBFT double while validators are away, and Besu's have no upper bound:
 * networks were measured to need two minutes to go on. Nothing here waits longer than it must.
 */
export const PATIENCE_MS = 10 * 60_000;
const LOOK_EVERY_MS = 300;
const SAY_EVERY_MS = 30_000;

/**
 * Looks again and again until there is something to see; what the look throws is the reason that it is not there yet.
 * Says every half a minute what is being waited for.
 * @param check throws what makes waiting pointless, such as a process that has ended
 * @throws Error with what was waited for, and why it was not there at the last look
 */
export async function waitFor<Value>(
  what: string,
  look: () => Promise<Value | undefined>,
  check: () => void,
  ms = PATIENCE_MS,
): Promise<Value> {
  const began = Date.now();
  let said = began;
  for (;;) {
    check();
    let reason = 'not yet';
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    const now = Date.now();
    if (now - began > ms) throw new Error(`Waited ${ms / 1000} s for ${what}: ${reason}`);
    if (now - said > SAY_EVERY_MS) {
      said = now;
      console.log(`   ... ${Math.round((now - began) / 1000)} s for ${what}: ${reason}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
