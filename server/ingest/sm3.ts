import { hash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * SM3 (GB/T 32905-2016) of uploads, in worker threads: it is seven times slower than SHA-256 here, and would halve the
 * speed of everything on the thread that serves. Bytes travel in blocks whose memory is transferred, not copied again.
 */

/** Large enough that a message costs nothing beside its hashing (5 ms), small enough to hold several. */
const BLOCK_BYTES = 1024 * 1024;
/** Blocks of one file that are on their way: bounds memory, and so makes a fast sender wait. */
const MAX_BLOCKS = 4;

export type Sm3Request =
  | { type: 'block'; id: number; block: ArrayBuffer; length: number }
  | { type: 'batch'; id: number; block: ArrayBuffer; lengths: readonly number[] }
  | { type: 'end'; id: number; forget: boolean };
export type Sm3Answer =
  | { type: 'free'; id: number; block: ArrayBuffer }
  | { type: 'digest'; id: number; digest: string }
  | { type: 'digests'; id: number; digests: string[] };

export type Sm3Stream = {
  /** Takes a copy of the bytes; resolves when there is room for more. */
  push(buffers: readonly Uint8Array[]): Promise<void>;
  /** 64 hex digits over everything that was pushed. */
  digest(): Promise<string>;
  /** Gives its memory back without a digest. */
  abandon(): void;
};

export type Sm3Pool = {
  open(): Sm3Stream;
  /** Digests of small contents, 64 hex digits each, in their order. */
  batch(contents: readonly Uint8Array[]): Promise<string[]>;
  /** Resolves when the threads have all that they need of the disk. @throws Error when they cannot have it */
  readonly loaded: Promise<void>;
  close(): Promise<void>;
};

type Listener = { answer: (answer: Sm3Answer) => void; fail: (cause: Error) => void };
type Thread = { worker: Worker; listeners: Map<number, Listener> };

function startThread(onEnd: (thread: Thread) => void): Thread {
  const worker = new Worker(new URL('./sm3-worker.ts', import.meta.url));
  const thread: Thread = { worker, listeners: new Map() };
  worker.unref();
  worker.on('message', (answer: Sm3Answer) => thread.listeners.get(answer.id)?.answer(answer));
  const end = (cause: Error) => {
    onEnd(thread);
    for (const listener of thread.listeners.values()) listener.fail(cause);
    thread.listeners.clear();
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('The thread that computes SM3 has ended')));
  return thread;
}

function openStream(thread: Thread, id: number): Sm3Stream {
  const free: ArrayBuffer[] = [];
  let blocks = 0;
  let current: Uint8Array | undefined;
  let filled = 0;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  let settleDigest: ((digest: string) => void) | undefined;
  let failDigest: ((cause: Error) => void) | undefined;

  thread.listeners.set(id, {
    answer(answer) {
      if (answer.type === 'free') free.push(answer.block);
      else if (answer.type === 'digest') settleDigest?.(answer.digest);
      wake?.();
    },
    fail(cause) {
      failure = cause;
      failDigest?.(cause);
      wake?.();
    },
  });
  const send = (request: Sm3Request, transfer: ArrayBuffer[] = []) =>
    thread.worker.postMessage(request, transfer);

  async function emptyBlock(): Promise<Uint8Array> {
    while (free.length === 0 && blocks >= MAX_BLOCKS && !failure) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure) throw failure;
    const reused = free.pop();
    if (!reused) blocks++;
    return new Uint8Array(reused ?? new ArrayBuffer(BLOCK_BYTES));
  }

  function sendCurrent(): void {
    if (!current) return;
    const block = current.buffer as ArrayBuffer;
    send({ type: 'block', id, block, length: filled }, [block]);
    current = undefined;
    filled = 0;
  }

  return {
    async push(buffers) {
      for (const buffer of buffers) {
        for (let at = 0; at < buffer.length; ) {
          current ??= await emptyBlock();
          const part = buffer.subarray(at, at + BLOCK_BYTES - filled);
          current.set(part, filled);
          filled += part.length;
          at += part.length;
          if (filled === BLOCK_BYTES) sendCurrent();
        }
      }
    },
    digest() {
      return new Promise<string>((resolve, reject) => {
        if (failure) return reject(failure);
        settleDigest = (digest) => {
          thread.listeners.delete(id);
          resolve(digest);
        };
        failDigest = reject;
        sendCurrent();
        send({ type: 'end', id, forget: false });
      });
    },
    abandon() {
      if (thread.listeners.delete(id) && !failure) send({ type: 'end', id, forget: true });
    },
  };
}

function hashBatch(thread: Thread, id: number, contents: readonly Uint8Array[]): Promise<string[]> {
  const lengths = contents.map((content) => content.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const content of contents) {
    bytes.set(content, at);
    at += content.length;
  }
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      thread.listeners.delete(id);
      act();
    };
    thread.listeners.set(id, {
      answer: (answer) => settle(() => resolve(answer.type === 'digests' ? answer.digests : [])),
      fail: (cause) => settle(() => reject(cause)),
    });
    thread.worker.postMessage({ type: 'batch', id, block: bytes.buffer, lengths } satisfies Sm3Request, [
      bytes.buffer,
    ]);
  });
}

/** Below this a message to another thread takes longer than the hashing (0.15 ms). */
const BATCH_HERE_BYTES = 32 * 1024;

/**
 * Threads are shared by all files; one core stays for serving. They are started here: what they are made of may be out
 * of reach when the first large file comes.
 */
export function sm3Pool(size = Math.max(1, Math.min(4, availableParallelism() - 1))): Sm3Pool {
  const threads: Thread[] = [];
  let nextId = 0;
  const start = (): Thread => {
    const started = startThread((ended) => {
      if (threads.includes(ended)) threads.splice(threads.indexOf(ended), 1);
    });
    threads.push(started);
    return started;
  };
  const leastBusy = (): Thread => {
    const thread = threads.toSorted((a, b) => a.listeners.size - b.listeners.size)[0];
    // One that has ended is replaced.
    return thread && (thread.listeners.size === 0 || threads.length >= size) ? thread : start();
  };
  const first = Array.from({ length: size }, start);
  async function load(): Promise<void> {
    // While they load, someone may wait for nothing else.
    for (const { worker } of first) worker.ref();
    await Promise.all(first.map((thread) => hashBatch(thread, nextId++, [new Uint8Array()])));
    for (const { worker } of first) worker.unref();
  }
  const loaded = load();
  // Closed before anyone waited for it: no error of anyone.
  loaded.catch(() => undefined);
  return {
    loaded,
    open: () => openStream(leastBusy(), nextId++),
    async batch(contents) {
      const total = contents.reduce((sum, content) => sum + content.length, 0);
      if (total < BATCH_HERE_BYTES) return contents.map((content) => hash('sm3', content));
      return hashBatch(leastBusy(), nextId++, contents);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.worker.terminate()));
    },
  };
}
