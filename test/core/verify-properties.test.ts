import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../core/bytes.ts';
import { canonicalBytes, canonicalText } from '../../core/canonical.ts';
import type { FileDigests } from '../../core/digests.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { Report } from '../../core/report.ts';
import type { Trust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { digestsOf } from '../support/ledger-fixture.ts';
import { LONG } from '../support/long.ts';
import { paperWorld } from '../support/paper-world.ts';
import { fcRuns } from '../support/properties.ts';

const production = paperWorld('production');
const worlds = [production, paperWorld('rehearsal'), paperWorld('one machine', ['grid'])];
const sealCache = new Map();

const pool = worlds.flatMap((world) =>
  [world.grid, world.police, world.later].flatMap(({ records, receipts }) =>
    receipts.map((bytes, index) => ({
      world,
      bytes,
      receipt: JSON.parse(new TextDecoder().decode(bytes)) as Receipt,
      file: digestsOf(records[index]!.files[0]!),
    })),
  ),
);

const check = (bytes: Uint8Array, file: FileDigests, trust: Trust): Report =>
  verify({ receipt: bytes, files: [file], trust, sealCache });

/** Everything that a report claims about a record: what must not change unnoticed. */
function claimsOf({ checks: _, files: __, ...claims }: Report): string {
  return canonicalText({ ...claims, sealedBy: null });
}

describe('a receipt with one bit flipped', () => {
  // Exhaustive in the long version: some hundred thousand verifications. At the desk every 13th bit, which meets each byte's kind.
  const step = LONG ? 1 : 13;
  it.each([
    ['of four agencies', 0, 2],
    ['of a single operator', 2, 0],
  ])(
    'is never VERIFIED nor a MISMATCH: %s',
    (_, world, index) => {
      const { bytes, file, trust } = {
        bytes: worlds[world]!.grid.receipts[index]!,
        file: digestsOf(worlds[world]!.grid.records[index]!.files[0]!),
        trust: worlds[world]!.trust,
      };
      const flipped = bytes.slice();
      const verdicts = new Set<string>();
      for (let bit = 0; bit < bytes.length * 8; bit += step) {
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const { verdict } = check(flipped, file, trust);
        if (verdict !== 'INVALID') throw new Error(`bit ${bit} of ${toHex(bytes).length * 4}: ${verdict}`);
        verdicts.add(verdict);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
      }
      expect([...verdicts]).toEqual(['INVALID']);
      expect(check(bytes, file, trust).verdict).toBe('VERIFIED');
    },
    240_000,
  );
});

/** Every place in a document, as a list of member names and indexes. */
function placesOf(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== 'object') return [at];
  const members: [string | number, unknown][] = Array.isArray(value)
    ? value.map((element, index) => [index, element])
    : Object.entries(value);
  return [at, ...members.flatMap(([name, member]) => placesOf(member, [...at, name]))];
}

type Node = Record<string | number, unknown>;

function partAt(document: unknown, place: readonly (string | number)[]): unknown {
  let part = document;
  for (const name of place) {
    if (part === null || typeof part !== 'object' || !Object.hasOwn(part, name)) return undefined;
    part = (part as Node)[name];
  }
  return part;
}

function withPart(document: unknown, place: readonly (string | number)[], part: unknown): unknown {
  const copy = structuredClone(document);
  const name = place.at(-1);
  if (name === undefined) return part;
  (partAt(copy, place.slice(0, -1)) as Node)[name] = part;
  return copy;
}

describe('a receipt with parts of another valid one', () => {
  it('is VERIFIED only where it claims exactly what the untouched one claims', () => {
    let swapped = 0;
    for (const target of pool.filter(({ world }) => world === production)) {
      const claimed = claimsOf(check(target.bytes, target.file, target.world.trust));
      for (const source of pool) {
        for (const place of placesOf(target.receipt)) {
          const part = partAt(source.receipt, place);
          const own = partAt(target.receipt, place);
          if (place.length === 0 || part === undefined || canonicalText(part) === canonicalText(own))
            continue;
          swapped++;
          const bytes = canonicalBytes(withPart(target.receipt, place, part));
          const report = check(bytes, target.file, target.world.trust);
          if (report.verdict === 'VERIFIED') expect(claimsOf(report)).toBe(claimed);
          else expect(report.verdict).not.toBe('MISMATCH');
        }
      }
    }
    expect(swapped).toBeGreaterThan(1000);
  });

  it('is VERIFIED only with unchanged claims when several parts are swapped at once', () => {
    const members = ['anchor', 'disclosures', 'inclusion', 'notBefore', 'record'] as const;
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), (into, sources) => {
        const target = pool[into % pool.length]!;
        const mixed: Record<string, unknown> = { ...target.receipt };
        for (const [index, member] of members.entries()) {
          mixed[member] = pool[sources[index]! % pool.length]!.receipt[member];
        }
        const report = check(canonicalBytes(mixed), target.file, target.world.trust);
        if (report.verdict !== 'VERIFIED' && report.verdict !== 'MISMATCH') return;
        // It held, so all of it must be one of the receipts that were issued.
        expect(pool.map(({ bytes }) => claimsOf(check(bytes, target.file, target.world.trust)))).toContain(
          claimsOf(report),
        );
      }),
      fcRuns(300),
    );
  });

  it('of another founding document is never VERIFIED whole, although the same keys sealed both', () => {
    for (const { bytes, file, world } of pool) {
      for (const other of worlds) {
        expect(check(bytes, file, other.trust).verdict).toBe(other === world ? 'VERIFIED' : 'INVALID');
      }
    }
  });
});

describe('arbitrary input', () => {
  const verdictOf = (bytes: Uint8Array) => check(bytes, pool[0]!.file, production.trust).verdict;

  it('of any bytes is INVALID, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(verdictOf(bytes)).toBe('INVALID');
      }),
      fcRuns(500),
    );
  });

  it('of any JSON is INVALID, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(verdictOf(new TextEncoder().encode(text))).toBe('INVALID');
      }),
      fcRuns(500),
    );
  });

  it('in any place of a receipt leaves it INVALID or UNDETERMINED, and nothing is thrown', () => {
    const places = placesOf(pool[0]!.receipt).slice(1);
    const junk = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>(
        '',
        '0x',
        null,
        [],
        {},
        -1,
        0,
        2 ** 32,
        Number.MAX_SAFE_INTEGER,
        'a'.repeat(5000),
      ),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => `0x${toHex(bytes)}`),
      fc.uint8Array({ maxLength: 40 }).map(toHex),
    );
    fc.assert(
      fc.property(fc.nat(places.length - 1), junk, (index, part) => {
        const place = places[index]!;
        if (JSON.stringify(part) === JSON.stringify(partAt(pool[0]!.receipt, place))) return;
        const mutated = JSON.stringify(withPart(pool[0]!.receipt, place, part));
        expect(['INVALID', 'UNDETERMINED']).toContain(verdictOf(new TextEncoder().encode(mutated)));
      }),
      fcRuns(1000),
    );
  });

  it('with any bytes of a receipt cut out, doubled or moved is INVALID', () => {
    const { bytes } = pool[0]!;
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(2),
        (at, length, how) => {
          const piece = bytes.subarray(at, at + length);
          const rest = [bytes.subarray(0, at), bytes.subarray(at + length)] as const;
          const parts = how === 0 ? rest : how === 1 ? [rest[0], piece, piece, rest[1]] : [piece, ...rest];
          if (how === 2 && at === 0) return;
          expect(verdictOf(new Uint8Array(Buffer.concat(parts)))).toBe('INVALID');
        },
      ),
      fcRuns(300),
    );
  });
});
