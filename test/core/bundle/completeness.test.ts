import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaseEvent, type CaseRecord, caseCompleteness } from '../../../core/bundle/completeness.ts';

const COMMITMENT = 'c'.repeat(64);
const id = (number: number, branch = 0) => `${branch}${number}`.padStart(64, '0');
const at = (position: number, branch = 0, previous = id(position - 1, branch)): CaseRecord => ({
  recordId: id(position, branch),
  agency: 'grid',
  commitment: COMMITMENT,
  link: { position, previous: position === 1 ? null : previous },
});
const chain = (length: number) => Array.from({ length }, (_, index) => at(index + 1));
const closed = (count: number, head = id(count)): CaseEvent => ({
  kind: 'closed',
  agency: 'grid',
  commitment: COMMITMENT,
  count,
  head,
});
const opinion = (recordId: string, number: number): CaseEvent => ({
  kind: 'opinion',
  agency: 'grid',
  recordId,
  attester: 'police',
  number,
});
const judge = (...input: Parameters<typeof caseCompleteness>) => caseCompleteness(...input)[0]!;
const codes = (found: ReturnType<typeof judge>) => found.findings.map(({ code }) => code);

describe('a case is complete', () => {
  it('to its last record at hand, while it is open, and no more', () => {
    expect(judge(chain(3))).toMatchObject({ outcome: 'open', completeTo: 3, records: 3, findings: [] });
  });

  it('when it was closed with this count and head', () => {
    expect(judge(chain(3), [closed(3)])).toMatchObject({ outcome: 'complete', completeTo: 3, findings: [] });
  });

  it('in whatever order and how often its records are given', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...chain(6), ...chain(6)], { minLength: 12, maxLength: 12 }),
        (records) => {
          expect(judge(records, [closed(6)])).toEqual(judge(chain(6), [closed(6)]));
        },
      ),
    );
  });

  it('for each agency by itself', () => {
    const theirs = chain(2).map((record) => ({ ...record, agency: 'police' }));
    expect(caseCompleteness([...chain(1), ...theirs], [closed(1)]).map(({ outcome }) => outcome)).toEqual([
      'complete',
      'open',
    ]);
  });
});

describe('what is missing is reported', () => {
  it('whichever record is left out of a closed case', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (length, gone) => {
        fc.pre(gone <= length && length > 1);
        const found = judge(
          chain(length).filter(({ link }) => link!.position !== gone),
          [closed(length)],
        );
        expect(found.outcome).toBe('incomplete');
        expect(found.completeTo).toBe(gone - 1);
        expect(found.findings).toContainEqual({
          code: gone === length ? 'last-missing' : 'record-missing',
          position: gone,
          recordId: id(gone),
        });
      }),
    );
  });

  it('where a stretch is gone, by its first and its last', () => {
    const found = judge([at(1), at(5)]);
    expect(found).toMatchObject({ outcome: 'incomplete', completeTo: 1 });
    expect(found.findings).toEqual([
      { code: 'record-missing', position: 4, recordId: id(4) },
      { code: 'record-missing', position: 2 },
    ]);
  });

  it('where a second branch was made', () => {
    const found = judge([...chain(3), at(3, 1, id(2))]);
    expect(found).toMatchObject({ outcome: 'incomplete', completeTo: 2 });
    expect(codes(found)).toEqual(['branch', 'branch']);
  });

  it('where a record follows another than the one that stands before it', () => {
    const found = judge([at(1), at(2), at(3, 1)]);
    expect(found).toMatchObject({ outcome: 'incomplete', completeTo: 2 });
    expect(codes(found)).toEqual(['link-broken', 'record-missing']);
    expect(found.findings[1]).toMatchObject({ position: 2, recordId: id(2, 1) });
  });

  it('where the case was closed with another head, or has records after it', () => {
    expect(codes(judge(chain(2), [closed(2, id(9))]))).toEqual(['last-missing', 'head-differs']);
    expect(codes(judge(chain(3), [closed(2)]))).toEqual(['beyond-close']);
    expect(codes(judge(chain(2), [closed(2), closed(3)]))).toContain('closing-differs');
  });

  it('and never as complete where a link is hidden', () => {
    const { link, ...hidden } = at(2);
    expect(link).toBeDefined();
    expect(judge([at(1), hidden], [])).toMatchObject({ outcome: 'unknown', completeTo: 1 });
    expect(judge([at(1), hidden], [closed(2)]).outcome).toBe('unknown');
    // The same record with its link shown says more.
    expect(judge([at(1), hidden, at(2)], [closed(2)]).outcome).toBe('complete');
  });
});

describe('what was said about records later', () => {
  it('is a finding where the bundle keeps it back', () => {
    const events: CaseEvent[] = [
      { kind: 'superseded', agency: 'grid', recordId: id(1), replacement: id(2) },
      { kind: 'withdrawn', agency: 'grid', recordId: id(2) },
      opinion(id(1), 1),
      closed(2),
    ];
    expect(judge(chain(2), events, events)).toMatchObject({
      outcome: 'complete',
      corrected: [{ recordId: id(1), replacement: id(2) }, { recordId: id(2) }],
    });
    const kept = judge(chain(2), [], events);
    expect(kept.outcome).toBe('incomplete');
    expect(codes(kept)).toEqual([
      'superseded-unsaid',
      'withdrawn-unsaid',
      'opinion-unsaid',
      'closing-unsaid',
    ]);
  });

  it('shows an opinion that is left out before another, and a replacement that is not there', () => {
    expect(judge(chain(1), [opinion(id(1), 1), opinion(id(1), 2)]).findings).toEqual([]);
    expect(judge(chain(1), [opinion(id(1), 3)]).findings).toEqual([
      { code: 'opinion-missing', recordId: id(1), number: 1 },
    ]);
    const replaced: CaseEvent = { kind: 'superseded', agency: 'grid', recordId: id(1), replacement: id(7) };
    expect(codes(judge(chain(1), [replaced]))).toEqual(['replacement-missing']);
  });

  it('of records or cases that are not here is no matter', () => {
    const other: CaseEvent[] = [
      { kind: 'withdrawn', agency: 'grid', recordId: id(8) },
      opinion(id(8), 2),
      { ...closed(9), commitment: 'd'.repeat(64) } as CaseEvent,
      { ...closed(9), agency: 'police' } as CaseEvent,
    ];
    expect(judge(chain(2), [], other)).toMatchObject({ outcome: 'open', findings: [] });
  });
});
