import type { Readable } from 'node:stream';
import type { FileEntry } from '../../core/file-entry.ts';
import { faultPoint } from '../faults.ts';
import { type FileRow, findFile } from '../store/files.ts';
import type { Store } from '../store/store.ts';
import type { Content } from './content.ts';
import { newPackId } from './folders.ts';
import { newPack } from './pack.ts';
import { type PartRoom, type ReceivedPart, receivePart } from './part.ts';
import type { Sm3Pool } from './sm3.ts';

/**
 * The files of one request, from their first byte until their rows are durable. Whatever happens to the request, one
 * call of `settle` or `discard` leaves no temporary file and no open descriptor behind.
 */
export type Intake = {
  /** Receives one file. Files have the order in which this was called. */
  receive(source: Readable, name: string, mediaType: string): Promise<void>;
  /** Takes a file that is on disk and durable already, whose digests are known; its own name stays where it is. */
  adopt(path: string, entry: Required<FileEntry>): Promise<void>;
  /** Makes all of it durable under final names. To be called once, when every file was received. */
  publish(): Promise<PublishedFile[]>;
  /** After the rows are durable. */
  settle(): Promise<void>;
  /** Undoes everything that no durable row refers to. Also in the middle of receiving. */
  discard(): Promise<void>;
};

/** A file that is durable. `row` is to be noted with the record; absent where we held the bytes already. */
export type PublishedFile = { entry: Required<FileEntry>; row?: FileRow; heal: boolean };

type Part = {
  entry: Omit<FileEntry, 'sm3'>;
  place:
    | { kind: 'held'; sm3: string }
    | { kind: 'file'; sm3: string; path: string }
    /** `nth` among the contents of the pack. */
    | { kind: 'pack'; nth: number; start: number };
};

export function openIntake(content: Content, sm3: Sm3Pool, store: Store): Intake {
  const parts: (Part | undefined)[] = [];
  const receiving = new Map<Promise<unknown>, Readable>();
  const pack = newPack(content.openTemp, content.removeTemp, sm3);
  /** Places in the pack by SHA-256: the same small bytes twice in one request are stored once, too. */
  const packed = new Map<string, { nth: number; start: number }>();
  const published: (() => Promise<void>)[] = [];
  let appending: Promise<unknown> = Promise.resolve();

  const room: PartRoom = {
    sm3,
    openTemp: content.openTemp,
    removeTemp: content.removeTemp,
    flush: async (sha256, size) => !(await content.holds(sha256, size)),
  };

  async function append(sha256: string, bytes: Uint8Array): Promise<{ nth: number; start: number }> {
    const known = packed.get(sha256);
    if (known) return known;
    const place = { nth: packed.size, start: await pack.append(bytes) };
    packed.set(sha256, place);
    return place;
  }

  async function placeOf({ sha256, size, held }: ReceivedPart): Promise<Part['place']> {
    const row = await content.holds(sha256, size);
    if (row) {
      if (held.kind === 'file') await content.removeTemp(held.path);
      return { kind: 'held', sm3: row.sm3 };
    }
    if (held.kind === 'file') return held;
    // One after the other: an offset is taken and its bytes gathered in one go.
    const next = appending.then(() => append(sha256, held.bytes));
    appending = next.catch(() => undefined);
    return { kind: 'pack', ...(await next) };
  }

  async function receiveOne(index: number, source: Readable, name: string, mediaType: string): Promise<void> {
    const received = await receivePart(source, room);
    const { size, sha256 } = received;
    parts[index] = { entry: { name, mediaType, size, sha256 }, place: await placeOf(received) };
  }

  /** @returns the ID of the pack; null where there is none. A pack of one is the content itself, and gets its name. */
  async function publishPack(): Promise<string | null> {
    const path = await pack.finish();
    if (path === undefined) return null;
    const [only] = packed.keys();
    if (packed.size === 1 && only) {
      const { size } = parts.find((part) => part?.entry.sha256 === only)!.entry;
      await pack.sync();
      published.push(() => content.settleFile(only));
      await content.publishFile(path, only, size);
      return null;
    }
    const id = newPackId(Date.now());
    published.push(() => content.settlePack(id));
    await content.publishPack(path, id, pack.sync);
    return id;
  }

  /** Gives one part its final name, and says what has to be noted of it. */
  async function publishPart(
    { entry, place }: Part,
    packId: string | null,
    digests: string[],
  ): Promise<PublishedFile> {
    const { sha256, size } = entry;
    if (place.kind === 'held') return { entry: { ...entry, sm3: place.sm3 }, heal: false };
    if (place.kind === 'file') {
      published.push(() => content.settleFile(sha256));
      await content.publishFile(place.path, sha256, size);
    }
    const sm3 = place.kind === 'pack' ? digests[place.nth]! : place.sm3;
    const start = place.kind === 'pack' && packId !== null ? place.start : null;
    return {
      entry: { ...entry, sm3 },
      row: { sha256, sm3, size, pack: start === null ? null : packId, start },
      heal: findFile(store, sha256) !== undefined,
    };
  }

  return {
    receive(source, name, mediaType) {
      const index = parts.length;
      parts.push(undefined);
      const work = receiveOne(index, source, name, mediaType);
      receiving.set(work, source);
      work.catch(() => undefined).finally(() => receiving.delete(work));
      return work;
    },
    async adopt(path, { sm3: known, ...entry }) {
      const index = parts.length;
      parts.push(undefined);
      const row = await content.holds(entry.sha256, entry.size);
      const place: Part['place'] = row
        ? { kind: 'held', sm3: row.sm3 }
        : { kind: 'file', sm3: known, path: await content.tempFrom(path) };
      parts[index] = { entry, place };
    },
    async publish() {
      const packId = await publishPack();
      const digests = await pack.digests();
      const files: PublishedFile[] = [];
      for (const part of parts) {
        if (part) files.push(await publishPart(part, packId, digests));
      }
      faultPoint('file-durable');
      return files;
    },
    async settle() {
      for (const settleOne of published.splice(0)) await settleOne();
    },
    async discard() {
      for (const source of receiving.values()) source.destroy(new Error('The request was given up'));
      await Promise.allSettled(receiving.keys());
      await pack.discard();
      for (const settleOne of published.splice(0)) await settleOne();
      for (const part of parts) if (part?.place.kind === 'file') await content.removeTemp(part.place.path);
    },
  };
}
