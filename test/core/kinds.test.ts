import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimProblems, kindState } from '../../core/kind-check.ts';
import { GENERAL_FIELDS, KINDS, PHOTO_FIELDS, templateOf } from '../../core/kinds.ts';
import { buildRecord, isId, MAX_CLAIMS } from '../../core/record.ts';
import { en, labelOf, zh } from '../../language/kinds.ts';
import { claimsFor } from '../support/kind-claims.ts';

const names = fc.constantFrom(...KINDS.map(({ kind }) => kind));

describe.each(KINDS)('the template $kind', ({ kind, fields, roles }) => {
  it('fits into a record, with every field filled', () => {
    expect(isId(kind)).toBe(true);
    expect(fields.length).toBeLessThanOrEqual(MAX_CLAIMS);
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    const built = buildRecord({
      ...{ agency: 'grid', kind, caseId: 'A-1', caseSalt: new Uint8Array(16) },
      link: { position: 1, previous: null },
      claims: claimsFor({ fields }),
      files: [{ name: 'a', mediaType: 'text/plain', size: 1, sha256: 'ab'.repeat(32) }],
      notBefore: { number: 1, hash: `0x${'00'.repeat(32)}` },
      salt: () => crypto.getRandomValues(new Uint8Array(16)),
    });
    expect(Object.keys(built.record.claims)).toHaveLength(fields.length);
    expect(claimProblems(kind, claimsFor({ fields }))).toEqual([]);
  });

  it('names no person and no reason that is not a field, and has words for everything in both languages', () => {
    const known = fields.map(({ name }) => name);
    for (const { name, claims, instead } of roles) {
      expect(known).toEqual(expect.arrayContaining([...claims, ...(instead ? [instead] : [])]));
      for (const language of ['en', 'zh'] as const) expect(labelOf('role', name, language)).not.toBe(name);
    }
    for (const language of ['en', 'zh'] as const) {
      expect(labelOf('kind', kind, language)).not.toBe(kind);
      for (const name of known) expect(labelOf('claim', name, language)).not.toBe(name);
    }
  });

  it('is refused for each demanded field by its name, and for no other', () => {
    for (const { name, demanded } of fields) {
      const { [name]: _, ...rest } = claimsFor({ fields });
      const inRole = roles.find(({ claims }) => claims.includes(name));
      const expected = inRole?.instead ? [] : demanded || inRole ? [{ claim: name, reason: 'missing' }] : [];
      expect(claimProblems(kind, rest)).toEqual(expected);
      expect(claimProblems(kind, { ...rest, [name]: ' \t\u3000' })).toEqual(expected);
    }
  });
});

it('every label belongs to a field of some template', () => {
  const used = new Set(
    [...KINDS.flatMap(({ fields }) => fields), ...GENERAL_FIELDS, ...PHOTO_FIELDS].map(
      ({ name }) => `claim.${name}`,
    ),
  );
  for (const texts of [en, zh]) {
    expect(
      Object.keys(texts)
        .filter((key) => key.startsWith('claim.'))
        .sort(),
    ).toEqual([...used].sort());
  }
});

describe('what stands in the way of a record', () => {
  const inspection = claimsFor(templateOf('on-site-inspection')!);

  it('is nobody having seen it, and no reason for that', () => {
    const { witness, noWitnessReason, ...rest } = inspection;
    const refused = [{ claim: 'witness', reason: 'missing-either' }];
    expect(claimProblems('on-site-inspection', rest)).toEqual(refused);
    expect(claimProblems('on-site-inspection', { ...rest, noWitnessReason: '深夜，已全程录像' })).toEqual([]);
    expect(claimProblems('on-site-inspection', { ...rest, witness: '王五' })).toEqual([]);
  });

  it.each([
    '2026-03-01 09:30',
    '2026-03-01T09:30:00',
    '2026-02-30T09:30:00Z',
    '2026-13-01T09:30:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T09:30:00+24:00',
    '昨天',
  ])('is a time such as %j', (startedAt) => {
    expect(claimProblems('on-site-inspection', { ...inspection, startedAt })).toEqual([
      { claim: 'startedAt', reason: 'no-time' },
    ]);
  });

  it('is an end before the beginning, across offsets', () => {
    const times = { startedAt: '2026-03-01T09:30:00+08:00', endedAt: '2026-03-01T01:29:59Z' };
    expect(claimProblems('on-site-inspection', { ...inspection, ...times })).toEqual([
      { claim: 'endedAt', reason: 'before-start' },
    ]);
    const later = { ...times, endedAt: '2026-03-01T01:30:00Z' };
    expect(claimProblems('on-site-inspection', { ...inspection, ...later })).toEqual([]);
  });

  it('is a digest in another spelling', () => {
    const wrong = { ...inspection, mediumSha256: 'AB'.repeat(32) };
    expect(claimProblems('on-site-inspection', wrong)).toEqual([
      { claim: 'mediumSha256', reason: 'no-sha256' },
    ]);
  });

  it('is never a claim beyond the template, nor anything in a kind without one', () => {
    expect(claimProblems('on-site-inspection', { ...inspection, weather: '雨' })).toEqual([]);
    for (const kind of ['evidence', 'on-site-inspecton', 'constructor']) {
      expect(claimProblems(kind, {})).toEqual([]);
      expect(kindState(kind, {})).toBeUndefined();
    }
  });

  it('is never an inherited member that bears the name of a claim', () => {
    const claims = Object.create(inspection) as Record<string, string>;
    expect(claimProblems('on-site-inspection', claims).length).toBeGreaterThan(5);
  });
});

describe('what a record provides', () => {
  it('is given, hidden or not provided, for each field exactly one of them, whatever is disclosed', () => {
    fc.assert(
      fc.property(
        names,
        fc.infiniteStream(fc.constantFrom('given', 'hidden', 'not-provided')),
        (kind, stream) => {
          const { fields } = templateOf(kind)!;
          const chosen = fields.map(({ name }) => [name, stream.next().value as string] as const);
          const of = (state: string) => chosen.flatMap(([name, found]) => (found === state ? [name] : []));
          const claims = Object.fromEntries(of('given').map((name) => [name, 'x']));
          const state = kindState(kind, claims, of('hidden'))!;
          expect(state.fields.map(({ name, state: found }) => [name, found])).toEqual(chosen);
          const { roles } = templateOf(kind)!;
          for (const [index, role] of state.roles.entries()) {
            const { claims: persons, instead } = roles[index]!;
            const missing = of('not-provided');
            for (const name of persons) {
              const { demanded } = state.fields.find((field) => field.name === name)!;
              expect(demanded).toBe(!role.excused);
            }
            expect(role.named).toBe(persons.filter((name) => !missing.includes(name)).length);
            expect(role.excused).toBe(
              role.named < role.demanded && instead !== null && !missing.includes(instead),
            );
          }
        },
      ),
    );
  });

  it('does not count blanks that are shown', () => {
    const state = kindState('power-use', { collector1: '李雷', collector2: '  ' }, [])!;
    expect(state.roles[0]).toEqual({ role: 'collectors', demanded: 2, named: 1, excused: false });
    expect(state.fields.find(({ name }) => name === 'collector2')!.state).toBe('not-provided');
  });
});
