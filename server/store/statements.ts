import { canonicalText } from '../../core/canonical.ts';
import type { Statement } from '../../core/statement-events.ts';
import type { Store } from './store.ts';

/** Statements of all agencies, as the chain was followed. */

/** Where a statement stands: block, transaction in it, log of that transaction. */
export type StatementPlace = { readonly block: number; readonly tx: number; readonly log: number };

export type StatementRow = StatementPlace & {
  /** Unix seconds. */
  readonly time: number;
  readonly statement: Statement;
};

type Raw = StatementPlace & { time: number; body: string };

const COLUMNS = 'block, tx, log, block_time AS time, body';
const opened = ({ body, ...place }: Raw): StatementRow => ({
  ...place,
  statement: JSON.parse(body) as Statement,
});

/** The agency that said it; null for what anybody may record. */
export function speakerOf(statement: Statement): string | null {
  switch (statement.kind) {
    case 'opinion':
      return statement.attester;
    case 'superseded':
    case 'withdrawn':
    case 'closed':
      return statement.agency;
    case 'accepted':
    case 'refused':
    case 'reported':
      return statement.to;
    case 'extension-asked':
      return statement.by;
    case 'overdue':
    case 'extended':
      return null;
    default:
      return statement.from;
  }
}

/** Inside the caller's transaction. */
export function keepStatement(
  store: Store,
  statement: Statement,
  at: StatementPlace & { time: number },
): void {
  const commitment = 'commitment' in statement ? statement.commitment : null;
  store.run(
    `INSERT INTO chain_statements (block, tx, log, block_time, kind, speaker, about, commitment, handoff, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    at.block,
    at.tx,
    at.log,
    at.time,
    statement.kind,
    speakerOf(statement),
    'recordId' in statement ? statement.recordId : null,
    commitment,
    'handoff' in statement ? statement.handoff : null,
    canonicalText(statement),
  );
}

export function findStatement(store: Store, { block, tx, log }: StatementPlace): StatementRow | undefined {
  const raw = store.one<Raw>(
    `SELECT ${COLUMNS} FROM chain_statements WHERE block = ? AND tx = ? AND log = ?`,
    block,
    tx,
    log,
  );
  return raw && opened(raw);
}

export type StatementQuery = {
  readonly about?: string | undefined;
  readonly commitment?: string | undefined;
  readonly handoff?: number | undefined;
  readonly kind?: string | undefined;
  readonly speaker?: string | undefined;
  readonly before?: StatementPlace | undefined;
  readonly limit: number;
};

/** Newest first. */
export function listStatements(store: Store, { before, limit, ...wanted }: StatementQuery): StatementRow[] {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined) as [
    string,
    string | number,
  ][];
  const conditions = [
    ...given.map(([name]) => `${name} = ?`),
    ...(before ? ['(block, tx, log) < (?, ?, ?)'] : []),
  ];
  return store
    .all<Raw>(
      `SELECT ${COLUMNS} FROM chain_statements ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY block DESC, tx DESC, log DESC LIMIT ?`,
      ...given.map(([, value]) => value),
      ...(before ? [before.block, before.tx, before.log] : []),
      limit,
    )
    .map(opened);
}

/** What was said of a hand-off, oldest first. */
export function handoffStatements(store: Store, handoff: number): StatementRow[] {
  return store
    .all<Raw>(`SELECT ${COLUMNS} FROM chain_statements WHERE handoff = ? ORDER BY block, tx, log`, handoff)
    .map(opened);
}

/** Numbers of hand-offs in which an agency is one of the two sides, newest first. */
export function handoffsOf(store: Store, agency: string, below: number | undefined, limit: number): number[] {
  return store
    .all<{ handoff: number }>(
      `SELECT handoff FROM chain_statements WHERE kind = 'offered' AND handoff < ?
         AND (json_extract(body, '$.from') = ? OR json_extract(body, '$.to') = ?)
       ORDER BY handoff DESC LIMIT ?`,
      below ?? Number.MAX_SAFE_INTEGER,
      agency,
      agency,
      limit,
    )
    .map(({ handoff }) => handoff);
}

/** Numbers of hand-offs of an agency that are neither refused, recalled nor completed, newest first. */
export function unfinishedHandoffs(store: Store, agency: string): number[] {
  return store
    .all<{ handoff: number }>(
      `SELECT handoff FROM chain_statements AS offer WHERE kind = 'offered'
         AND (json_extract(body, '$.from') = ? OR json_extract(body, '$.to') = ?)
         AND NOT EXISTS (SELECT 1 FROM chain_statements AS later WHERE later.handoff = offer.handoff
           AND (later.kind IN ('refused', 'recalled')
             OR (later.kind = 'reported' AND json_extract(later.body, '$.final'))))
       ORDER BY handoff DESC`,
      agency,
      agency,
    )
    .map(({ handoff }) => handoff);
}

/**
 * What was said of a case (by its commitment), of its records and of their hand-offs, oldest first. An answer to a
 * whole case on offer names the record alone, which need not be here: what names the commitment says which one it is.
 */
export function caseStatements(
  store: Store,
  recordIds: readonly string[],
  commitment: string,
  limit: number,
): StatementRow[] {
  return store
    .all<Raw>(
      `SELECT ${COLUMNS} FROM chain_statements
       WHERE commitment = ? OR about IN (SELECT value FROM json_each(?))
         OR about IN (SELECT about FROM chain_statements WHERE commitment = ? AND about IS NOT NULL)
       ORDER BY block, tx, log LIMIT ?`,
      commitment,
      JSON.stringify(recordIds),
      commitment,
      limit,
    )
    .map(opened);
}
