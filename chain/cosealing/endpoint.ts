import type { Server } from 'node:http';
import { JianzhengError } from '../../core/errors.ts';
import { isFromHere, listen, readBody, respond } from '../rpc/server.ts';
import type { CoSealing } from './cosealing.ts';
import {
  answerToWire,
  challengeOf,
  listOf,
  MAX_MESSAGE_BYTES,
  numberOf,
  objectOf,
  readBlock,
  readProposed,
  toWire,
} from './messages.ts';

const MAX_GIVEN = 64;

type Handler = (sealing: CoSealing, body: unknown) => unknown;

const PATHS: Readonly<Record<string, Handler>> = {
  '/report': (sealing, body) => sealing.report(challengeOf(objectOf(body).challenge)),
  '/propose': async (sealing, body) => answerToWire(await sealing.answer(readProposed(body))),
  '/final': async (sealing, body) => {
    await sealing.take(readBlock(body));
    return {};
  },
  '/blocks': (sealing, body) => sealing.finalFrom(numberOf(objectOf(body).from)).map(toWire),
  '/transactions': (sealing, body) => sealing.takeTransactions(listOf(objectOf(body).raw, MAX_GIVEN)),
};

/**
 * Where the peers are answered: a port of its own on loopback, apart from JSON-RPC, and no JSON-RPC either. A program
 * of this machine that finds it can learn nothing that JSON-RPC would not tell, and bring nothing in without a
 * validator's signature, except transactions, which are signed themselves.
 */
export function servePeers(sealing: CoSealing, port: number): Promise<{ server: Server; url: string }> {
  return listen(
    port,
    async (request, response) => {
      if (!isFromHere(request)) return respond(response, 403, {});
      const handler = Object.hasOwn(PATHS, request.url ?? '') ? PATHS[request.url as string] : undefined;
      if (!handler) return respond(response, 404, {});
      if (request.method !== 'POST') return respond(response, 405, {});
      if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
        return respond(response, 415, {});
      const text = await readBody(request, MAX_MESSAGE_BYTES);
      if (text === undefined) {
        response.setHeader('connection', 'close');
        return respond(response, 413, {});
      }
      try {
        const answer = await handler(sealing, JSON.parse(text));
        response.once('finish', () => sealing.answered(request.url as string));
        respond(response, 200, answer);
      } catch (error) {
        const known = error instanceof JianzhengError || error instanceof SyntaxError;
        if (!known || error instanceof JianzhengError) sealing.met(error);
        respond(response, known ? 400 : 500, { reason: known ? error.message : 'internal error' });
      }
    },
    (error) => sealing.met(error),
  );
}
