import { BAGIT_TXT, PAYLOAD_MANIFEST, TAG_MANIFEST, writeManifest } from '../../core/bundle/bag.ts';
import type { ZipWriter } from './zip-writer.ts';

/** A BagIt bag (RFC 8493) written into a zip: payload as it comes, then the tag files that speak of all of it. */
export type BagWriter = {
  /** @param path below the bag's base folder, beginning with `data/` @returns SHA-256 */
  add(path: string, bytes: Uint8Array): Promise<string>;
  stream(path: string, size: number, source: AsyncIterable<Uint8Array>): Promise<string>;
  /** @param tags further tag files by name @param info lines of `bag-info.txt` by label */
  finish(tags: Readonly<Record<string, Uint8Array>>, info: Readonly<Record<string, string>>): Promise<void>;
};

/** @param base name of the one folder in the zip */
export function writeBag(zip: ZipWriter, base: string): BagWriter {
  const payload = new Map<string, string>();
  let bytes = 0;
  const took = (path: string, sha256: string, size: number) => {
    payload.set(path, sha256);
    bytes += size;
    return sha256;
  };
  return {
    async add(path, content) {
      return took(path, await zip.add(`${base}/${path}`, content), content.length);
    },
    async stream(path, size, source) {
      return took(path, await zip.stream(`${base}/${path}`, size, source), size);
    },
    async finish(tags, info) {
      const lines = { ...info, 'Payload-Oxum': `${bytes}.${payload.size}` };
      const bagInfo = Object.entries(lines).map(([label, value]) => `${label}: ${value}\n`);
      const files: Record<string, Uint8Array> = {
        ...tags,
        'bag-info.txt': Buffer.from(bagInfo.join('')),
        'bagit.txt': Buffer.from(BAGIT_TXT),
        [PAYLOAD_MANIFEST]: writeManifest(payload),
      };
      const digests = new Map<string, string>();
      for (const [name, content] of Object.entries(files)) {
        digests.set(name, await zip.add(`${base}/${name}`, content));
      }
      await zip.add(`${base}/${TAG_MANIFEST}`, writeManifest(digests));
    },
  };
}
