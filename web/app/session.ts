import { type Api, ApiProblem, createApi, type Problem, type Who } from '../api.ts';
import { languageTag, words } from './language.ts';
import { createStore } from './store.ts';

/** Who is signed in. The session itself is a cookie that no script can read; only what the service says is here. */

export type Session =
  | { readonly state: 'unknown' | 'anonymous'; readonly who?: undefined }
  | { readonly state: 'signed-in'; readonly who: Who };

export const session = createStore<{ session: Session; ended: boolean }>({
  session: { state: 'unknown' },
  ended: false,
});

export const api: Api = createApi({
  language: languageTag,
  csrf: () => session.get().session.who?.csrf,
  unreachable: (): Problem => ({
    code: 'unreachable',
    status: 0,
    title: words().t('problem.unreachable'),
    next: words().t('problem.unreachable.next'),
  }),
  unexpected: (status): Problem => ({
    code: 'unexpected',
    status,
    title: words().t('problem.unexpected', { status: String(status) }),
    next: words().t('problem.unexpected.next'),
  }),
  // The role may have been changed meanwhile: what the page offers follows it.
  onRoleRefused: () => void loadSession().catch(() => undefined),
  onSignedOut: () => {
    const { state } = session.get().session;
    // Whoever was signed in a moment ago is told that the session ended; whoever was not, is not.
    session.set({ session: { state: 'anonymous' }, ended: state === 'signed-in' });
  },
});

/** Asks the service who is signed in. An outage leaves it unknown, and says so. @throws ApiProblem */
export async function loadSession(): Promise<void> {
  try {
    const who = await api.ask<Who>({ path: 'session' });
    session.set({ session: { state: 'signed-in', who }, ended: false });
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401) return;
    session.set({ session: { state: 'anonymous' } });
    throw error;
  }
}

/** A sign-out on its way: whoever comes in meanwhile would be signed out by its end. */
let leaving: Promise<unknown> = Promise.resolve();

/** @throws ApiProblem when the ticket was used, is too old, or is none */
export async function signIn(ticket: string): Promise<void> {
  await leaving;
  await api.ask({ method: 'POST', path: 'session', json: { ticket } });
  await loadSession();
}

/** Signs out here even when the service cannot be reached: whoever leaves the desk expects it. @throws ApiProblem */
export async function signOut(): Promise<void> {
  const asked = api.ask({ method: 'DELETE', path: 'session' });
  leaving = asked.catch(() => undefined);
  try {
    await asked;
  } finally {
    session.set({ session: { state: 'anonymous' }, ended: false });
  }
}
