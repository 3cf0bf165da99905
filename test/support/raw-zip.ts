import { crc32, deflateRawSync } from 'node:zlib';

/** A zip written byte by byte (APPNOTE.TXT), so that it can be as wrong as a test wants. */
export type RawEntry = {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** 8 deflates; anything else stores under that number. */
  readonly method?: number;
  /** General purpose bits, beside the one that says UTF-8. */
  readonly flags?: number;
  /** Unix mode with its type of file. */
  readonly mode?: number;
  /** What the headers say instead of the truth. */
  readonly size?: number;
  /** Number of an earlier entry whose bytes this one claims as its own. */
  readonly sharedWith?: number;
};

export function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  const put = (...buffers: Buffer[]) => {
    for (const buffer of buffers) {
      parts.push(buffer);
      at += buffer.length;
    }
  };
  for (const { name, bytes, method = 0, flags = 0, mode = 0o100644, size, sharedWith } of entries) {
    const data = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes);
    const named = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(size ?? bytes.length, 18);
    common.writeUInt16LE(named.length, 22);
    const offset = sharedWith === undefined ? at : offsets[sharedWith]!;
    offsets.push(offset);
    if (sharedWith === undefined) put(Buffer.from('PK\x03\x04', 'latin1'), common, named, data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, named);
  }
  const start = at;
  put(...directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(at - start, 8);
  end.writeUInt32LE(start, 12);
  put(Buffer.from('PK\x05\x06', 'latin1'), end);
  return Buffer.concat(parts);
}
