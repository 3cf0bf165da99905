import type { Statement } from './statement-events.ts';

/** What agencies say of records now, out of all that they said: each one's last opinion, and how its own agency corrected it. */

type Row<Kind extends Statement['kind'] = Statement['kind']> = { readonly statement: Statement<Kind> };
type Of<Given extends Row, Kind extends Statement['kind']> = Given & Row<Kind>;

export type RecordSayings<Given extends Row> = {
  readonly recordId: string;
  /** Whose record it is. */
  readonly agency: string;
  /** The last opinion of each agency that has one, by the agency. */
  readonly opinions: ReadonlyMap<string, Of<Given, 'opinion'>>;
  /** Put out of force by its own agency. */
  readonly correction: Of<Given, 'superseded'> | Of<Given, 'withdrawn'> | undefined;
  /** Whether an agency rejects or disputes what the record's own agency submitted. */
  readonly disagreement: boolean;
};

function isOf<Given extends Row, Kind extends Statement['kind']>(
  row: Given,
  ...kinds: readonly Kind[]
): row is Of<Given, Kind> {
  return (kinds as readonly string[]).includes(row.statement.kind);
}

/**
 * @param rows statements in the order of the chain; those that are neither opinions nor corrections are passed over
 * @returns by record ID
 */
export function recordSayings<Given extends Row>(rows: readonly Given[]): Map<string, RecordSayings<Given>> {
  const found = new Map<string, RecordSayings<Given>>();
  for (const row of rows) {
    if (!isOf(row, 'opinion', 'superseded', 'withdrawn')) continue;
    const { recordId, agency } = row.statement;
    const before = found.get(recordId);
    const opinions = new Map(before?.opinions);
    if (isOf(row, 'opinion')) opinions.set(row.statement.attester, row);
    found.set(recordId, {
      recordId,
      agency,
      opinions,
      correction: isOf(row, 'superseded', 'withdrawn')
        ? (row as Of<Given, 'superseded'> | Of<Given, 'withdrawn'>)
        : before?.correction,
      disagreement: [...opinions.values()].some(({ statement }) => statement.opinion !== 'confirm'),
    });
  }
  return found;
}
