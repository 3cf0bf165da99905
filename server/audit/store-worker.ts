import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** Reads a whole database beside the thread that serves: what is wrong with its pages, and how many there are. */

export type StoreCheck = { readonly wrong: readonly string[]; readonly pages: number };

/** Damage is seldom in one place, and the first places say enough. */
const MOST = 20;

function check(path: string): StoreCheck {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  try {
    const rows = database.prepare(`PRAGMA quick_check(${MOST})`).all() as { quick_check: string }[];
    const wrong = rows.map((row) => row.quick_check.replaceAll('\n', ' ')).filter((line) => line !== 'ok');
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    return { wrong, pages };
  } catch (error) {
    return { wrong: [error instanceof Error ? error.message : String(error)], pages: 0 };
  } finally {
    database.close();
  }
}

parentPort?.postMessage(check(workerData as string));
