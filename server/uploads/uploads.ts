import { randomBytes } from 'node:crypto';
import { open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { folderMaker, syncFolder } from '../ingest/folders.ts';
import type { Sm3Pool } from '../ingest/sm3.ts';
import { Refusal } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import {
  countOpenUploads,
  deleteUpload,
  findUpload,
  insertUpload,
  noteDigests,
  noteReceived,
  type UploadRow,
  uploadsUntouchedSince,
} from '../store/uploads.ts';
import { uploadHashing } from './hashing.ts';
import { type UploadLocks, uploadLocks } from './locks.ts';
import { receiveStretch } from './receive.ts';

/**
 * Files that arrive in pieces, over as many connections and days as it takes. An upload belongs to whoever began it:
 * to anyone else it does not exist. Its part file is made before its row and goes after it, so whatever a crash leaves
 * behind is a file without a row, which the next start removes.
 */
export type Uploads = {
  /** Begins one. Durable on return. @throws Refusal `too-many-uploads`, `storage-full` */
  begin(upload: Pick<UploadRow, 'actor' | 'size' | 'metadata'>): Promise<UploadRow>;
  /** @throws Refusal `upload-not-found` also for another one's, and for one that has expired */
  find(actor: string, id: string): UploadRow;
  /** Takes more of it, from what was received on. @returns how much was received now, bytes; durable */
  append(upload: UploadRow, stream: Readable, announced: number): Promise<number>;
  /**
   * The digests of a whole one, 64 hex digits each.
   * @throws Refusal `upload-not-found` where its bytes are not there any more
   */
  digestsOf(upload: UploadRow): Promise<{ sha256: string; sm3: string }>;
  /** Where the bytes of a whole one lie, until a record has taken it. */
  pathOf(id: string): string;
  /** Removes one that no record has taken. */
  remove(upload: UploadRow): Promise<void>;
  /** Removes the bytes of those that a record has taken, once it is durable. */
  settle(ids: readonly string[]): Promise<void>;
  /** Removes what an earlier run left behind, and what has expired. @returns how many files it removed */
  recover(): Promise<number>;
  /** Removes what has expired. */
  sweep(): Promise<void>;
  readonly locks: UploadLocks;
  /** Ends what runs in the background. */
  close(): Promise<void>;
};

/** An upload that nobody touches for this long is removed. */
export const EXPIRY_MS = 7 * 24 * 3600 * 1000;
/** As long as answers are kept for an Idempotency-Key (server/store/idempotency.ts). */
const TAKEN_MS = 14 * 24 * 3600 * 1000;
/** Open at once, of one actor: two records of the largest number of files. */
const MAX_OPEN = 2048;
const PART = '.part';

export type UploadsOptions = {
  readonly folder: string;
  readonly store: Store;
  readonly sm3: Pick<Sm3Pool, 'open'>;
  /** Bytes that must stay free on the disk. */
  readonly reserveBytes: number;
  readonly now?: () => number;
};

export function openUploads({ folder, store, sm3, reserveBytes, now = Date.now }: UploadsOptions): Uploads {
  const makeFolder = folderMaker();
  const hashing = uploadHashing(sm3);
  const locks = uploadLocks();
  const finishing = new Map<string, Promise<{ sha256: string; sm3: string }>>();
  const pathOf = (id: string) => join(folder, `${id}${PART}`);
  const removePart = (id: string) => rm(pathOf(id), { force: true });
  const unknown = () => new Refusal('upload-not-found', 'No such upload');

  async function checkRoom(bytes: number): Promise<void> {
    await makeFolder(folder);
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize - bytes < reserveBytes) {
      throw new Refusal('storage-full', 'The announced bytes would leave no room');
    }
  }

  async function removeUpload(id: string): Promise<void> {
    hashing.forget(id);
    await store.enqueue(() => deleteUpload(store, id));
    await removePart(id);
  }

  /** Whether the disk still has what was durable. A backup copies no parts. */
  async function isThere({ id, received }: Pick<UploadRow, 'id' | 'received'>): Promise<boolean> {
    const there = await stat(pathOf(id)).catch(() => null);
    return there !== null && there.size >= received;
  }

  /** @throws Refusal `upload-not-found` where it has not: its sender begins again, with all of it */
  async function checkThere(upload: UploadRow): Promise<void> {
    if (await isThere(upload)) return;
    await removeUpload(upload.id);
    throw unknown();
  }

  async function finish({ id, size }: UploadRow): Promise<{ sha256: string; sm3: string }> {
    try {
      const digests = await hashing.finish(id, pathOf(id), size);
      await store.enqueue(() => noteDigests(store, id, digests));
      return digests;
    } catch (cause) {
      // Removed meanwhile, by its sender.
      throw findUpload(store, id) ? cause : unknown();
    }
  }

  async function digestsOf(upload: UploadRow): Promise<{ sha256: string; sm3: string }> {
    const { id, sha256, sm3: known } = upload;
    if (upload.record === null) await checkThere(upload);
    if (sha256 !== null && known !== null) return { sha256, sm3: known };
    const running = finishing.get(id) ?? finish(upload).finally(() => finishing.delete(id));
    finishing.set(id, running);
    return running;
  }

  async function sweep(): Promise<void> {
    const expired = uploadsUntouchedSince(store, now() - EXPIRY_MS, false);
    for (const { id } of expired) if (!locks.isHeld(id) && !finishing.has(id)) await removeUpload(id);
    for (const { id } of uploadsUntouchedSince(store, now() - TAKEN_MS, true)) await removeUpload(id);
  }

  return {
    locks,
    pathOf,
    digestsOf,
    sweep,
    async begin({ actor, size, metadata }) {
      if (countOpenUploads(store, actor) >= MAX_OPEN) {
        throw new Refusal('too-many-uploads', 'Too many uploads are open', { details: { most: MAX_OPEN } });
      }
      await checkRoom(size);
      const id = randomBytes(16).toString('hex');
      const file = await open(pathOf(id), 'wx', 0o600);
      await file.close();
      try {
        await syncFolder(folder);
        await store.enqueue(() => insertUpload(store, { id, actor, size, metadata }, now()));
      } catch (cause) {
        await removePart(id);
        throw cause;
      }
      return findUpload(store, id)!;
    },
    find(actor, id) {
      const row = findUpload(store, id);
      if (row?.actor !== actor) throw unknown();
      if (row.record === null && row.touched_at < now() - EXPIRY_MS) throw unknown();
      return row;
    },
    async append(upload, stream, announced) {
      const { id, size, received } = upload;
      if (received === size) return received;
      if (announced > 0) await checkRoom(announced);
      await checkThere(upload);
      const end = await receiveStretch(
        {
          id,
          path: pathOf(id),
          from: received,
          hashing,
          note: (bytes, prefix) => store.enqueue(() => noteReceived(store, id, bytes, prefix, now())),
        },
        stream,
      );
      // At once, so that a record need not wait for it; whoever asks is told of a failure.
      if (end === size) digestsOf(findUpload(store, id)!).catch(() => undefined);
      return end;
    },
    remove: ({ id, record }) => (record === null ? removeUpload(id) : Promise.resolve()),
    async settle(ids) {
      for (const id of ids) await removePart(id);
    },
    async recover() {
      await makeFolder(folder);
      await sweep();
      // After a restore: a sender is told at once, not with the next piece that it sends.
      for (const row of uploadsUntouchedSince(store, now() + 1, false)) {
        if (!(await isThere(row))) await removeUpload(row.id);
      }
      let removed = 0;
      for (const name of await readdir(folder)) {
        const row = name.endsWith(PART) ? findUpload(store, name.slice(0, -PART.length)) : undefined;
        if (row && row.record === null) continue;
        await rm(join(folder, name), { force: true });
        removed++;
      }
      return removed;
    },
    async close() {
      hashing.close();
      await Promise.allSettled(finishing.values());
    },
  };
}
