import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { canonicalText } from '../../core/canonical.ts';
import { pick } from '../../language/language.ts';
import { refusalText } from '../../language/refusals.ts';
import { callOf, type Wish } from '../custody/acts.ts';
import { proveRecord } from '../custody/record-proof.ts';
import type { Revert } from '../ledger/custody-abi.ts';
import { Refusal } from '../refusal.ts';
import { type ActRow, findAct, insertAct, listActs } from '../store/acts.ts';
import { findAnswer, keepAnswer } from '../store/idempotency.ts';
import { signedIn } from './authenticate.ts';
import { readCursor, recordCursor, writeCursor } from './cursor.ts';
import { type act, actQuery, idempotencyKey, newAct, read } from './schemas.ts';
import type { Services } from './services.ts';

/** `/acts`: what this agency says on the chain, from the wish until a block holds it. */

const unixSeconds = (time: string): number => Math.floor(Date.parse(time) / 1000);

/** Times as the contracts count them. */
function wishOf(body: z.infer<typeof newAct>): Wish {
  const times = Object.fromEntries(
    (['answerBy', 'reportBy', 'until'] as const).flatMap((name) => {
      const given = (body as Partial<Record<typeof name, string>>)[name];
      return given === undefined ? [] : [[name, unixSeconds(given)]];
    }),
  );
  return { ...body, ...times } as Wish;
}

export function acts(services: Services) {
  const { store, access } = services;

  function view(row: ActRow, request: Request): z.infer<typeof act> {
    const refusal = row.refusal === null ? null : (JSON.parse(row.refusal) as Revert);
    const language = pick(request.headers['accept-language']);
    return {
      id: row.id,
      method: row.method,
      state: row.state,
      createdAt: new Date(row.createdAt).toISOString(),
      transaction: row.hash,
      block: row.block,
      refusal: refusal && { ...refusal, ...refusalText(refusal.error, refusal.values, language) },
    };
  }

  function keyOf(request: Request): string | undefined {
    const key = request.get('Idempotency-Key');
    if (key === undefined) return undefined;
    if (idempotencyKey.safeParse(key).success) return key;
    throw new Refusal('idempotency-key-invalid', 'The Idempotency-Key has another form');
  }

  /** @returns the act's number; the first one again where the key was used before */
  async function take(request: Request, response: Response): Promise<number> {
    const body = read(newAct, request.body);
    const { actor } = signedIn(response);
    const key = keyOf(request);
    const fingerprint = createHash('sha256').update(canonicalText(body)).digest('hex');
    const call = await callOf(store, wishOf(body), (recordId) => proveRecord(services, recordId));
    return store.enqueue(() => {
      const first = key === undefined ? undefined : findAnswer(store, actor, key);
      if (first && first.fingerprint !== fingerprint) {
        throw new Refusal('idempotency-conflict', 'The key was used for something else');
      }
      if (first) return Number(first.response);
      const id = insertAct(store, { ...call, actor, createdAt: Date.now() });
      access.note(actor, 'act-made', String(id));
      if (key !== undefined) {
        keepAnswer(store, actor, key, { fingerprint, status: 202, response: String(id) }, Date.now());
      }
      return id;
    });
  }

  const create: RequestHandler = async (request, response) => {
    if (services.stopping()) throw new Refusal('service-stopping', 'The service is stopping');
    const id = await take(request, response);
    services.onRecords(0);
    response
      .status(202)
      .location(`/api/v1/acts/${id}`)
      .set('Cache-Control', 'no-store')
      .json(view(findAct(store, id) as ActRow, request));
  };
  const one: RequestHandler = (request, response) => {
    const row = findAct(store, Number(request.params.id));
    if (!row) throw new Refusal('act-not-found', 'No such act');
    response.set('Cache-Control', 'no-store').json(view(row, request));
  };
  const list: RequestHandler = (request, response) => {
    const query = read(actQuery, request.query);
    const before = readCursor(recordCursor, query.cursor);
    const rows = listActs(store, before?.[0], query.limit + 1);
    const page = rows.slice(0, query.limit);
    response.set('Cache-Control', 'no-store').json({
      items: page.map((row) => view(row, request)),
      next: rows.length > page.length ? writeCursor([page.at(-1)!.id]) : null,
    });
  };
  return { create, one, list };
}
