import exifr from 'exifr';

/**
 * What a photograph says of its own time and place (Exif 2.32, CIPA DC-008). Nobody vouches for any of it: the clock
 * may be wrong, and whoever holds the file can write what they like. Times stay as they were written, since a time
 * without an offset is no point in time.
 */
export type PhotoFacts = {
  /** `YYYY-MM-DDThh:mm:ss`, by the camera's clock. */
  readonly taken?: string;
  /** `+08:00`; absent where the camera does not say it. */
  readonly offset?: string;
  /** Time from satellites, RFC 3339 in UTC. */
  readonly satelliteTime?: string;
  /** Degrees; south and west are negative. */
  readonly place?: { readonly latitude: number; readonly longitude: number };
  /** It says something that cannot be: a 30 February, a latitude of 200 degrees. */
  readonly absurd?: true;
};

// Tags of Exif sections 4.6.5 and 4.6.6; those of one name stand in order of preference.
const TAKEN = [
  { time: 0x9003, offset: 0x9011 },
  { time: 0x9004, offset: 0x9012 },
] as const;
const GPS = { latRef: 1, lat: 2, lonRef: 3, lon: 4, time: 7, date: 0x1d } as const;

const OPTIONS = {
  tiff: true,
  ifd0: { pick: [0x8769, 0x8825] },
  exif: { pick: TAKEN.flatMap(({ time, offset }) => [time, offset]) },
  gps: { pick: Object.values(GPS) },
  ifd1: false,
  interop: false,
  xmp: false,
  icc: false,
  iptc: false,
  jfif: false,
  ihdr: false,
  mergeOutput: false,
  translateKeys: false,
  translateValues: false,
  reviveValues: false,
};

type Tags = Readonly<Record<number, unknown>>;

const two = (value: number) => String(value).padStart(2, '0');

/** A day and time that exist, as `YYYY-MM-DDThh:mm:ss`; undefined for any other. */
function timeOf(parts: readonly number[]): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (parts.length !== 6 || parts.some((part) => !Number.isInteger(part))) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date takes 30 February for a day in March, and years before 100 for those of the last century.
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!same || year < 1900) return undefined;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/** Whether a text says anything: an unset clock writes zeros or blanks. */
const isSet = (text: unknown): text is string => typeof text === 'string' && /[1-9]/.test(text);

function takenOf(tags: Tags): Pick<PhotoFacts, 'taken' | 'offset' | 'absurd'> {
  for (const { time, offset } of TAKEN) {
    const text = tags[time];
    if (!isSet(text)) continue;
    const parts = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(text.trim());
    const taken = parts && timeOf(parts.slice(1).map(Number));
    if (!taken) return { absurd: true };
    const zone = tags[offset];
    const known = typeof zone === 'string' && /^[+-](0\d|1[0-4]):[0-5]\d$/.test(zone.trim());
    return known ? { taken, offset: zone.trim() } : { taken };
  }
  return {};
}

/** Degrees, minutes and seconds; undefined where they are none. */
function degreesOf(value: unknown, ref: unknown, [plus, minus]: string, limit: number): number | undefined {
  if (!Array.isArray(value) || value.length !== 3 || (ref !== plus && ref !== minus)) return undefined;
  const [degrees, minutes, seconds] = value.map(Number) as [number, number, number];
  if (!(degrees >= 0 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60)) return undefined;
  const found = degrees + minutes / 60 + seconds / 3600;
  if (found > limit) return undefined;
  return ref === minus ? -found : found;
}

function placeOf(tags: Tags): Pick<PhotoFacts, 'place' | 'absurd'> {
  const { lat, latRef, lon, lonRef } = GPS;
  if (tags[lat] === undefined && tags[lon] === undefined) return {};
  const latitude = degreesOf(tags[lat], tags[latRef], 'NS', 90);
  const longitude = degreesOf(tags[lon], tags[lonRef], 'EW', 180);
  const all = [tags[lat], tags[lon]].flat();
  // A receiver without a fix writes zeros, some of them as 0/0.
  if (all.every((part) => part === 0 || Number.isNaN(part))) return {};
  if (latitude === undefined || longitude === undefined) return { absurd: true };
  return { place: { latitude, longitude } };
}

function satelliteTimeOf(tags: Tags): string | undefined {
  const day = tags[GPS.date];
  const time = tags[GPS.time];
  if (!isSet(day) || !Array.isArray(time)) return undefined;
  const parts = /^(\d{4})[:-](\d{2})[:-](\d{2})$/.exec(day.trim());
  const found =
    parts && timeOf([...parts.slice(1).map(Number), ...time.map((part) => Math.floor(Number(part)))]);
  return found ? `${found}Z` : undefined;
}

/**
 * Reads what a photograph says of itself, without its picture.
 * @throws Error for what is no image of a known format, or malformed
 */
export async function photoFacts(image: Blob | Uint8Array): Promise<PhotoFacts> {
  const found = (await exifr.parse(image, OPTIONS as never)) as { exif?: Tags; gps?: Tags } | undefined;
  const gps = found?.gps ?? {};
  const satelliteTime = satelliteTimeOf(gps);
  return {
    ...takenOf(found?.exif ?? {}),
    ...placeOf(gps),
    ...(satelliteTime !== undefined && { satelliteTime }),
  };
}
