import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The databases of a data folder, relative to it: the service's before the chain's, as a backup copies them. */
export const DATABASES = ['service/store.sqlite', 'chain/chain.sqlite'];

/**
 * Reads a database as a whole, beside whoever has it open.
 * @returns what is wrong with its pages, or undefined where nothing is, or where there is none
 */
export function damageOf(data: string, name: string): string | undefined {
  const file = path.join(data, name);
  if (!existsSync(file)) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
    const row = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
    return row.quick_check === 'ok' ? undefined : row.quick_check.replaceAll('\n', ' ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    database?.close();
  }
}
