import {
  BAGIT_TXT,
  type BagManifest,
  checkBagDeclaration,
  MAX_MANIFEST_BYTES,
  PAYLOAD_MANIFEST,
  readManifest,
  TAG_MANIFEST,
} from '../core/bundle/bag.ts';
import {
  type BundleContents,
  CONTENTS_PATH,
  MAX_CONTENTS_BYTES,
  parseContents,
} from '../core/bundle/contents.ts';
import type { BundleRead } from '../core/bundle/judge.ts';
import { MAX_SIGNATURE_FILES_BYTES, signaturePaths } from '../core/bundle/signatures.ts';
import type { FileDigests } from '../core/digests.ts';
import { FormatError } from '../core/errors.ts';
import { MAX_SIGNATURE_FILE_BYTES } from '../core/persons/at-hand.ts';
import { MAX_RECEIPT_BYTES } from '../core/receipt.ts';
import { MAX_TIME_STAMPS_BYTES } from '../core/time-stamp/time-stamps.ts';
import { type ArchiveEntry, type PiecewiseFile, readArchive } from './archive.ts';

/**
 * Reading a bundle: everything in the zip is held against the bag's manifests, each entry read once, whatever its size.
 * What comes out was chosen by whoever made the bundle; `judgeBundle` says what of it holds.
 */

/** Digests of one entry as it passes by; `sm3` where it was asked for. */
export type Digester = {
  update(bytes: Uint8Array): void;
  digest(): Omit<FileDigests, 'size'>;
};
export type StartDigest = (wants: { readonly sm3: boolean }) => Digester;

