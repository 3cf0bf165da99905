import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Store } from '../store/store.ts';
import { finding, type Step } from './findings.ts';
import type { StoreCheck } from './store-worker.ts';

/** Whether the store's pages are what SQLite wrote (sqlite.org/pragma.html#pragma_quick_check). @returns how many */
export async function* auditStore(store: Store): Step {
  const path = store.db.location();
  if (path === null) return 0;
  const worker = new Worker(new URL('./store-worker.ts', import.meta.url), { workerData: path });
  try {
    const [{ wrong, pages }] = (await once(worker, 'message')) as [StoreCheck];
    for (const what of wrong) yield finding('store-damaged', path, 'a whole database', what);
    yield { progress: { step: 'store', done: pages, total: pages } };
    return pages;
  } finally {
    await worker.terminate();
  }
}
