import type { Logger } from 'pino';
import type { Uploads } from './uploads.ts';

const EVERY_MS = 3600 * 1000;

/** Removes what has expired every hour, until the service stops. What fails is tried again. */
export async function keepSweeping(
  uploads: Pick<Uploads, 'sweep'>,
  options: { log: Logger; pause: (ms: number) => Promise<void>; stopped: AbortSignal },
): Promise<void> {
  const { log, pause, stopped } = options;
  let next = Date.now() + EVERY_MS;
  // Pauses end early when anything happens elsewhere.
  while (!stopped.aborted) {
    await pause(Math.max(1, next - Date.now()));
    if (stopped.aborted || Date.now() < next) continue;
    next = Date.now() + EVERY_MS;
    try {
      await uploads.sweep();
    } catch (error) {
      log.error({ err: error }, 'Expired uploads could not be removed; it will be tried again');
    }
  }
}
