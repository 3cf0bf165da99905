import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalText } from '../core/canonical.ts';

/**
 * What a submission with large files has begun, for the same command started again after it was killed: the key, and
 * where each file's upload is. Only a help: without it, files are sent again.
 */
export type Unfinished = {
  readonly key: string;
  /** The ID of the upload in a slot of the submission; undefined where none was begun. */
  uploadOf(slot: string): string | undefined;
  /** Remembers an upload; forgets it where `id` is undefined. */
  keep(slot: string, id: string | undefined): void;
  /** Nothing is left to go on with. */
  forget(): void;
};

/** The service forgets keys after fourteen days; later a key could no longer keep a record from being made twice. */
const KEPT_MS = 13 * 24 * 3600 * 1000;

type Kept = { key: string; uploads: Record<string, string> };

function read(file: string): Kept | undefined {
  try {
    if (Date.now() - statSync(file).mtimeMs > KEPT_MS) return undefined;
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    return typeof kept.key === 'string' && typeof kept.uploads === 'object' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file, { force: true });
  }
}

/**
 * @param folder where such notes lie
 * @param what makes two commands the same: service, files with size and time, fields
 * @param freshKey the key, where nothing is known of an earlier one
 */
export function openUnfinished(folder: string, what: unknown, freshKey: string): Unfinished {
  const name = createHash('sha256').update(canonicalText(what)).digest('hex');
  const file = path.join(folder, `${name}.json`);
  const kept = read(file) ?? { key: freshKey, uploads: {} };
  // Whoever cannot write it down goes on without.
  const quietly = (act: () => void) => {
    try {
      act();
    } catch {
      // Nothing is lost but the help.
    }
  };
  function save(): void {
    quietly(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      removeOld(folder);
      writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
    });
  }
  save();
  return {
    key: kept.key,
    uploadOf: (of) => (Object.hasOwn(kept.uploads, of) ? kept.uploads[of] : undefined),
    keep(of, id) {
      if (id === undefined) delete kept.uploads[of];
      else kept.uploads[of] = id;
      save();
    },
    forget: () => quietly(() => rmSync(file, { force: true })),
  };
}
