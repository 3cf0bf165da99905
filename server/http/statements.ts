import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import { FormatError } from '../../core/errors.ts';
import { type Due, dueOf, type Handoff, handoffAt } from '../../core/handoff-state.ts';
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
import { handoffQuery, type handoffView, read, type statementItem, statementQuery } from './schemas.ts';
import type { Services } from './services.ts';

/** `/statements` and `/handoffs`: what agencies said on the chain, as it was followed, and each as a file of its own. */

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const idOf = ({ block, tx, log }: StatementPlace): string => `${block}-${tx}-${log}`;

export function viewStatement(row: StatementRow, request: Request): z.infer<typeof statementItem> {
  return {
    id: idOf(row),
    block: row.block,
    time: iso(row.time),
    says: [statementSentence(row.statement, pick(request.headers['accept-language']))],
    statement: row.statement,
  };
}

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

type Wanted = { due?: Due | undefined; side?: 'to' | 'from' | undefined; limit: number };

export function statements({ store, agency, trust, sealCache, sealedLog }: Services) {
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
      items: page.map((row) => viewStatement(row, request)),
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

  const found = (number: number, now: number) =>
    handoffAt(
      handoffStatements(store, number).map(({ statement }) => statement),
      now,
    );

  /** How they stand depends on the block's time, so no index finds them: they are looked through, newest first. */
  function search({ due, side, limit }: Wanted, from: number | undefined, now: number): Handoff[] {
    const page: Handoff[] = [];
    for (let below = from; page.length < limit; ) {
      const numbers = handoffsOf(store, agency.id, below, limit);
      const known = numbers.flatMap((number) => found(number, now) ?? []);
      page.push(
        ...known
          .filter((each) => due === undefined || dueOf(each) === due)
          .filter((each) => side === undefined || each[side] === agency.id),
      );
      if (numbers.length < limit) break;
      below = numbers.at(-1);
    }
    return page.slice(0, limit);
  }

  const handoffs: RequestHandler = (request, response) => {
    const { cursor, limit, ...wanted } = read(handoffQuery, request.query);
    const last = followedTo(store);
    const from = readCursor(recordCursor, cursor)?.[0];
    const rows = search({ ...wanted, limit: limit + 1 }, from, last?.time ?? 0);
    const page = rows.slice(0, limit);
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.map(viewHandoff),
      at: last ? iso(last.time) : null,
      block: last?.number ?? null,
      next: rows.length > page.length ? writeCursor([page.at(-1)!.handoff]) : null,
    });
  };

  const handoff: RequestHandler = (request, response) => {
    const one = found(Number(request.params.id), followedTo(store)?.time ?? 0);
    if (!one) throw new Refusal('handoff-not-found', 'No such hand-off');
    response.set('Cache-Control', 'private, no-cache').json(viewHandoff(one));
  };

  return { list, file, handoffs, handoff };
}
