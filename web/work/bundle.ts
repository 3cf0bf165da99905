import { createSHA256, createSM3 } from 'hash-wasm';
import { openBundle, type StartDigest } from '../../bundle/open.ts';
import type { BundleRead } from '../../core/bundle/judge.ts';

/** Reading a bundle in the browser, away from the page. Loaded only when somebody gives one. */

/** Entries are read one after the other, so one pair of hashers serves them all. */
async function digests(): Promise<StartDigest> {
  const [sha256, other] = await Promise.all([createSHA256(), createSM3()]);
  return ({ sm3 }) => {
    sha256.init();
    other.init();
    return {
      update(bytes) {
        sha256.update(bytes);
        if (sm3) other.update(bytes);
      },
      digest: () => ({ sha256: sha256.digest('hex'), ...(sm3 ? { sm3: other.digest('hex') } : {}) }),
    };
  };
}

/** @throws FormatError those of `openBundle` */
export async function readBundle(zip: Blob, onBytes: (bytes: number) => void): Promise<BundleRead> {
  const { content: _, ...read } = await openBundle(zip, { startDigest: await digests(), onBytes });
  return read;
}
