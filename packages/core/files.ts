import { createSHA256, createSM3 } from 'hash-wasm';
import type { FileDigests } from '../../core/digests.ts';

/** The digests of a file, by which it is held against a receipt: SHA-256 and SM3 in one pass. */

type Chunks = Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Not by `for await`: not every browser lets a stream be iterated. */
async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function chunksOf(file: Chunks): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  if (file instanceof Uint8Array) return [file];
  if (file instanceof Blob) return read(file.stream());
  return 'getReader' in file ? read(file) : file;
}

/**
 * @param file bytes, a `Blob` or `File`, a stream of the web, or one of Node (`createReadStream`); it is read once
 * @returns size in bytes, digests as 64 lower-case hex digits
 * @throws whatever reading throws
 */
export async function digestsOf(file: Chunks): Promise<Required<FileDigests>> {
  const [sha256, sm3] = await Promise.all([createSHA256(), createSM3()]);
  let size = 0;
  for await (const chunk of chunksOf(file)) {
    size += chunk.length;
    sha256.update(chunk);
    sm3.update(chunk);
  }
  return { size, sha256: sha256.digest(), sm3: sm3.digest() };
}
