import {
  BlobReader,
  configure,
  type DirectoryEntry,
  ERR_AMBIGUOUS_ARCHIVE,
  ERR_ENCRYPTED,
  ERR_ENCRYPTED_CENTRAL_DIRECTORY,
  ERR_INVALID_CRC32,
  ERR_OVERLAPPING_ENTRY,
  ERR_UNSUPPORTED_COMPRESSION,
  ERR_UNSUPPORTED_ENCRYPTION,
  type FileEntry,
  Reader,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import { MAX_BUNDLE_ENTRIES } from '../core/bundle/contents.ts';
import { checkEntryName, foldedName } from '../core/bundle/entry-names.ts';
import { FormatError } from '../core/errors.ts';

/** The zip around a bundle, read in Node and in the browser by the same lines. Nothing is ever unpacked to a disk. */

// One thread more would not hash sooner, and a page from a disk could not start it.
configure({ useWebWorkers: false });

/** What compresses better than this holds no evidence; deflate itself ends at about 1,032. */
const MAX_RATIO = 200;
/** Below this nothing is taken for a bomb: short texts may well repeat themselves. */
const HARMLESS_BYTES = 1024 * 1024;

/** A file that is read in pieces. For Node, whose blobs of files know their size up to 4 GiB only. */
export type PiecewiseFile = {
  /** Bytes. */
  readonly size: number;
  /** @returns as many bytes as there are, `length` at most */
  read(from: number, length: number): Promise<Uint8Array>;
};

class PiecewiseReader extends Reader<PiecewiseFile> {
  readonly #file: PiecewiseFile;

  constructor(file: PiecewiseFile) {
    super(file);
    this.#file = file;
    this.size = file.size;
  }

  override readUint8Array(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#file.read(from, length) as Promise<Uint8Array<ArrayBuffer>>;
  }
}

/** A regular file in the zip. */
export type ArchiveEntry = {
  /** As the zip has it. */
  readonly name: string;
  /** Bytes when unpacked, as declared; reading gives exactly so many or fails. */
  readonly size: number;
  /**
   * Reads it through, in pieces that are valid until the next one.
   * @throws FormatError `bundle-changed`, `bundle-damaged`, `bundle-overlap`, `bundle-ambiguous`, `bundle-bomb`
   */
  read(onPiece: (bytes: Uint8Array) => void | Promise<void>): Promise<void>;
  /** Its content once more, to be passed on. */
  stream(): ReadableStream<Uint8Array>;
};

const refusal = (code: string, name?: string, cause?: unknown) =>
  new FormatError(code, 'The zip is refused', {
    cause,
    details: name === undefined ? {} : { name: name.slice(0, 200) },
  });

/** What the library found wrong, by our name for it. Errors of the disk and our own stay what they are. */
function named(error: unknown, name?: string): unknown {
  if (error instanceof FormatError || !(error instanceof Error)) return error;
  if (error.name === 'NotReadableError' || error.name === 'NotFoundError') return error;
  const { message } = error;
  const { reason } = error as { reason?: string };
  if (message === ERR_INVALID_CRC32) return refusal('bundle-changed', name, error);
  if (message === ERR_OVERLAPPING_ENTRY) return refusal('bundle-overlap', name, error);
  if (message === ERR_AMBIGUOUS_ARCHIVE) {
    const code = reason === 'duplicate filename' ? 'bundle-name-doubled' : 'bundle-ambiguous';
    return refusal(code, name ?? (error as { filename?: string }).filename, error);
  }
  const encrypted = [ERR_ENCRYPTED, ERR_ENCRYPTED_CENTRAL_DIRECTORY, ERR_UNSUPPORTED_ENCRYPTION];
  if (encrypted.includes(message)) return refusal('bundle-encrypted', name, error);
  if (message === ERR_UNSUPPORTED_COMPRESSION) return refusal('bundle-compression', name, error);
  return refusal('bundle-damaged', name, error);
}

function archiveEntry(entry: FileEntry): ArchiveEntry {
  const { filename: name, uncompressedSize: size } = entry;
  return {
    name,
    size,
    async read(onPiece) {
      let length = 0;
      const sink = new WritableStream<Uint8Array>({
        async write(piece) {
          length += piece.length;
          // Stopped at once, not when all of it came.
          if (length > size) throw refusal('bundle-bomb', name);
          await onPiece(piece);
        },
      });
      try {
        await entry.getData(sink);
      } catch (error) {
        throw named(error, name);
      }
      if (length !== size) throw refusal('bundle-damaged', name);
    },
    stream() {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      // Where it fails, reading fails. That it overlaps nothing was seen when it was read first.
      entry.getData(writable, { checkOverlappingEntry: false }).catch(() => undefined);
      return readable;
    },
  };
}

function checkEntry(entry: {
  filename: string;
  encrypted: boolean;
  symlink: boolean;
  compressionMethod: number;
  compressedSize: number;
  uncompressedSize: number;
}): void {
  const { filename, compressedSize, uncompressedSize } = entry;
  if (entry.encrypted) throw refusal('bundle-encrypted', filename);
  if (entry.symlink) throw refusal('bundle-symlink', filename);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw refusal('bundle-compression', filename);
  if (uncompressedSize > HARMLESS_BYTES && uncompressedSize > compressedSize * MAX_RATIO) {
    throw refusal('bundle-bomb', filename);
  }
}

/** Refuses what some system would unpack over something else: the same name, or a file where another has a folder. */
function nameKeeper() {
  const files = new Set<string>();
  const folders = new Set<string>();
  return (name: string, isFolder: boolean): void => {
    checkEntryName(name);
    const folded = foldedName(name);
    const parts = folded.split('/');
    const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    if (files.has(folded) || above.some((folder) => files.has(folder)))
      throw refusal('bundle-name-doubled', name);
    if (!isFolder && folders.has(folded)) throw refusal('bundle-name-doubled', name);
    for (const folder of isFolder ? [...above, folded] : above) folders.add(folder);
    if (!isFolder) files.add(folded);
  };
}

/** Where an entry's bytes lie in the zip, from the first of its header to after the last of its data, at the least. */
type Span = { readonly name: string; readonly from: number; readonly to: number };

const LOCAL_HEADER_BYTES = 30;

function spanOf({ filename, offset, rawFilename, compressedSize }: FileEntry | DirectoryEntry): Span {
  return {
    name: filename,
    from: offset,
    to: offset + LOCAL_HEADER_BYTES + rawFilename.length + compressedSize,
  };
}

/** Entries that share their bytes make much of little, and two things of one. @throws FormatError `bundle-overlap` */
function checkSpans(spans: Span[]): void {
  spans.sort((a, b) => a.from - b.from);
  for (const [index, { name, from }] of spans.entries()) {
    if (index > 0 && from < spans[index - 1]!.to) throw refusal('bundle-overlap', name);
  }
}

/**
 * The files of a zip, once everything that its directory says was held against our limits.
 * @throws FormatError `bundle-damaged`, `bundle-ambiguous`, `bundle-too-many`, `bundle-encrypted`, `bundle-symlink`,
 *   `bundle-compression`, `bundle-bomb`, `bundle-overlap`, `bundle-name-doubled`, and those of `checkEntryName`
 */
export async function readArchive(zip: Blob | PiecewiseFile): Promise<ArchiveEntry[]> {
  const source = zip instanceof Blob ? new BlobReader(zip) : new PiecewiseReader(zip);
  const reader = new ZipReader(source, {
    strictness: 'strict',
    // Our own names for what is wrong with a name.
    filenameValidation: 'tolerant',
    checkOverlappingEntry: true,
    checkCrc32: true,
  });
  const entries: ArchiveEntry[] = [];
  const take = nameKeeper();
  let count = 0;
  const spans: Span[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      count += 1;
      if (count > MAX_BUNDLE_ENTRIES) throw refusal('bundle-too-many');
      take(entry.directory ? entry.filename.replace(/\/$/, '') : entry.filename, entry.directory);
      checkEntry(entry);
      spans.push(spanOf(entry));
      if (!entry.directory) entries.push(archiveEntry(entry));
    }
  } catch (error) {
    throw named(error);
  }
  checkSpans(spans);
  return entries;
}
