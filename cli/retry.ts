import { setTimeout as sleep } from 'node:timers/promises';
import { retryAfterMs } from '../core/retry-after.ts';
import { type Answer, ConnectionError, readBody, type Service } from './service.ts';

/** Waiting and trying again, never beyond a deadline. */

/** The service says: not now. */
const LATER = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export type Patience = {
  /** When to give up, ms since the epoch. */
  readonly deadline: number;
  /** Whether somebody listened there before: then a closed door is one that may open again. */
  readonly reached?: boolean;
  /** Told before each pause. */
  readonly onPause?: (reason: { code: string; waitMs: number }) => void;
};

/**
 * Tries until an answer other than "later" comes, or the deadline would pass. Only for requests that may be made
 * twice: reads, and submissions with an idempotency key.
 * @returns the last answer, also when it still says "later"
 * @throws ConnectionError the last one; at once when nobody ever listened there
 */
export async function withPatience(
  service: Service,
  patience: Patience,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  let reached = patience.reached ?? false;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    let wait = pause;
    let code: string;
    try {
      const answer = await attempt();
      reached = true;
      wait = retryAfterMs(answer.headers['retry-after'], Date.now()) ?? pause;
      if (!LATER.has(answer.status) || Date.now() + wait > patience.deadline) return answer;
      code = String(answer.status);
      await readBody(service, answer);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      // A connection that was there and broke: somebody may be starting it again.
      reached ||= !error.refused;
      if (!reached || Date.now() + wait > patience.deadline) throw error;
      code = error.code;
    }
    patience.onPause?.({ code, waitMs: wait });
    await sleep(wait);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  }
}
