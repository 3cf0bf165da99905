import { type Desk, touch } from './desk.ts';

/** How long to wait, in seconds, before each further try by itself. */
export const RETRIES = [2, 5, 10, 20];

/** Waits, and tells the desk how long it still takes. Ends early when the network comes back. */
export async function wait(desk: Desk, seconds: number, signal: AbortSignal): Promise<void> {
  let back = false;
  const online = () => {
    back = true;
  };
  addEventListener('online', online);
  for (let left = seconds; left > 0 && !signal.aborted && !back; left -= 1) {
    desk.retryIn = left;
    touch();
    for (let tenth = 0; tenth < 10 && !signal.aborted && !back; tenth += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  removeEventListener('online', online);
  desk.retryIn = undefined;
  touch();
}
