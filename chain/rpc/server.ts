import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chain } from '../chain.ts';
import { ChainError } from '../errors.ts';
import { dispatch, errorAnswer } from './dispatch.ts';
import { INVALID_REQUEST, PARSE_ERROR } from './errors.ts';

/** A batch of 256 small transactions fits, and so does one of the largest size in hex. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
const REQUEST_DEADLINE_MS = 30_000;
/** Longer than clients keep an idle connection, so that it is they who close it and never meet a closed one. */
const IDLE_MS = 65_000;
const MAX_CONNECTIONS = 512;

export function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/**
 * Any page in a browser on this machine can send requests to loopback. It cannot choose the Host header: a name
 * that was rebound to 127.0.0.1 shows there. And no client of ours is a page, so whatever has an Origin is refused.
 */
export function isFromHere(request: IncomingMessage): boolean {
  if (request.headers.origin !== undefined) return false;
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}

/** @returns undefined for a body of more than `most` bytes */
export async function readBody(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function handle(chain: Chain, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refuse = (status: number, message: string) =>
    respond(response, status, errorAnswer(null, INVALID_REQUEST, message));
  if (!isFromHere(request)) return refuse(403, 'only programs on this machine are answered');
  if (request.method !== 'POST') return refuse(405, 'JSON-RPC takes POST');
  // A page can send form types across origins without asking first; application/json it cannot.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return refuse(415, 'the content type must be application/json');
  }
  const text = await readBody(request, MAX_BODY_BYTES);
  if (text === undefined) {
    response.setHeader('connection', 'close');
    return refuse(413, `the request has more than ${MAX_BODY_BYTES} bytes`);
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return respond(response, 200, errorAnswer(null, PARSE_ERROR, 'parse error: not JSON'));
  }
  const answer = await dispatch(chain, body);
  if (answer === undefined) {
    response.writeHead(204);
    response.end();
  } else respond(response, 200, answer);
}

/**
 * Listens on loopback, and nowhere else.
 * @param port 0 for any that is free
 * @throws ChainError `port-taken`
 */
export async function listen(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  report: (error: unknown) => void,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      report(error);
      response.destroy();
    });
  });
  server.requestTimeout = REQUEST_DEADLINE_MS;
  server.headersTimeout = REQUEST_DEADLINE_MS;
  server.keepAliveTimeout = IDLE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? new ChainError('port-taken', { port }, cause) : cause);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${bound}` };
}

/** Serves JSON-RPC. @throws ChainError `port-taken` */
export function serve(chain: Chain, port: number): Promise<{ server: Server; url: string }> {
  return listen(
    port,
    (request, response) => handle(chain, request, response),
    (error) => chain.report(error),
  );
}
