import { once } from 'node:events';
import type { RequestHandler } from 'express';
import { Refusal } from '../refusal.ts';
import type { Services } from './services.ts';

/** `POST /batches/{sequence}/records`: the records of one of our batches for another agency, one a line. */

/** Whoever reads more slowly than this has gone. */
const STALLED_MS = 30_000;

const NEWLINE = Buffer.from('\n');

export function batchRecords({ handingOut }: Services): RequestHandler {
  return async (request, response) => {
    const sequence = /^[1-9]\d{0,14}$/.test(String(request.params.sequence))
      ? Number(request.params.sequence)
      : undefined;
    if (sequence === undefined) throw new Refusal('batch-not-found', 'No number of a batch');
    const { records, end } = await handingOut.admit(request.body, sequence);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      response.status(200).set('Cache-Control', 'no-store').type('application/x-ndjson');
      for (const record of records) {
        if (gone.signal.aborted) return;
        if (response.write(Buffer.concat([record, NEWLINE]))) continue;
        await once(response, 'drain', {
          signal: AbortSignal.any([gone.signal, AbortSignal.timeout(STALLED_MS)]),
        }).catch(() => response.destroy());
      }
      response.end();
    } finally {
      end();
    }
  };
}
