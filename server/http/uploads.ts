import type { Readable } from 'node:stream';
import { ERRORS, Server } from '@tus/server';
import type { Request as Incoming, Response as Outgoing, RequestHandler } from 'express';
import type { ProblemCode } from '../../language/problems.ts';
import { Refusal } from '../refusal.ts';
import type { UploadRow } from '../store/uploads.ts';
import { OwnUploads } from '../uploads/tus-store.ts';
import { EXPIRY_MS } from '../uploads/uploads.ts';
import { callerOf, signedIn } from './authenticate.ts';
import type { Metrics } from './metrics.ts';

import type { Services } from './services.ts';

/**
 * `/uploads`: tus 1.0 (tus.io/protocols/resumable-upload) for stock clients. The library speaks the protocol; who may,
 * what a refusal looks like and how a connection ends is as everywhere else here.
 */

const PATH = '/api/v1/uploads';
const VERSION = '1.0.0';
const ID = /^[0-9a-f]{32}$/;
/** How long a request that nobody listens to any more has to put away what it has, once another one asks. */
const DRAIN_MS = 1000;

/** What the library answers with, by status, under codes of ours. */
const CODES: Readonly<Record<number, ProblemCode>> = {
  400: 'request-invalid',
  403: 'media-type-unsupported',
  404: 'upload-not-found',
  409: 'upload-offset-differs',
  410: 'upload-not-found',
  412: 'tus-version-unsupported',
  413: 'body-too-large',
  501: 'request-invalid',
};

function refusalOf(status: number, body: string): Refusal {
  const details = { where: body.trim().slice(0, 200) };
  return new Refusal(CODES[status] ?? 'internal-error', details.where, { details });
}

/** The bytes of a request. A connection that breaks ends them: what came until then counts. */
async function* bodyOf(request: Readable, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  try {
    // Not destroyed when nobody reads on: the reason why has still to get to the sender.
    const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    for await (const chunk of chunks) {
      count(chunk.length);
      yield chunk;
    }
  } catch {
    // Nobody is there to be told. The sender asks for the offset when it comes back.
  }
}

function headersOf(request: Incoming): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // A method of its own for those who cannot send PATCH would pass by the check of who may do what.
  headers.delete('x-http-method-override');
  return headers;
}

function viewUpload(row: UploadRow) {
  return {
    uploadId: row.id,
    size: row.size,
    offset: row.received,
    prefix: row.prefix_sha256 === null ? null : { bytes: row.prefix_bytes, sha256: row.prefix_sha256 },
    record: row.record,
    expiresAt: row.record === null ? new Date(row.touched_at + EXPIRY_MS).toISOString() : null,
  };
}

export function uploadRoutes(
  services: Pick<Services, 'uploads' | 'stopping'>,
  metrics: Pick<Metrics, 'uploadBytes'>,
) {
  const { uploads } = services;

  async function handle(request: Incoming, response: Outgoing, id: string | undefined): Promise<void> {
    const announced = Number(request.headers['content-length'] ?? 0);
    let failure: unknown;
    const server = new Server({
      path: PATH,
      datastore: new OwnUploads(uploads, callerOf(response)?.actor ?? '', announced),
      locker: uploads.locks,
      lockDrainTimeout: DRAIN_MS,
      relativeLocation: true,
      allowedOrigins: [],
      onResponseError(_request, error) {
        failure = error;
        return undefined;
      },
    });
    const { method } = request;
    const body =
      method === 'PATCH' || method === 'POST'
        ? { body: bodyOf(request, (bytes) => metrics.uploadBytes.inc(bytes)), duplex: 'half' }
        : {};
    const web = new Request(`http://service${PATH}${id === undefined ? '' : `/${id}`}`, {
      method,
      headers: headersOf(request),
      ...(body as RequestInit),
    });
    const answer = await server.handleWeb(web);
    response.set('Tus-Resumable', VERSION);
    if (answer.status >= 400) {
      if (answer.status === 412) response.set('Tus-Version', VERSION);
      if (failure === ERRORS.ABORTED) throw new Refusal('upload-busy', 'Another request took over');
      if (failure === ERRORS.MISSING_OFFSET) throw refusalOf(400, ERRORS.MISSING_OFFSET.body);
      if (failure instanceof Error && !('status_code' in failure)) throw failure;
      throw refusalOf(answer.status, await answer.text());
    }
    for (const [name, value] of answer.headers) {
      if (!name.startsWith('access-control-')) response.set(name, value);
    }
    // What the access log names.
    response.locals.subject = id ?? answer.headers.get('location')?.split('/').at(-1);
    response.status(answer.status).end();
  }

  const idOf = (request: Incoming): string => {
    const { id } = request.params;
    if (typeof id !== 'string' || !ID.test(id))
      throw new Refusal('upload-not-found', 'No upload has such an ID');
    return id;
  };
  const open: RequestHandler = (_request, _response, next) => {
    if (services.stopping()) throw new Refusal('service-stopping', 'The service is stopping');
    next();
  };

  const onAll: RequestHandler = (request, response) => handle(request, response, undefined);
  const onOne: RequestHandler = (request, response) => handle(request, response, idOf(request));
  const show: RequestHandler = (request, response) => {
    const row = uploads.find(signedIn(response).actor, idOf(request));
    response.set('Cache-Control', 'no-store').json(viewUpload(row));
  };
  return { open, onAll, onOne, show };
}
