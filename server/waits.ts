/** Waiting that ends early: when something happens, or when the service stops. */
export type Waits = {
  /** Resolves after this time, at the next `wake`, or when the service stops. */
  pause(ms: number): Promise<void>;
  /** Ends every pause. */
  wake(): void;
};

export function waits(stopped: AbortSignal): Waits {
  const sleeping = new Set<() => void>();
  const wake = (): void => {
    for (const end of sleeping) end();
  };
  stopped.addEventListener('abort', wake, { once: true });
  return {
    wake,
    pause(ms) {
      if (stopped.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          sleeping.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        sleeping.add(end);
      });
    },
  };
}
