import { isUtf8 } from 'node:buffer';
import { type Dirent, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileNameProblem } from '../core/file-entry.ts';
import { failure } from './command-error.ts';
import { mediaTypeFor } from './media-types.ts';

/** A file on this machine: where it is, and the name that a record gives it. */
export type LocalFile = {
  readonly path: string;
  /** Relative, with `/` between folders on every platform. */
  readonly name: string;
  /** Bytes, when it was listed. */
  readonly size: number;
  readonly mediaType: string;
};

export type Listing = {
  readonly files: readonly LocalFile[];
  /** Neither file nor folder, folders named that hold no file, or links to folders (following those may never end) or to nothing. */
  readonly leftOut: readonly string[];
  /** Those of `leftOut` that were named themselves and are devices, sockets or pipes. */
  readonly noFiles: readonly string[];
};

/** A name as far as it is ASCII, every other byte as `\xd6`: so that it can be shown, and found again. */
const escapedName = (bytes: Buffer) =>
  bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);

function unreadable(target: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return failure('file-unreadable', { path: target, reason }, { cause: error });
}

async function statOf(target: string) {
  try {
    return await stat(target);
  } catch (error) {
    // Arguments whose bytes are no UTF-8 arrive like this, and so no longer name the file.
    if (target.includes('\ufffd')) throw failure('file-name-not-utf8', { path: target }, { cause: error });
    throw unreadable(target, error);
  }
}

type Entry = { readonly name: string; readonly kind: Dirent<Buffer> };

async function entriesOf(folder: string): Promise<Entry[]> {
  let found: Dirent<Buffer>[];
  try {
    found = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw unreadable(folder, error);
  }
  const foreign = found.find(({ name }) => !isUtf8(name));
  if (foreign) {
    // Read as UTF-8 it would be another name: no record could say which file was meant.
    throw failure('file-name-not-utf8', { path: path.join(folder, escapedName(foreign.name)) });
  }
  // By code unit, so that the same folder gives the same record on every platform.
  return found
    .map((kind) => ({ name: kind.name.toString('utf8'), kind }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Lists the files that the paths stand for, folders with all they hold. A file is named by its last part, a file in a
 * folder by that folder's name and the way from there, as when it is dropped on the page.
 * @throws CommandError `file-unreadable`, `file-name-refused`, `file-name-not-utf8`
 */
export async function listFiles(paths: readonly string[]): Promise<Listing> {
  const files: LocalFile[] = [];
  const leftOut: string[] = [];
  const noFiles: string[] = [];
  const addFile = (target: string, name: string, size: number) => {
    if (fileNameProblem(name) !== null) throw failure('file-name-refused', { path: target });
    files.push({ path: target, name, size, mediaType: mediaTypeFor(name) });
  };
  const addFolder = async (folder: string, prefix: string): Promise<void> => {
    for (const entry of await entriesOf(folder)) {
      const target = path.join(folder, entry.name);
      const name = `${prefix}${entry.name}`;
      if (entry.kind.isDirectory()) await addFolder(target, `${name}/`);
      else {
        // A link that leads nowhere must not keep the rest of a folder from being submitted.
        const found = entry.kind.isSymbolicLink() && !existsSync(target) ? undefined : await statOf(target);
        if (found?.isFile()) addFile(target, name, found.size);
        else leftOut.push(target);
      }
    }
  };
  for (const given of paths) {
    const found = await statOf(given);
    const base = path.basename(path.resolve(given));
    if (found.isDirectory()) {
      const before = files.length + leftOut.length;
      await addFolder(given, base === '' ? '' : `${base}/`);
      // Named, and nothing comes of it: to be told, like whatever else is left out.
      if (files.length + leftOut.length === before) leftOut.push(given);
    } else if (found.isFile()) addFile(given, base, found.size);
    else {
      leftOut.push(given);
      noFiles.push(given);
    }
  }
  return { files, leftOut, noFiles };
}

/**
 * As `listFiles`, for what is done with the files themselves: a pipe or device has no content that stays the same.
 * @throws CommandError `file-not-regular`, those of `listFiles`
 */
export async function listContent(paths: readonly string[]): Promise<Listing> {
  const listing = await listFiles(paths);
  const [path] = listing.noFiles;
  if (path !== undefined) throw failure('file-not-regular', { path });
  return listing;
}
