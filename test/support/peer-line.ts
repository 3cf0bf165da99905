import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The line to another agency's service, at an address that is known before that service runs, with faults on demand. */

export type LineFault =
  /** The connection ends without an answer. */
  | 'down'
  /** Half of the answer's body comes, then the connection ends. */
  | 'half'
  /** This answer, and the service never hears of it. */
  | { readonly status: number; readonly type?: string; readonly body?: string }
  /** Another body than the service sent. */
  | { readonly change: (body: string) => string };

export type PeerLine = {
  readonly url: string;
  /** Where the service answers, once it runs. */
  target: string | undefined;
  fault: LineFault | undefined;
  /** Bodies of the requests that came, the last 100. */
  readonly asked: string[];
  close(): Promise<void>;
};

export async function peerLine(): Promise<PeerLine> {
  const asked: string[] = [];
  const made: { target: string | undefined; fault: LineFault | undefined } = {
    target: undefined,
    fault: undefined,
  };

  async function answer(path: string, body: string, response: ServerResponse): Promise<void> {
    const { fault, target } = made;
    if (fault === 'down' || target === undefined) return void response.destroy();
    if (typeof fault === 'object' && 'status' in fault) {
      response.writeHead(fault.status, { 'content-type': fault.type ?? 'text/html' }).end(fault.body);
      return;
    }
    const headers = { 'content-type': 'application/json' };
    const real = await fetch(`${target}${path}`, { method: 'POST', headers, body });
    const text = await real.text();
    response.writeHead(real.status, { 'content-type': real.headers.get('content-type') ?? '' });
    if (fault !== 'half') return void response.end(fault ? fault.change(text) : text);
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      asked.push(body);
      if (asked.length > 100) asked.shift();
      answer(request.url ?? '/', body, response).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(made, {
    url,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