export type OpenOptions = {
  readonly startDigest: StartDigest;
  /** Told how many more bytes of content were read. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
};

/** A bundle that was read, and from which its files can be passed on. */
export type OpenedBundle = BundleRead & {
  /** The content of a file, by path. */
  content(path: string): ReadableStream<Uint8Array>;
};

const refusal = (code: string, name: string) =>
  new FormatError(code, 'The bundle is refused', { details: { name: name.slice(0, 200) } });

type Bag = { readonly base: string; readonly entries: ReadonlyMap<string, ArchiveEntry> };

/** A zip holds one bag in one folder (RFC 8493 section 4.2), and nothing beside it. */
function bagIn(entries: readonly ArchiveEntry[]): Bag {
  const declared = entries.filter(({ name }) => /^[^/]+\/bagit\.txt$/.test(name));
  const [declaration] = declared;
  if (!declaration || declared.length > 1) throw refusal('bundle-no-bag', 'bagit.txt');
  const base = declaration.name.slice(0, -'/bagit.txt'.length);
  const stray = entries.find(({ name }) => !name.startsWith(`${base}/`));
  if (stray) throw refusal('bundle-unlisted', stray.name);
  return { base, entries: new Map(entries.map((entry) => [entry.name.slice(base.length + 1), entry])) };
}

/** Reads one entry through and holds it against its digest. */
async function digested(
  entry: ArchiveEntry,
  expected: string | undefined,
  options: OpenOptions,
  sm3: boolean,
  keep?: (piece: Uint8Array) => void,
): Promise<FileDigests> {
  const digester = options.startDigest({ sm3 });
  await entry.read((piece) => {
    options.signal?.throwIfAborted();
    digester.update(piece);
    keep?.(piece);
    options.onBytes?.(piece.length);
  });
  const digests = digester.digest();
  if (expected !== undefined && digests.sha256 !== expected) throw refusal('bundle-changed', entry.name);
  return { size: entry.size, ...digests };
}

async function bytesOf(
  entry: ArchiveEntry,
  expected: string | undefined,
  maxBytes: number,
  options: OpenOptions,
): Promise<Uint8Array> {
  if (entry.size > maxBytes) throw refusal('bundle-too-large', entry.name);
  const bytes = new Uint8Array(entry.size);
  let at = 0;
  await digested(entry, expected, options, false, (piece) => {
    bytes.set(piece, at);
    at += piece.length;
  });
  return bytes;
}

/** A manifest says of what it lists that it is there, and of what it does not that it is not. */
function sameNames(listed: BagManifest, held: Iterable<string>, missing: string): void {
  const left = new Set(listed.keys());
  for (const path of held) if (!left.delete(path)) throw refusal('bundle-unlisted', path);
  const [path] = left;
  if (path !== undefined) throw refusal(missing, path);
}

async function readManifests(bag: Bag, options: OpenOptions): Promise<BagManifest> {
  const { entries } = bag;
  const need = (path: string, code: string) => {
    const entry = entries.get(path);
    if (!entry) throw refusal(code, path);
    return entry;
  };
  const declaration = need('bagit.txt', 'bundle-no-bag');
  // A bag may do without one; then anyone could change what the bag says of itself unseen. Ours never lacks it.
  const tagEntry = need(TAG_MANIFEST, 'bundle-tag-manifest-missing');
  const payloadEntry = need(PAYLOAD_MANIFEST, 'bundle-manifest-missing');
  checkBagDeclaration(await bytesOf(declaration, undefined, 4 * BAGIT_TXT.length, options));
  const tags = readManifest(await bytesOf(tagEntry, undefined, MAX_MANIFEST_BYTES, options), TAG_MANIFEST);
  const isTag = (path: string) => !path.startsWith('data/') && path !== TAG_MANIFEST;
  sameNames(tags, [...entries.keys()].filter(isTag), 'bundle-file-missing');
  let payload: BagManifest | undefined;
  for (const [path, sha256] of tags) {
    if (path === PAYLOAD_MANIFEST) {
      payload = readManifest(await bytesOf(payloadEntry, sha256, MAX_MANIFEST_BYTES, options), path);
    } else await digested(entries.get(path)!, sha256, options, false);
  }
  if (!payload) throw refusal('bundle-unlisted', PAYLOAD_MANIFEST);
  sameNames(
    payload,
    [...entries.keys()].filter((path) => path.startsWith('data/')),
    'bundle-file-missing',
  );
  return payload;
}

type Place = 'receipt' | 'file' | 'evidence' | 'stamps' | 'links';

/** Every payload file has its place in the contents, and the contents name nothing else. */
function placesOf(contents: BundleContents): Map<string, Place> {
  const places = new Map<string, Place>();
  const put = (path: string, place: Place) => {
    const before = places.get(path);
    // Two records may show the same file; anything else has one place.
    if (path === CONTENTS_PATH || (before !== undefined && (before !== 'file' || place !== 'file'))) {
      throw refusal('bundle-contents-invalid', path);
    }
    places.set(path, place);
  };
  for (const { receipt, files } of [...contents.records, ...contents.related]) {
    put(receipt, 'receipt');
    for (const { path } of files) put(path, 'file');
  }
  for (const path of contents.evidence) put(path, 'evidence');
  for (const path of contents.timeStamps ?? []) put(path, 'stamps');
  if (contents.links !== null) put(contents.links, 'links');
  return places;
}

/** Digests of all files, and the content of those that are countersignatures and key lists, as far as memory goes. */
async function readFiles(
  bag: Bag,
  payload: BagManifest,
  paths: readonly string[],
  wanted: ReadonlySet<string>,
  options: OpenOptions,
): Promise<{ files: Map<string, FileDigests>; kept: Map<string, Uint8Array> }> {
  const files = new Map<string, FileDigests>();
  const kept = new Map<string, Uint8Array>();
  let left = MAX_SIGNATURE_FILES_BYTES;
  for (const path of paths) {
    const entry = bag.entries.get(path)!;
    const isKept = wanted.has(path) && entry.size <= Math.min(left, MAX_SIGNATURE_FILE_BYTES);
    const content = new Uint8Array(isKept ? entry.size : 0);
    let at = 0;
    const keep = (piece: Uint8Array) => {
      content.set(piece, at);
      at += piece.length;
    };
    files.set(path, await digested(entry, payload.get(path), options, true, isKept ? keep : undefined));
    if (!isKept) continue;
    kept.set(path, content);
    left -= content.length;
  }
  return { files, kept };
}

const MAX_LINKS_BYTES = 16 * 1024 * 1024;

/**
 * Reads a bundle out of a zip.
 * @throws FormatError those of `readArchive`, `readManifest` and `parseContents`, and `bundle-no-bag`,
 *   `bundle-tag-manifest-missing`, `bundle-manifest-missing`, `bundle-unlisted` (the zip holds more than a manifest
 *   lists), `bundle-file-missing` (or less), `bundle-changed`, `bundle-too-large`
 */
export async function openBundle(zip: Blob | PiecewiseFile, options: OpenOptions): Promise<OpenedBundle> {
  const bag = bagIn(await readArchive(zip));
  const payload = await readManifests(bag, options);
  const entryAt = (path: string) => bag.entries.get(path)!;
  if (!payload.has(CONTENTS_PATH)) throw refusal('bundle-contents-missing', CONTENTS_PATH);
  const contents = parseContents(
    await bytesOf(entryAt(CONTENTS_PATH), payload.get(CONTENTS_PATH), MAX_CONTENTS_BYTES, options),
  );
  const places = placesOf(contents);
  for (const path of places.keys()) if (!payload.has(path)) throw refusal('bundle-file-missing', path);
  const receipts = new Map<string, Uint8Array>();
  const evidence = new Map<string, Uint8Array>();
  const timeStamps = new Map<string, Uint8Array>();
  let links: Uint8Array | undefined;
  const filePaths: string[] = [];
  for (const [path, sha256] of payload) {
    if (path === CONTENTS_PATH) continue;
    const place = places.get(path);
    // What no record stands behind must not travel as if one did.
    if (!place) throw refusal('bundle-unlisted', path);
    const entry = entryAt(path);
    if (place === 'file') filePaths.push(path);
    else if (place === 'receipt')
      receipts.set(path, await bytesOf(entry, sha256, MAX_RECEIPT_BYTES, options));
    else if (place === 'stamps')
      timeStamps.set(path, await bytesOf(entry, sha256, MAX_TIME_STAMPS_BYTES, options));
    else if (place === 'links') links = await bytesOf(entry, sha256, MAX_LINKS_BYTES, options);
    else evidence.set(path, await bytesOf(entry, sha256, MAX_RECEIPT_BYTES, options));
  }
  // Last, since the receipts say which of them are to be read and not only hashed.
  const { files, kept } = await readFiles(
    bag,
    payload,
    filePaths,
    signaturePaths(contents, receipts),
    options,
  );
  return {
    base: bag.base,
    contents,
    receipts,
    files,
    signatureFiles: kept,
    evidence,
    timeStamps,
    ...(links ? { links } : {}),
    content: (path) => entryAt(path).stream(),
  };
}
