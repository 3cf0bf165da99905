import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endAlerts, openAlerts, raiseAlert } from '../../../server/store/alerts.ts';
import { openStore } from '../../../server/store/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-schema-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with the store of the first release. */
function firstRelease(): string {
  const service = join(folder, 'service');
  mkdirSync(service);
  const db = new DatabaseSync(join(service, 'store.sqlite'));
  db.exec(readFileSync(new URL('../../vectors/store/version-1.sql', import.meta.url), 'utf8'));
  db.close();
  return service;
}

test('a store of the first release is brought up to date with its alerts open, and they can end', () => {
  const service = firstRelease();
  const store = openStore(service);
  expect(openAlerts(store).map(({ code }) => code)).toEqual(['node-behind', 'foreign-anchor']);
  endAlerts(store, ['node-behind'], 1_760_000_070_000);
  expect(openAlerts(store).map(({ code }) => code)).toEqual(['foreign-anchor']);
  store.close();
  const again = openStore(service);
  expect(openAlerts(again).map(({ code }) => code)).toEqual(['foreign-anchor']);
  again.close();
});

test('an upgraded store has the tables and columns of a new one', () => {
  const shape = (service: string) => {
    const store = openStore(service);
    const tables = store.all<{ name: string }>('SELECT name FROM sqlite_master ORDER BY name');
    const columns = tables.map(({ name }) => [name, store.all(`PRAGMA table_info(${name})`)]);
    const version = store.one('PRAGMA user_version');
    store.close();
    return { columns, version };
  };
  expect(shape(firstRelease())).toEqual(shape(join(folder, 'new')));
});

test('an alert that ended and comes again is open again, and new', () => {
  const store = openStore(folder);
  const alert = { code: 'node-behind', subject: 'a', details: {} } as const;
  expect(raiseAlert(store, alert, 1)).toBe(true);
  expect(raiseAlert(store, alert, 2)).toBe(false);
  raiseAlert(store, { ...alert, subject: 'b' }, 2);
  endAlerts(store, ['node-behind'], 3, 'a');
  expect(openAlerts(store).map(({ subject }) => subject)).toEqual(['b']);
  expect(raiseAlert(store, alert, 4)).toBe(true);
  expect(openAlerts(store)[0]).toMatchObject({ subject: 'a', at: 1, lastAt: 4 });
  store.close();
});
