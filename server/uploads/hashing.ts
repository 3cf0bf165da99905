import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Sm3Pool, Sm3Stream } from '../ingest/sm3.ts';
import type { Prefix } from '../store/uploads.ts';

/**
 * SHA-256 and SM3 of uploads, as their bytes arrive. A state of a hash lives in memory alone, so few are kept: after a
 * restart, or for an upload whose state had to make room, what is on disk is read again beside what still arrives.
 */
export type UploadHashing = {
  /** Takes bytes from the memory that they arrived in, where the state has come that far. `at`: their place, bytes. */
  take(id: string, at: number, buffers: readonly Uint8Array[]): Promise<void>;
  /** Says that the file at `path` holds so many bytes: what was not taken is read from there, in the background. */
  written(id: string, path: string, end: number): void;
  /** What was hashed so far. */
  prefix(id: string): Prefix | undefined;
  /** The digests of a file of `size` bytes, 64 hex digits each. @throws what the disk failed with */
  finish(id: string, path: string, size: number): Promise<{ sha256: string; sm3: string }>;
  /** Drops the state: what it has seen did not get to the disk. */
  forget(id: string): void;
  /** Ends what runs in the background. */
  close(): void;
};

type Live = {
  readonly sha256: Hash;
  readonly sm3: Sm3Stream;
  /** Bytes hashed, and bytes there are. */
  at: number;
  end: number;
  catchingUp: Promise<void> | undefined;
  taking: boolean;
  dropped: boolean;
};

const READ_BYTES = 1024 * 1024;

/** @param most states that are kept at once */
export function uploadHashing(pool: Pick<Sm3Pool, 'open'>, most = 64): UploadHashing {
  /** In the order of their last use. */
  const lives = new Map<string, Live>();
  let closed = false;

  function drop(id: string): void {
    const live = lives.get(id);
    if (!live) return;
    lives.delete(id);
    live.dropped = true;
    // Whoever is just giving bytes to it ends first.
    if (!live.catchingUp && !live.taking) live.sm3.abandon();
  }

  function makeRoom(): void {
    for (const [id, live] of lives) {
      if (lives.size < most) return;
      if (!live.catchingUp && !live.taking) drop(id);
    }
  }

  function liveOf(id: string): Live {
    const known = lives.get(id);
    if (known) {
      lives.delete(id);
      lives.set(id, known);
      return known;
    }
    makeRoom();
    const live: Live = {
      sha256: createHash('sha256'),
      sm3: pool.open(),
      ...{ at: 0, end: 0, catchingUp: undefined, taking: false, dropped: false },
    };
    lives.set(id, live);
    return live;
  }

  async function update(live: Live, buffers: readonly Uint8Array[]): Promise<void> {
    for (const buffer of buffers) {
      live.sha256.update(buffer);
      live.at += buffer.length;
    }
    await live.sm3.push(buffers);
  }

  async function readOn(live: Live, path: string): Promise<void> {
    const file = await open(path, 'r');
    try {
      const block = Buffer.allocUnsafe(READ_BYTES);
      while (live.at < live.end && !live.dropped && !closed) {
        const length = Math.min(block.length, live.end - live.at);
        const { bytesRead } = await file.read(block, 0, length, live.at);
        if (bytesRead === 0) throw new Error('An upload is shorter than what was received of it');
        await update(live, [block.subarray(0, bytesRead)]);
      }
    } finally {
      await file.close();
    }
  }

  function catchUp(id: string, live: Live, path: string): Promise<void> {
    live.catchingUp ??= readOn(live, path)
      .catch((cause: unknown) => {
        if (lives.get(id) === live) lives.delete(id);
        live.dropped = true;
        throw cause;
      })
      .finally(() => {
        live.catchingUp = undefined;
        if (live.dropped) live.sm3.abandon();
      });
    return live.catchingUp;
  }

  return {
    async take(id, at, buffers) {
      // With every state in use, this one is read from the disk when it is whole.
      if (!lives.has(id) && lives.size >= most) makeRoom();
      if (!lives.has(id) && lives.size >= most) return;
      const live = liveOf(id);
      if (live.catchingUp || live.at !== at) return;
      live.taking = true;
      try {
        await update(live, buffers);
      } finally {
        live.taking = false;
        if (live.dropped) live.sm3.abandon();
      }
    },
    written(id, path, end) {
      const live = lives.get(id);
      if (!live) return;
      live.end = Math.max(live.end, end);
      // What the disk fails with is told to whoever asks for the digests.
      if (live.at < live.end && !closed) catchUp(id, live, path).catch(() => undefined);
    },
    prefix(id) {
      const live = lives.get(id);
      if (!live || live.catchingUp || live.taking) return undefined;
      return { bytes: live.at, sha256: live.sha256.copy().digest('hex') };
    },
    async finish(id, path, size) {
      const live = liveOf(id);
      live.end = size;
      while (live.at < size && !closed && !live.dropped) await catchUp(id, live, path);
      if (closed || live.dropped) throw new Error('The service is stopping');
      lives.delete(id);
      return { sha256: live.sha256.digest('hex'), sm3: await live.sm3.digest() };
    },
    forget: drop,
    close() {
      closed = true;
    },
  };
}
