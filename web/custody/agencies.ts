import { useEffect } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { api } from '../app/session.ts';
import { createStore, useStore } from '../app/store.ts';

export type Agency = {
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string } | null;
  readonly state: string;
};

const known = createStore<{ agencies: readonly Agency[]; asked: boolean }>({ agencies: [], asked: false });

/** The agencies of the chain, asked for once; empty until then. */
export function useAgencies(): readonly Agency[] {
  useEffect(() => {
    if (known.get().asked) return;
    known.set({ asked: true });
    api
      .ask<{ items: readonly Agency[] }>({ path: 'agencies' })
      .then(({ items }) => known.set({ agencies: items }))
      // Names beside ids: without them the ids stand alone, and the next page asks again.
      .catch(() => known.set({ asked: false }));
  }, []);
  return useStore(known).agencies;
}

/** An agency as people call it, with its id. */
export function useAgencyText(): (id: string) => string {
  const agencies = useAgencies();
  const { language } = useWords();
  return (id) => {
    const name = agencies.find((agency) => agency.id === id)?.name?.[language];
    return name === undefined || name === id ? id : `${isolated(name)} (${id})`;
  };
}
