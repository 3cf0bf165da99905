import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { type CaseName, type CaseRecord, keptRecords, ownCase, ownRecords } from '../custody/case-records.ts';
import { Refusal } from '../refusal.ts';
import { followedTo } from '../store/chain-view.ts';
import { caseStatements, listStatements } from '../store/statements.ts';
import { read, timelineQuery, type timeline as timelineView } from './schemas.ts';
import type { Services } from './services.ts';
import { viewStatement } from './statements.ts';

/** `/timeline`: a case across agencies, its records and all that was said of them, of the case and of its hand-offs. */

/** Records and statements of one answer. */
const MOST = 5000;

type Found = { readonly of: CaseName; readonly records: readonly CaseRecord[] };

const iso = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString();

export function timeline({ store, agency }: Services): RequestHandler {
  const kept = keptRecords(store);

  /** A case of which we have no record, but of which something was said: of a whole case on offer, of a closing. */
  function spokenOf(commitment: string): Found | undefined {
    const [first] = listStatements(store, { commitment, limit: 1 });
    const statement = first?.statement;
    if (!statement || !('agency' in statement)) return undefined;
    const of = { id: null, agency: statement.agency, commitment };
    return kept.inCase(statement.agency, commitment, MOST + 1) ?? { of, records: [] };
  }

  /** @throws Refusal `case-not-found`, `record-not-found` */
  function find(query: z.infer<typeof timelineQuery>): Found {
    const own = ownCase(store, agency.id, query);
    if (own?.id) return { of: own, records: ownRecords(store, own.id, MOST + 1) };
    if (query.recordId !== undefined) {
      const of = kept.caseOf(query.recordId);
      const found = of && kept.inCase(of.agency, of.commitment, MOST + 1);
      if (found) return found;
      throw new Refusal('record-not-found', 'Neither a record of ours nor one whose receipt is kept');
    }
    const found = query.commitment === undefined ? undefined : spokenOf(query.commitment);
    if (!found) throw new Refusal('case-not-found', 'No such case');
    return found;
  }

  return (request, response) => {
    const { of, records } = find(read(timelineQuery, request.query));
    const shown = records.slice(0, MOST);
    const ids = shown.map(({ recordId }) => recordId);
    const said = caseStatements(store, ids, of.commitment, MOST + 1);
    const last = followedTo(store);
    const view: z.infer<typeof timelineView> = {
      case: of.id,
      agency: of.agency,
      commitment: of.commitment,
      at: iso(last?.time ?? null),
      block: last?.number ?? null,
      records: shown.map(({ time, ...record }) => ({ ...record, time: iso(time) })),
      items: said.slice(0, MOST).map((row) => viewStatement(row, request)),
      truncated: records.length > MOST || said.length > MOST,
    };
    response.set('Cache-Control', 'private, no-cache').json(view);
  };
}
