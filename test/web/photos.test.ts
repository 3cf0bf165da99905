import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photoOffer } from '../../web/submit/photo-offer.ts';
import { type PhotoFacts, photoFacts } from '../../web/work/photo-facts.ts';
import { ascii, jpeg, photo, place, rationals, satellites, taken } from '../support/photo.ts';

const zone = process.env.TZ;
beforeAll(() => {
  process.env.TZ = 'Asia/Shanghai';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const SHANGHAI = place('N', [31, 13, 49.5], 'E', [121, 28, 25.32]);

describe('what a photograph says of itself', () => {
  it.each(['II', 'MM'] as const)('is its time, its offset and its place (%s)', async (order) => {
    const gps = [...SHANGHAI, ...satellites('2026:03:01', 1, 30, 15)];
    const facts = await photoFacts(photo(taken('2026:03:01 09:30:15', '+08:00'), gps, order));
    expect(facts).toMatchObject({
      taken: '2026-03-01T09:30:15',
      offset: '+08:00',
      satelliteTime: '2026-03-01T01:30:15Z',
    });
    expect(facts.place!.latitude).toBeCloseTo(31.230417, 6);
    expect(facts.place!.longitude).toBeCloseTo(121.4737, 6);
  });

  it('is negative south and west', async () => {
    const facts = await photoFacts(photo([], place('S', [33, 51, 30], 'W', [151, 12, 0])));
    expect(facts).toEqual({ place: { latitude: -33.858333333333334, longitude: -151.2 } });
  });

  it('leaves a time without an offset without one, and reads none from a text that is none', async () => {
    expect(await photoFacts(photo(taken('2026:03:01 09:30:15')))).toEqual({ taken: '2026-03-01T09:30:15' });
    expect(await photoFacts(photo(taken('2026:03:01 09:30:15', '   :  ')))).toEqual({
      taken: '2026-03-01T09:30:15',
    });
  });

  it('is the time of digitizing where the shutter’s is missing', async () => {
    const exif = [
      [0x9004, ascii('2026:03:01 09:30:15')],
      [0x9012, ascii('-05:00')],
    ] as const;
    expect(await photoFacts(photo(exif))).toEqual({ taken: '2026-03-01T09:30:15', offset: '-05:00' });
  });

  it.each([
    ['no Exif', jpeg()],
    ['empty directories', photo([])],
    ['a clock that was never set', photo(taken('0000:00:00 00:00:00'))],
    ['blanks', photo(taken('    :  :     :  :  '))],
    ['a receiver without a fix', photo([], place('N', [0, 0, 0], 'E', [0, 0, 0]))],
    [
      'a receiver that writes 0/0',
      photo(
        [],
        [
          [1, ascii('N')],
          [2, rationals([0, 0], [0, 0], [0, 0])],
          [3, ascii('E')],
          [4, rationals([0, 0], [0, 0], [0, 0])],
        ],
      ),
    ],
  ])('is nothing with %s', async (_, bytes) => {
    expect(await photoFacts(bytes)).toEqual({});
  });

  it.each([
    ['30 February', photo(taken('2026:02:30 09:30:15'))],
    ['hour 25', photo(taken('2026:02:20 25:30:15'))],
    ['the year 1', photo(taken('0001:01:01 00:00:00'))],
    ['a script', photo(taken('<img src=x onerror=alert(1)>'))],
    ['91 degrees north', photo([], place('N', [91, 0, 0], 'E', [0, 0, 0]))],
    ['181 degrees east', photo([], place('N', [1, 0, 0], 'E', [181, 0, 0]))],
    ['60 minutes', photo([], place('N', [1, 60, 0], 'E', [1, 0, 0]))],
    ['neither north nor south', photo([], place('?', [1, 0, 0], 'E', [1, 0, 0]))],
    ['half a place', photo([], SHANGHAI.slice(0, 2))],
    ['a division by zero', photo([], [...SHANGHAI.slice(0, 3), [4, rationals([121, 0], [28, 0], [25, 0])]])],
  ])('is absurd with %s, and offers none of it', async (_, bytes) => {
    expect(await photoFacts(bytes)).toEqual({ absurd: true });
  });

  it('keeps a good time beside an absurd place', async () => {
    const bytes = photo(taken('2026:03:01 09:30:15'), place('N', [200, 0, 0], 'E', [1, 0, 0]));
    expect(await photoFacts(bytes)).toEqual({ taken: '2026-03-01T09:30:15', absurd: true });
  });

  it('ends on any bytes, with facts that can be, or an error', async () => {
    const whole = photo(taken('2026:03:01 09:30:15', '+08:00'), SHANGHAI);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(whole.length), async (changes, end) => {
        const bytes = Buffer.from(whole.subarray(0, end));
        for (const [at, value] of changes) if (at < end) bytes[at] = value;
        const facts = await photoFacts(bytes).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Error);
          return {} as PhotoFacts;
        });
        if (facts.place) {
          expect(Math.abs(facts.place.latitude)).toBeLessThanOrEqual(90);
          expect(Math.abs(facts.place.longitude)).toBeLessThanOrEqual(180);
        }
        if (facts.taken) expect(Date.parse(facts.taken + (facts.offset ?? 'Z'))).not.toBeNaN();
      }),
    );
  });
});

