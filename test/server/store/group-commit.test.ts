import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../../../server/store/store.ts';
import { fcRuns } from '../../support/properties.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-store-'));
  store = openStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const note = (name: string, value: string) =>
  store.run('INSERT INTO facts (name, value) VALUES (?, ?)', name, value);
const names = () =>
  store.all<{ name: string }>('SELECT name FROM facts ORDER BY name').map((row) => row.name);

test('jobs share a transaction, and one that throws undoes only itself', async () => {
  const results = await Promise.allSettled([
    store.enqueue(() => note('a', '1')),
    store.enqueue(() => {
      note('b', '2');
      throw new Error('refused');
    }),
    store.enqueue(() => note('c', '3')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(names()).toEqual(['a', 'c']);
});

test('nobody is told before it is durable: another connection sees it by then', async () => {
  const other = new DatabaseSync(join(folder, 'store.sqlite'), { readOnly: true });
  const seen = other.prepare('SELECT count(*) AS n FROM facts');
  await store.enqueue(() => {
    note('a', '1');
    expect(seen.get()).toEqual({ n: 0 });
  });
  expect(seen.get()).toEqual({ n: 1 });
  other.close();
});

test('when the disk is full all jobs of the transaction fail, and the next one works', async () => {
  const { page_count: pages } = store.db.prepare('PRAGMA page_count').get() as { page_count: number };
  store.db.exec(`PRAGMA max_page_count = ${pages}`);
  const large = 'x'.repeat(500_000);
  const results = await Promise.allSettled([
    store.enqueue(() => note('small', '1')),
    store.enqueue(() => note('large', large)),
  ]);
  expect(results[1]?.status).toBe('rejected');
  store.db.exec('PRAGMA max_page_count = 1073741823');
  await store.enqueue(() => note('after', large));
  // Whoever was told that it worked finds it, whoever was not does not.
  expect(names()).toEqual(results[0]?.status === 'fulfilled' ? ['after', 'small'] : ['after']);
});

test('draining waits for everything that was enqueued, also by what ran', async () => {
  let nested: Promise<unknown> | undefined;
  void store.enqueue(() => {
    nested = store.enqueue(() => note('nested', '1'));
  });
  await store.drained();
  await nested;
  expect(names()).toEqual(['nested']);
});

test('whatever is enqueued, in whatever groups, runs once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (fates) => {
      store.db.exec('DELETE FROM access_log');
      const settled = await Promise.allSettled(
        fates.map(async (fails, index) => {
          if (index % 7 === 3) await new Promise((resolve) => setImmediate(resolve));
          return store.enqueue(() => {
            store.run('INSERT INTO access_log (at, actor, action) VALUES (?, ?, ?)', index, 'x', 'y');
            if (fails) throw new Error('fails');
          });
        }),
      );
      expect(settled.map(({ status }) => status === 'rejected')).toEqual(fates);
      const kept = store.all<{ at: number }>('SELECT at FROM access_log ORDER BY at').map(({ at }) => at);
      expect(kept).toEqual(fates.flatMap((fails, index) => (fails ? [] : [index])));
    }),
    fcRuns(20),
  );
});

test('a store made by a newer service is refused, not damaged', () => {
  store.db.exec('PRAGMA user_version = 999');
  expect(() => openStore(folder)).toThrow(/version 999/);
});

test('opening a store again finds what was committed', async () => {
  await store.enqueue(() => note('kept', '1'));
  store.close();
  store = openStore(folder);
  expect(names()).toEqual(['kept']);
});
