import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { Refusal } from '../refusal.ts';
import { listDeliveries } from '../store/outbox.ts';
import {
  findWebhook,
  listWebhooks,
  removeWebhook,
  resumeWebhook,
  type WebhookRow,
} from '../store/webhooks.ts';
import { deliveryId, secretText } from '../webhooks/signature.ts';
import { readCursor, recordCursor, writeCursor } from './cursor.ts';
import { deliveryQuery, newSecret, newWebhook, read, type webhookView } from './schemas.ts';
import type { Services } from './services.ts';

/** `/webhooks`: addresses that are told of things, and what was sent to them. */

const HOUR_MS = 3600_000;
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function view(row: WebhookRow): z.infer<typeof webhookView> {
  const { id, url, events, createdAt, failingSince, pausedAt, oldUntil, waiting } = row;
  return {
    ...{ id, url, events: [...events], created: new Date(createdAt).toISOString() },
    ...{ failingSince: iso(failingSince), paused: iso(pausedAt), waiting },
    oldSecretUntil: oldUntil > Date.now() ? iso(oldUntil) : null,
  };
}

export function webhooks({ store, webhooks: hooks }: Services) {
  const unknown = () => new Refusal('webhook-not-found', 'No such webhook');
  const wanted = (id: unknown): WebhookRow => {
    const row = findWebhook(store, String(id));
    if (!row) throw unknown();
    return row;
  };

  const add: RequestHandler = (request, response) => {
    const { url, events = [] } = read(newWebhook, request.body);
    const row = hooks.add(url, events);
    response.locals.subject = row.id;
    response
      .status(201)
      .set('Cache-Control', 'no-store')
      .json({ ...view(row), secret: secretText(row.secret) });
  };
  const rotate: RequestHandler = (request, response) => {
    const { overlapHours } = read(newSecret, request.body);
    const row = hooks.rotate(String(request.params.id), overlapHours * HOUR_MS);
    if (!row) throw unknown();
    response.set('Cache-Control', 'no-store').json({ ...view(row), secret: secretText(row.secret) });
  };
  const list: RequestHandler = (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ items: listWebhooks(store).map(view) });
  };
  const remove: RequestHandler = (request, response) => {
    const id = String(request.params.id);
    if (!store.transaction(() => removeWebhook(store, id, Date.now()))) throw unknown();
    response.status(204).end();
  };
  const test: RequestHandler = async (request, response) => {
    const row = wanted(request.params.id);
    const notice = { key: `test ${randomUUID()}`, type: 'webhook.test', at: Date.now(), data: {} };
    const { status, error } = await hooks.deliver(row, notice);
    response.set('Cache-Control', 'no-store').json({ delivered: error === null, status, error });
  };
  const resume: RequestHandler = (request, response) => {
    const id = String(request.params.id);
    if (!store.transaction(() => resumeWebhook(store, id, Date.now()))) throw unknown();
    response.set('Cache-Control', 'no-store').json(view(wanted(id)));
  };
  const deliveries: RequestHandler = (request, response) => {
    const { id } = wanted(request.params.id);
    const { state, cursor, limit } = read(deliveryQuery, request.query);
    const below = readCursor(recordCursor, cursor)?.[0];
    const rows = listDeliveries(store, { webhook: id, state, below, limit: limit + 1 });
    const page = rows.slice(0, limit);
    response.set('Cache-Control', 'no-store').json({
      items: page.map((row) => ({
        ...{ id: deliveryId(id, row.key), type: row.type, time: iso(row.at), state: row.state },
        ...{ attempts: row.attempts, nextAttempt: row.state === 'open' ? iso(row.nextAt) : null },
        ...{ lastAttempt: iso(row.lastAt), status: row.status, error: row.error },
      })),
      next: rows.length > page.length ? writeCursor([page.at(-1)!.seq]) : null,
    });
  };
  return { add, rotate, list, remove, test, resume, deliveries };
}