describe('what photographs offer together', () => {
  const NOW = Date.parse('2026-03-01T12:00:00Z');
  const at = (time: string, offset = '+08:00') => ({ taken: time, offset });
  const of = (facts: PhotoFacts, written = 'same') => ({
    name: 'a.jpg',
    facts,
    written: Date.parse(written === 'same' ? facts.taken! + (facts.offset ?? '+08:00') : written),
  });

  it('is one time and one place where they agree', () => {
    const here = { latitude: 31.230417, longitude: 121.4737 };
    const facts = { ...at('2026-03-01T09:30:15'), place: here };
    const offer = photoOffer([of(facts), of(facts)], NOW);
    expect(offer).toEqual({
      photos: 2,
      unreadable: 0,
      silent: 0,
      absurd: 0,
      time: '2026-03-01T09:30:15+08:00',
      spanMs: 0,
      noOffset: 0,
      place: '31.23042°N 121.47370°E',
      places: 1,
      spanMeters: 0,
      doubts: [],
    });
  });

  it('is the span from the first to the last, by points in time and not by their text', () => {
    const offer = photoOffer(
      [
        of(at('2026-03-01T09:30:15')),
        of(at('2026-03-01T08:00:00', '+09:00')),
        of(at('2026-03-01T02:00:00', '+00:00')),
      ],
      NOW,
    );
    expect(offer.time).toBe('2026-03-01T08:00:00+09:00/2026-03-01T02:00:00+00:00');
    expect(offer.spanMs).toBe(3 * 3_600_000);
  });

  it('names each place once, and none where they are too many for a claim', () => {
    const places = (...latitudes: number[]) =>
      photoOffer(
        latitudes.map((latitude) => ({
          name: 'p',
          written: 0,
          facts: { place: { latitude, longitude: -70.5 } },
        })),
        NOW,
      );
    const two = places(-33, -33.0005, -34);
    expect(two.place).toBe('33.00000°S 70.50000°W; 34.00000°S 70.50000°W');
    expect(Math.round(two.spanMeters / 1000)).toBe(111);
    const many = places(1, 2, 3, 4, 5, 6, 7, 8);
    expect([many.place, many.places]).toEqual([undefined, 6]);
  });

  it('knows the few metres across the line where east becomes west', () => {
    const facts = [179.9999, -179.9999].map((longitude) => ({ place: { latitude: 0, longitude } }));
    const offer = photoOffer(
      facts.map((each) => ({ name: 'p', written: 0, facts: each })),
      NOW,
    );
    expect(offer.places).toBe(1);
  });

  it('doubts a clock that satellites, this device or the file contradict, and none by a few minutes', () => {
    const facts = { ...at('2026-03-01T09:30:00'), satelliteTime: '2026-03-01T01:27:00Z' };
    expect(photoOffer([of(facts, '2026-03-01T09:34:59+08:00')], NOW).doubts).toEqual([]);
    const late = { ...of({ ...facts, satelliteTime: '2026-03-01T02:30:00Z' }), name: 'late.jpg' };
    const future = { ...of(at('2027-03-01T09:30:00'), '2026-03-01T09:30:00+08:00'), name: 'future.jpg' };
    expect(photoOffer([of(facts), late, future], NOW).doubts).toEqual([
      { clock: 'satellites', photos: 1, name: 'late.jpg', ms: -3_600_000 },
      { clock: 'device', photos: 1, name: 'future.jpg', ms: Date.parse('2027-03-01T01:30:00Z') - NOW },
      { clock: 'file', photos: 1, name: 'future.jpg', ms: 365 * 86_400_000 },
    ]);
  });

  it('tells clocks that are fast from those that are slow, with the one that is most so', () => {
    const hours = (name: string, hour: string) => ({
      ...of(at('2026-03-01T09:00:00'), `2026-03-01T${hour}:00:00+08:00`),
      name,
    });
    const offer = photoOffer([hours('a', '08'), hours('b', '11'), hours('c', '13'), hours('d', '07')], NOW);
    expect(offer.doubts).toEqual([
      { clock: 'file', photos: 2, name: 'd', ms: 2 * 3_600_000 },
      { clock: 'file', photos: 2, name: 'c', ms: -4 * 3_600_000 },
    ]);
  });

  it('takes a time without an offset for one of this device’s zone, and says how many have none', () => {
    const offer = photoOffer([of({ taken: '2026-03-01T09:30:15' }), of({}, '2026-03-01T00:00:00Z')], NOW);
    expect(offer).toMatchObject({ time: '2026-03-01T09:30:15', noOffset: 1, silent: 1, doubts: [] });
  });

  it('counts what could not be read, and offers nothing of it', () => {
    expect(photoOffer([{ name: 'x', written: 0 }], NOW)).toMatchObject({
      photos: 1,
      unreadable: 1,
      doubts: [],
    });
  });
});
