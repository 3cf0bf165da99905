import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Signer } from './test-tsa.ts';

/** A time-stamping authority behind HTTP (RFC 3161, section 3.4), on this machine alone. */
export type TsaServer = {
  readonly url: string;
  /** Requests so far. */
  asked(): number;
  /** What answers; tests change it. */
  answer: (query: Buffer, response: ServerResponse) => void;
  close(): Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export const send = (response: ServerResponse, reply: Uint8Array) =>
  response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply);

export async function startTsaServer(signer: Signer): Promise<TsaServer> {
  let asked = 0;
  const tsa = createServer(async (request, response) => {
    asked += 1;
    const query = await bodyOf(request);
    if (request.method === 'POST' && request.headers['content-type'] === 'application/timestamp-query') {
      server.answer(query, response);
    } else response.writeHead(400).end();
  });
  await new Promise<void>((resolve) => tsa.listen(0, '127.0.0.1', resolve));
  const server: TsaServer = {
    url: `http://127.0.0.1:${(tsa.address() as AddressInfo).port}/tsa`,
    asked: () => asked,
    answer: (query, response) => send(response, signer.reply(query)),
    async close() {
      tsa.closeAllConnections();
      await new Promise((resolve) => tsa.close(resolve));
    },
  };
  return server;
}
