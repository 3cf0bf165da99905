import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { NOTICE_SCHEMAS } from '../../server/http/notice-schemas.ts';
import { until } from './until.ts';

/** Somebody whom webhooks tell things: a real server on loopback that checks what it is sent as its docs say. */
export type Received = {
  readonly id: string;
  readonly body: { type: string; timestamp: string; agency: string; data: Record<string, unknown> };
};
export type Receiver = {
  readonly url: string;
  readonly received: Received[];
  /** What it does with the next requests; by default 204. */
  answer: (response: http.ServerResponse, request: http.IncomingMessage) => void;
  /** Set once the secret is known: from then on signatures are checked, and a bad one is an error of the test. */
  secret: string | undefined;
  /** Signatures that did not hold. */
  readonly forged: string[];
  /** Notices that are not as the OpenAPI document describes them. */
  readonly misshapen: unknown[];
  /** Waits for a notice of a type. */
  next(type: string, which?: (data: Record<string, unknown>) => boolean): Promise<Received>;
  close(): Promise<void>;
};

/** As docs/webhooks.md shows it, in code of its own. */
function isGenuine(secret: string, headers: http.IncomingHttpHeaders, body: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const [id, time, given] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`]),
  );
  const expected = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest();
  // One for each secret that is good at the time.
  const isOurs = String(given)
    .split(' ')
    .map((each) => Buffer.from(each.replace(/^v1,/, ''), 'base64'))
    .some((found) => found.length === expected.length && timingSafeEqual(found, expected));
  const age = Math.abs(Date.now() / 1000 - Number(time));
  return age < 300 && isOurs;
}

/** Whether the API's document describes it, with nothing left over. */
export function isDescribed(body: Received['body']): boolean {
  const schema = NOTICE_SCHEMAS.find(({ shape }) => shape.type.value === body.type);
  const read = schema?.safeParse(body);
  return read?.success === true && isDeepStrictEqual(read.data, body);
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const forged: string[] = [];
  const misshapen: unknown[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const id = String(request.headers['webhook-id']);
      if (receiver.secret && !isGenuine(receiver.secret, request.headers, body)) forged.push(id);
      const told = JSON.parse(body) as Received['body'];
      if (!isDescribed(told)) misshapen.push(told);
      received.push({ id, body: told });
      receiver.answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/told?by=jianzheng`,
    received,
    forged,
    misshapen,
    secret: undefined,
    answer: (response) => response.writeHead(204).end(),
    next: (type, which = () => true) =>
      until(`notice ${type}`, async () =>
        received.find(({ body }) => body.type === type && which(body.data)),
      ),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
