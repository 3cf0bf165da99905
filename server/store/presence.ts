import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { JianzhengError } from '../../core/errors.ts';
import { foldersIn } from '../ingest/folders.ts';
import { makeFolder } from '../make-folder.ts';

const entriesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const isEmpty = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;

/**
 * Refuses to begin a new store where an old one was: content or a chain of this folder says that there was one.
 * A first start that was cut off has neither, as both come after the store.
 * @throws JianzhengError `store-damaged`, `folder-unusable`
 */
export function checkNotEmptied(service: string, chain: string): void {
  makeFolder(service);
  const path = join(service, 'store.sqlite');
  if (!isEmpty(path)) return;
  const { files, packs } = foldersIn(service);
  const content = entriesOf(files).some((name) => join(files, name) !== packs) || entriesOf(packs).length > 0;
  if (!content && isEmpty(join(chain, 'chain.sqlite'))) return;
  throw new JianzhengError('store-damaged', `${path} is missing or empty, and what belongs to it is there`, {
    details: { path },
  });
}
