import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import { FormatError } from '../../core/errors.ts';
import { type Handoff, handoffAt } from '../../core/handoff-state.ts';
import { openStatementLog, statementFile } from '../../core/statement.ts';
import { pick } from '../../language/language.ts';
import { statementSentence } from '../../language/statement.ts';
import { Refusal } from '../refusal.ts';
import { followedTo } from '../store/chain-view.ts';
import {
  findStatement,
  handoffStatements,
  handoffsOf,
  listStatements,
  type StatementPlace,
  type StatementRow,
} from '../store/statements.ts';
import { placeCursor, readCursor, recordCursor, writeCursor } from './cursor.ts';
import { handoffQuery, type handoffView, read, statementQuery } from './schemas.ts';
import type { Services } from './services.ts';

/** `/statements` and `/handoffs`: what agencies said on the chain, as it was followed, and each as a file of its own. */

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const idOf = ({ block, tx, log }: StatementPlace): string => `${block}-${tx}-${log}`;

function placeOf(id: string): StatementPlace {
  const [, block, tx, log] = /^(\d{1,15})-(\d{1,9})-(\d{1,9})$/.exec(id) ?? [];
  if (block === undefined) throw new Refusal('statement-not-found', 'No place of a statement');
  return { block: Number(block), tx: Number(tx), log: Number(log) };
}

function viewHandoff(found: Handoff): z.infer<typeof handoffView> {
  return {
    ...found,
    answerBy: iso(found.answerBy),
    reportBy: found.reportBy === null ? null : iso(found.reportBy),
    asked: found.asked && { ...found.asked, until: iso(found.asked.until) },
    recordedOverdue: found.recordedOverdue.map(iso),
  };
}

export function statements({ store, agency, trust, sealCache, sealedLog }: Services) {
  const time = () => followedTo(store)?.time ?? 0;

  const view = (row: StatementRow, request: Request) => ({
    id: idOf(row),
    block: row.block,
    time: iso(row.time),
    says: [statementSentence(row.statement, pick(request.headers['accept-language']))],
    statement: row.statement,
  });

  const list: RequestHandler = (request, response) => {
    const { recordId, agency: speaker, cursor, limit, ...query } = read(statementQuery, request.query);
    const before = readCursor(placeCursor, cursor);
    const rows = listStatements(store, {
      ...query,
      about: recordId,
      speaker,
      before: before && { block: before[0], tx: before[1], log: before[2] },
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.map((row) => view(row, request)),
      next: rows.length > page.length && last ? writeCursor([last.block, last.tx, last.log]) : null,
    });
  };

  /** The proof is made when it is asked for, out of the node's block, and checked before it is handed out. */
  const file: RequestHandler = async (request, response) => {
    const place = placeOf(String(request.params.id));
    if (!findStatement(store, place)) throw new Refusal('statement-not-found', 'No such statement');
    const sealed = await sealedLog(place.block, place.tx, place.log);
    try {
      openStatementLog(sealed, trust.trust, sealCache);
    } catch (cause) {
      if (!(cause instanceof FormatError)) throw cause;
      throw new Refusal('chain-unavailable', 'The node does not prove the statement', {
        cause,
        details: { reason: cause.code },
      });
    }
    response
      .set('Cache-Control', 'private, max-age=31536000, immutable')
      .type('application/json')
      .send(Buffer.from(statementFile(sealed, trust.trust, sealCache)));
  };

  const handoffs: RequestHandler = (request, response) => {
    const { cursor, limit } = read(handoffQuery, request.query);
    const numbers = handoffsOf(store, agency.id, readCursor(recordCursor, cursor)?.[0], limit + 1);
    const page = numbers.slice(0, limit);
    const now = time();
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.flatMap((number) => {
        const found = handoffAt(
          handoffStatements(store, number).map(({ statement }) => statement),
          now,
        );
        return found ? [viewHandoff(found)] : [];
      }),
      at: now === 0 ? null : iso(now),
      next: numbers.length > page.length ? writeCursor([page.at(-1)!]) : null,
    });
  };

  const handoff: RequestHandler = (request, response) => {
    const said = handoffStatements(store, Number(request.params.id)).map(({ statement }) => statement);
    const found = handoffAt(said, time());
    if (!found) throw new Refusal('handoff-not-found', 'No such hand-off');
    response.set('Cache-Control', 'private, no-cache').json(viewHandoff(found));
  };

  return { list, file, handoffs, handoff };
}
