import { useEffect, useState } from 'preact/hooks';

/** State outside of any page: it lives on while pages come and go. */
export type Store<State> = {
  get(): State;
  set(part: Partial<State>): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
};

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(part) {
      state = { ...state, ...part };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Tells listeners that something changed, at most once in `ms`: what counts bytes changes thousands of times a second,
 * and each drawing costs the reader's keystrokes.
 */
export function createPulse(ms: number): Pick<Store<never>, 'subscribe'> & {
  touch(): void;
  /** Tells them now: where what is shown has become wrong. */
  now(): void;
} {
  const listeners = new Set<() => void>();
  let due = false;
  const now = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    touch() {
      if (due) return;
      due = true;
      setTimeout(() => {
        due = false;
        now();
      }, ms);
    },
    now,
  };
}

/** The store's state; the component is drawn again whenever it changes. */
export function useStore<State>(store: Pick<Store<State>, 'get' | 'subscribe'>): State {
  const [, draw] = useState(0);
  useEffect(() => store.subscribe(() => draw((count) => count + 1)), [store]);
  return store.get();
}
