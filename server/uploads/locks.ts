import { ERRORS, type Locker } from '@tus/server';
import { Refusal } from '../refusal.ts';

/**
 * One request at a time writes to an upload. Whoever waits asks the holder to end: after a lost connection the holder is
 * a request that is dead and does not know. (The library's own locker asks in a loop for as long as it waits.)
 */

type Held = { release: () => void; readonly waiting: (() => void)[] };

export type UploadLocks = Locker & { isHeld(id: string): boolean };

/** @param patienceMs how long a request waits for another one to end */
export function uploadLocks(patienceMs = 30_000): UploadLocks {
  const locks = new Map<string, Held>();

  function lock(id: string, signal: AbortSignal, requestRelease: () => void): Promise<void> {
    const held = locks.get(id);
    if (!held) {
      locks.set(id, { release: requestRelease, waiting: [] });
      return Promise.resolve();
    }
    held.release();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        const place = held.waiting.indexOf(enter);
        if (place >= 0) held.waiting.splice(place, 1);
        act();
      };
      const enter = () =>
        settle(() => {
          held.release = requestRelease;
          // Others came while this one waited: it is asked to be quick in its turn.
          if (held.waiting.length > 0) requestRelease();
          resolve();
        });
      const onAbort = () => settle(() => reject(ERRORS.ABORTED));
      const timer = setTimeout(
        () => settle(() => reject(new Refusal('upload-busy', 'Another request writes to the upload'))),
        patienceMs,
      );
      signal.addEventListener('abort', onAbort, { once: true });
      held.waiting.push(enter);
    });
  }

  return {
    isHeld: (id) => locks.has(id),
    newLock: (id) => ({
      lock: (signal, requestRelease) => lock(id, signal, requestRelease),
      async unlock() {
        const next = locks.get(id)?.waiting[0];
        if (next) next();
        else locks.delete(id);
      },
    }),
  };
}
