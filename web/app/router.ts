import { hrefTo, parseHash, type Route } from './routes.ts';
import { createStore } from './store.ts';

/** The page of the moment, as the address says it. */
export const route = createStore<{ at: Route }>({ at: parseHash(location.hash) });

const read = () => route.set({ at: parseHash(location.hash) });
addEventListener('hashchange', read);

/** Goes to a page, as a link would. */
export function goTo(path: string, query?: Readonly<Record<string, string>>): void {
  location.hash = hrefTo(path, query);
}

/** Puts another address in the place of this one, without a step in the history: tickets must not stay there. */
export function replaceWith(path: string, query?: Readonly<Record<string, string>>): void {
  history.replaceState(null, '', hrefTo(path, query));
  read();
}
