import { describe, expect, it } from 'vitest';
import { recordSayings } from '../../core/record-sayings.ts';
import type { Statement } from '../../core/statement-events.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const about = { recordId: A, agency: 'grid', sequence: 1, sealedBy: 1 };
const opinion = (
  attester: string,
  what: 'confirm' | 'reject' | 'dispute',
  number = 1,
  more: object = {},
) => ({
  statement: {
    ...{ kind: 'opinion', ...about, attester, number, previous: null, opinion: what, reasons: null },
    ...more,
  } as Statement,
});

describe('what agencies say of a record', () => {
  it('is each one’s last opinion, whoever spoke in between', () => {
    const rows = [opinion('police', 'dispute'), opinion('court', 'confirm'), opinion('police', 'confirm', 2)];
    const found = recordSayings(rows).get(A);
    expect([...(found?.opinions ?? [])].map(([who, { statement }]) => [who, statement.opinion])).toEqual([
      ['police', 'confirm'],
      ['court', 'confirm'],
    ]);
    expect(found).toMatchObject({ agency: 'grid', recordId: A, disagreement: false, correction: undefined });
  });

  it('is a disagreement as soon as one rejects or disputes', () => {
    const rows = [opinion('police', 'confirm'), opinion('court', 'reject')];
    expect(recordSayings(rows).get(A)?.disagreement).toBe(true);
  });

  it('counts each record alone, and keeps a correction whatever is said after it', () => {
    const rows = [
      { statement: { kind: 'withdrawn', ...about, reason: B } as Statement },
      opinion('court', 'confirm'),
      opinion('court', 'dispute', 1, { recordId: B }),
      {
        statement: {
          kind: 'closed',
          agency: 'grid',
          commitment: B,
          count: 1,
          head: A,
          sealedBy: 1,
        } as Statement,
      },
    ];
    const found = recordSayings(rows);
    expect(found.get(A)?.correction?.statement.kind).toBe('withdrawn');
    expect(found.get(A)?.disagreement).toBe(false);
    expect([...found.keys()]).toEqual([A, B]);
  });
});
