import { once } from 'node:events';
import type { RequestHandler } from 'express';
import { signedIn } from './authenticate.ts';
import type { Services } from './services.ts';

/** `POST /audits`: the audit's findings as they are made, one JSON object a line. Stops when nobody listens any more. */
export function audits(services: Services): RequestHandler {
  return async (_request, response) => {
    services.access.note(signedIn(response).actor, 'audit-started');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    response.status(200).set('Cache-Control', 'no-store').type('application/x-ndjson');
    for await (const event of services.audit(gone.signal)) {
      if (gone.signal.aborted) return;
      if (!response.write(`${JSON.stringify(event)}\n`)) {
        // A reader that has gone never drains: then waiting ends by the signal.
        await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
      }
    }
    response.end();
  };
}
