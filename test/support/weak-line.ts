import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A line to a service that does what it is told with the next requests, and passes all others on. */
export type Fate =
  /** The service gets the request, nobody its answer. */
  | 'lose-answer'
  /** Somebody on the way answers. */
  | {
      readonly status: number;
      readonly retryAfter?: string;
      readonly location?: string;
      readonly text?: string;
    };

export type Line = {
  readonly url: string;
  /** What came over it. */
  readonly requests: { readonly path: string; readonly headers: http.IncomingHttpHeaders }[];
  /** What happens to the next requests, one each. */
  readonly next: Fate[];
  close(): Promise<void>;
};

export async function weakLine(service: string): Promise<Line> {
  const requests: Line['requests'] = [];
  const next: Fate[] = [];
  const server = http.createServer((request, response) => {
    requests.push({ path: request.url!, headers: request.headers });
    const fate = next.shift();
    if (fate !== undefined && fate !== 'lose-answer') {
      const { status, retryAfter, location, text = '' } = fate;
      request.resume();
      response.writeHead(status, {
        ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
        ...(location === undefined ? {} : { location }),
      });
      response.end(text);
      return;
    }
    const { method, headers } = request;
    const onward = http.request(new URL(request.url!, service), { method: method!, headers }, (answer) => {
      if (fate === 'lose-answer') {
        answer.resume().once('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
