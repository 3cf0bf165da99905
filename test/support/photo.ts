/** Photographs as cameras write them: a JPEG of one pixel, with Exif (CIPA DC-008) put together byte by byte. */

type Value =
  | { readonly type: 'ascii'; readonly text: string }
  | { readonly type: 'long'; readonly value: number }
  /** Numerator and denominator of each. */
  | { readonly type: 'rational'; readonly parts: readonly (readonly [number, number])[] };
export type Tag = readonly [number, Value];

export const ascii = (text: string): Value => ({ type: 'ascii', text });
export const rationals = (...parts: (readonly [number, number])[]): Value => ({ type: 'rational', parts });

const TYPES = { ascii: 2, long: 4, rational: 5 } as const;

/** The smallest JPEG that every browser shows: SOI, and then the rest. */
const PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

/** @param order `II`: little-endian, `MM`: big-endian */
function tiff(exif: readonly Tag[], gps: readonly Tag[], order: 'II' | 'MM'): Buffer {
  const little = order === 'II';
  const u16 = (value: number) => {
    const bytes = Buffer.alloc(2);
    little ? bytes.writeUInt16LE(value) : bytes.writeUInt16BE(value);
    return bytes;
  };
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    little ? bytes.writeUInt32LE(value) : bytes.writeUInt32BE(value);
    return bytes;
  };
  const bytesOf = (value: Value): { bytes: Buffer; count: number } => {
    if (value.type === 'long') return { bytes: u32(value.value), count: 1 };
    if (value.type === 'ascii') {
      const bytes = Buffer.from(`${value.text}\0`, 'latin1');
      return { bytes, count: bytes.length };
    }
    return {
      bytes: Buffer.concat(value.parts.flatMap(([over, under]) => [u32(over), u32(under)])),
      count: value.parts.length,
    };
  };
  const directory = (tags: readonly Tag[], at: number): Buffer => {
    const entries: Buffer[] = [];
    const values: Buffer[] = [];
    let place = at + 2 + tags.length * 12 + 4;
    for (const [tag, value] of tags) {
      const { bytes, count } = bytesOf(value);
      entries.push(u16(tag), u16(TYPES[value.type]), u32(count));
      if (bytes.length <= 4) {
        entries.push(Buffer.concat([bytes, Buffer.alloc(4 - bytes.length)]));
        continue;
      }
      entries.push(u32(place));
      values.push(bytes);
      place += bytes.length;
    }
    return Buffer.concat([u16(tags.length), ...entries, u32(0), ...values]);
  };
  const pointers = (exifAt: number, gpsAt: number): Tag[] => [
    [0x8769, { type: 'long', value: exifAt }],
    [0x8825, { type: 'long', value: gpsAt }],
  ];
  const exifAt = 8 + directory(pointers(0, 0), 8).length;
  const exifBytes = directory(exif, exifAt);
  const gpsAt = exifAt + exifBytes.length;
  return Buffer.concat([
    Buffer.from(order, 'latin1'),
    u16(42),
    u32(8),
    directory(pointers(exifAt, gpsAt), 8),
    exifBytes,
    directory(gps, gpsAt),
  ]);
}

/** A JPEG with these bytes as its Exif; without any it is a plain JPEG. */
export function jpeg(exif?: Buffer): Buffer {
  if (exif === undefined) return PIXEL;
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 0xff]);
  return Buffer.concat([PIXEL.subarray(0, 2), head, body, PIXEL.subarray(2)]);
}

export function photo(exif: readonly Tag[], gps: readonly Tag[] = [], order: 'II' | 'MM' = 'II'): Buffer {
  return jpeg(tiff(exif, gps, order));
}

/** When the shutter went: `YYYY:MM:DD hh:mm:ss`, with its offset if the camera says it. */
export const taken = (time: string, offset?: string): Tag[] => [
  [0x9003, ascii(time)],
  ...(offset === undefined ? [] : [[0x9011, ascii(offset)] as const]),
];

type Degrees = readonly [number, number, number];
const dms = ([degrees, minutes, seconds]: Degrees) =>
  rationals([degrees, 1], [minutes, 1], [Math.round(seconds * 100), 100]);

/** Where: degrees, minutes and seconds to the north or south, and to the east or west. */
export const place = (north: string, latitude: Degrees, east: string, longitude: Degrees): Tag[] => [
  [1, ascii(north)],
  [2, dms(latitude)],
  [3, ascii(east)],
  [4, dms(longitude)],
];

/** The time of the satellites, in UTC. */
export const satellites = (day: string, hour: number, minute: number, second: number): Tag[] => [
  [7, rationals([hour, 1], [minute, 1], [second, 1])],
  [0x1d, ascii(day)],
];
