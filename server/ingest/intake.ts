import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FileEntry } from '../../core/file-entry.ts';
import { faultPoint } from '../faults.ts';
import { type FileRow, findFile } from '../store/files.ts';
import type { Store } from '../store/store.ts';
import type { Content } from './content.ts';
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
  entry: Required<FileEntry>;
  place: { kind: 'held' } | { kind: 'file'; path: string } | { kind: 'pack'; start: number };
};

export function openIntake(content: Content, sm3: Sm3Pool, store: Store): Intake {
  const parts: (Part | undefined)[] = [];
  const receiving = new Map<Promise<unknown>, Readable>();
  const pack = newPack(content.openTemp, content.removeTemp);
  /** Starts in the pack by SHA-256: the same small bytes twice in one request are stored once, too. */
  const packed = new Map<string, number>();
  const published: (() => Promise<void>)[] = [];
  let appending: Promise<unknown> = Promise.resolve();

  const room: PartRoom = {
    sm3,
    openTemp: content.openTemp,
    removeTemp: content.removeTemp,
    flush: async (sha256, size) => !(await content.holds(sha256, size)),
  };

  async function append(sha256: string, bytes: Uint8Array): Promise<number> {
    const known = packed.get(sha256);
    if (known !== undefined) return known;
    const start = await pack.append(bytes);
    packed.set(sha256, start);
    return start;
  }

  async function placeOf({ sha256, size, held }: ReceivedPart): Promise<Part['place']> {
    if (await content.holds(sha256, size)) {
      if (held.kind === 'file') await content.removeTemp(held.path);
      return { kind: 'held' };
    }
    if (held.kind === 'file') return { kind: 'file', path: held.path };
    // One after the other: an offset is taken and its bytes gathered in one go.
    const next = appending.then(() => append(sha256, held.bytes));
    appending = next.catch(() => undefined);
    return { kind: 'pack', start: await next };
  }

  async function receiveOne(index: number, source: Readable, name: string, mediaType: string): Promise<void> {
    const received = await receivePart(source, room);
    const { size, sha256, sm3 } = received;
    parts[index] = { entry: { name, mediaType, size, sha256, sm3 }, place: await placeOf(received) };
  }

  /** A pack of one is the content itself, and gets its name. */
  async function publishPack(): Promise<string | null> {
    const path = await pack.finish();
    if (path === undefined) return null;
    const [only] = packed.keys();
    if (packed.size === 1 && only) {
      const { size } = parts.find((part) => part?.entry.sha256 === only)!.entry;
      published.push(() => content.settleFile(only));
      await content.publishFile(path, only, size);
      return null;
    }
    const id = randomBytes(16).toString('hex');
    published.push(() => content.settlePack(id));
    await content.publishPack(path, id);
    return id;
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
    async publish() {
      const packId = await publishPack();
      const files: PublishedFile[] = [];
      for (const { entry, place } of parts as Part[]) {
        if (place.kind === 'held') {
          files.push({ entry, heal: false });
          continue;
        }
        if (place.kind === 'file') {
          published.push(() => content.settleFile(entry.sha256));
          await content.publishFile(place.path, entry.sha256, entry.size);
        }
        const inPack = place.kind === 'pack' && packId !== null;
        files.push({
          entry,
          row: {
            sha256: entry.sha256,
            sm3: entry.sm3,
            size: entry.size,
            pack: inPack ? packId : null,
            start: inPack ? place.start : null,
          },
          heal: findFile(store, entry.sha256) !== undefined,
        });
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
