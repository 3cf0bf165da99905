import { createSHA256, createSM3 } from 'hash-wasm';
import type { HashAnswer, HashRequest } from './hash-messages.ts';

/**
 * Takes SHA-256 and SM3 of files in one pass, slice by slice: a file of any size needs the memory of two slices, and
 * the page stays free.
 */

// As large as reads still get faster by, as small as a cancellation should wait for.
const SLICE = 4 * 1024 * 1024;
const REPORT_MS = 100;

const scope = self as unknown as {
  postMessage(answer: HashAnswer): void;
  onmessage: ((event: MessageEvent<HashRequest>) => void) | null;
};

const hashers = Promise.all([createSHA256(), createSM3()]);
const cancelled = new Set<number>();
let queue: Promise<void> = Promise.resolve();

async function hash(id: number, file: File): Promise<void> {
  const [sha256, sm3] = await hashers;
  sha256.init();
  sm3.init();
  const read = (from: number) => {
    const bytes = file.slice(from, from + SLICE).arrayBuffer();
    // An error is thrown where the bytes are awaited; until then nobody listens to it.
    bytes.catch(() => undefined);
    return bytes;
  };
  let reported = performance.now();
  // The next slice is read while this one is hashed.
  let next = read(0);
  for (let from = 0; from < file.size; from += SLICE) {
    if (cancelled.has(id)) return;
    const bytes = new Uint8Array(await next);
    if (from + SLICE < file.size) next = read(from + SLICE);
    sha256.update(bytes);
    sm3.update(bytes);
    const now = performance.now();
    if (now - reported < REPORT_MS) continue;
    reported = now;
    scope.postMessage({ id, done: from + bytes.length });
  }
  const digests = { size: file.size, sha256: sha256.digest(), sm3: sm3.digest() };
  if (!cancelled.has(id)) scope.postMessage({ id, digests });
}

scope.onmessage = ({ data }) => {
  if ('cancel' in data) {
    cancelled.add(data.cancel);
    return;
  }
  const { id, file } = data;
  // One after the other: the two hashers hold the state of one file.
  queue = queue.then(() =>
    hash(id, file).catch((error: unknown) => {
      scope.postMessage({ id, error: error instanceof Error ? error.name : String(error) });
    }),
  );
};
