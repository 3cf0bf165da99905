import type { RequestHandler } from 'express';
import { TIME_STAMPS_MEDIA_TYPE, timeStampsBytes } from '../../core/time-stamp/time-stamps.ts';
import { Refusal } from '../refusal.ts';
import { findRecord } from '../store/records.ts';
import { tokensOfBatch } from '../store/time-stamps.ts';
import { recordId } from './schemas.ts';
import type { Services } from './services.ts';

/** `GET /records/{id}/time-stamps`: those of the record's batch, which travel beside its receipt. */
export function timeStamps({ store }: Services): RequestHandler {
  return (request, response) => {
    const id = recordId.safeParse(request.params.id);
    const row = id.success ? findRecord(store, id.data) : undefined;
    if (!row) throw new Refusal('record-not-found', 'No such record');
    const tokens = row.batch === null ? [] : tokensOfBatch(store, row.batch);
    if (tokens.length === 0) throw new Refusal('time-stamps-none', 'No token for the batch of this record');
    // A renewal adds to it.
    response
      .set('Cache-Control', 'private, no-cache')
      .set('Content-Type', TIME_STAMPS_MEDIA_TYPE)
      .send(Buffer.from(timeStampsBytes(tokens)));
  };
}
