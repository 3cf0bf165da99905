import { createStore } from './store.ts';

/** What a screen reader is to say next, without moving anyone's focus. */
export const announcement = createStore<{ text: string }>({ text: '' });

export function announce(text: string): void {
  // A no-break space more or less: the same sentence twice would not be read again.
  announcement.set({ text: announcement.get().text === text ? `${text}\u00a0` : text });
}
