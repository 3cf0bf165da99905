import { retryAfterMs } from '../../core/retry-after.ts';
import { ClientError } from './problem.ts';

/** Trying again while it may help, and not for longer than was allowed. */

/** Said before anything was done: any call may be made again. */
const TOO_MANY = 429;
/** Not now; whether something was done before is not known. */
const LATER = new Set([502, 503, 504]);
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export type Patience = {
  /** For how long to try again, ms. */
  readonly patienceMs: number;
  /** Whether the call may be made twice: it reads, or carries an idempotency key. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal | undefined;
};

/** @throws the signal's reason */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Asks until there is an answer that is not "later", or the next try would come too late.
 * @returns the last answer, also when it still says "later"
 * @throws ClientError `service-unreachable`; the signal's reason
 */
export async function withPatience(
  { patienceMs, repeatable, signal }: Patience,
  attempt: () => Promise<Response>,
): Promise<Response> {
  const end = Date.now() + patienceMs;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 2)) {
    let told = wait;
    try {
      const answer = await attempt();
      told = retryAfterMs(answer.headers.get('retry-after'), Date.now()) ?? wait;
      const again = answer.status === TOO_MANY || (repeatable && LATER.has(answer.status));
      if (!again || Date.now() + told > end) return answer;
      await answer.body?.cancel();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (!repeatable || Date.now() + told > end) {
        throw new ClientError('service-unreachable', String((error as Error).cause ?? error), {
          cause: error,
        });
      }
    }
    await pause(told, signal);
  }
}
