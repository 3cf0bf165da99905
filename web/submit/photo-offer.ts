import type { PhotoFacts } from '../work/photo-facts.ts';
import { withOffset } from './local-time.ts';

/** What the photographs of a submission say together: what can be claimed after them, and where they are doubtful. */

/** `facts` are absent where the photograph could not be read; `written` is the time of the file, Unix ms. */
export type Photo = { readonly name: string; readonly written: number; readonly facts?: PhotoFacts };

/** A clock against another one; `ms` is how far the camera is ahead of it. */
export type ClockDoubt = {
  readonly clock: 'satellites' | 'device' | 'file';
  readonly photos: number;
  /** The one that differs most. */
  readonly name: string;
  readonly ms: number;
};

export type PhotoOffer = {
  readonly photos: number;
  /** Those of which nothing could be read, and those that say neither time nor place. */
  readonly unreadable: number;
  readonly silent: number;
  readonly absurd: number;
  /** The claim: a time, or the first and the last with `/` between them (ISO 8601-1 section 5.5). */
  readonly time?: string;
  /** How far first and last are apart. */
  readonly spanMs: number;
  /** Photographs whose camera does not say its offset. */
  readonly noOffset: number;
  /** The claim: one place, or several; absent where they are too many for one claim. */
  readonly place?: string;
  readonly places: number;
  /** How far places are apart at most. */
  readonly spanMeters: number;
  readonly doubts: readonly ClockDoubt[];
};

/** Below it clocks are called the same: people set them by hand, and files are written after the shutter. */
const CLOCK_MS = 5 * 60_000;
/** Receivers err by this much, and officers take a few steps. */
const SAME_PLACE_METERS = 100;
export const MAX_PLACES = 5;

type Place = NonNullable<PhotoFacts['place']>;

/** The time of the shutter in Unix ms; without an offset of its own it is taken for one of this device's zone. */
function takenMs({ taken, offset }: PhotoFacts): number | undefined {
  return taken === undefined ? undefined : Date.parse(offset ? taken + offset : withOffset(taken));
}

const timeClaim = ({ taken = '', offset = '' }: PhotoFacts): string => taken + offset;

const side = (degrees: number, [plus, minus]: string) =>
  // A place to one metre: more digits would claim what no receiver knows.
  `${Math.abs(degrees).toFixed(5)}°${degrees < 0 ? minus : plus}`;

/** A place as people write it (ISO 6709 annex D), degrees with five decimals. */
export const placeClaim = ({ latitude, longitude }: Place): string =>
  `${side(latitude, 'NS')} ${side(longitude, 'EW')}`;

/** Metres between two places, on a sphere. */
function metersBetween(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const across = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2;
  const along = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const square = across + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * along;
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(square)));
}

/** One of each place: a photograph within reach of an earlier one adds none. Enough of them to say they are many. */
function distinct(places: readonly Place[]): Place[] {
  const found: Place[] = [];
  for (const place of places) {
    if (found.length > MAX_PLACES) break;
    if (found.every((other) => metersBetween(other, place) > SAME_PLACE_METERS)) found.push(place);
  }
  return found;
}

/** At most one doubt for each direction: a clock that is fast on one photograph is not excused by a slow one. */
function doubtsOf(
  clock: ClockDoubt['clock'],
  photos: readonly Photo[],
  aheadOf: (photo: Photo, taken: number) => number | undefined,
): ClockDoubt[] {
  const differing = photos.flatMap((photo) => {
    const taken = takenMs(photo.facts ?? {});
    const ms = taken === undefined ? 0 : (aheadOf(photo, taken) ?? 0);
    return Math.abs(ms) > CLOCK_MS ? [{ name: photo.name, ms }] : [];
  });
  return [1, -1].flatMap((sign) => {
    const [first, ...others] = differing.filter(({ ms }) => Math.sign(ms) === sign);
    if (!first) return [];
    const worst = others.reduce((found, each) => (each.ms * sign > found.ms * sign ? each : found), first);
    return [{ clock, photos: 1 + others.length, ...worst }];
  });
}

/** @param now of this device, Unix ms */
export function photoOffer(photos: readonly Photo[], now: number): PhotoOffer {
  const read = photos.flatMap(({ facts }) => (facts ? [facts] : []));
  const timed = read
    .filter((facts) => facts.taken !== undefined)
    .sort((a, b) => takenMs(a)! - takenMs(b)! || (timeClaim(a) < timeClaim(b) ? -1 : 1));
  const first = timed[0];
  const last = timed.at(-1);
  const claims = first && last ? [...new Set([timeClaim(first), timeClaim(last)])] : [];
  const places = distinct(read.flatMap(({ place }) => (place ? [place] : [])));
  const far = places.flatMap((a, index) => places.slice(index + 1).map((b) => metersBetween(a, b)));
  return {
    photos: photos.length,
    unreadable: photos.length - read.length,
    silent: read.filter(({ taken, place, absurd }) => !taken && !place && !absurd).length,
    absurd: read.filter(({ absurd }) => absurd).length,
    ...(claims.length > 0 && { time: claims.join('/') }),
    spanMs: first && last ? takenMs(last)! - takenMs(first)! : 0,
    noOffset: timed.filter(({ offset }) => offset === undefined).length,
    ...(places.length > 0 && places.length <= MAX_PLACES && { place: places.map(placeClaim).join('; ') }),
    places: places.length,
    spanMeters: Math.max(0, ...far),
    doubts: [
      ...doubtsOf('satellites', photos, ({ facts }, taken) =>
        facts?.satelliteTime ? taken - Date.parse(facts.satelliteTime) : undefined,
      ),
      // That it was taken earlier than now is no doubt; that it is from the future is one.
      ...doubtsOf('device', photos, (_, taken) => Math.max(0, taken - now)),
      ...doubtsOf('file', photos, ({ written }, taken) => taken - written),
    ],
  };
}
