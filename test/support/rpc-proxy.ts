import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A node that is behind a bad line: JSON-RPC on loopback, passed on to a real chain, with faults on demand. */

export type Call = { readonly method: string; readonly params: readonly unknown[]; readonly count: number };
type Request = { readonly id: unknown; readonly method: string; readonly params: unknown[] };
type Answer = { result?: unknown; error?: unknown };

export type Fault =
  /** The request never reaches the node. */
  | 'lose-request'
  /** The node does what was asked, and nobody hears of it. */
  | 'lose-answer'
  /** The node is asked twice; the second answer comes back. */
  | 'twice'
  | 'status-500'
  | 'not-json'
  | { readonly delayMs: number }
  /** Something else than the node said. */
  | { readonly answer: (real: Answer) => Answer }
  /** This, and the node never hears of it. */
  | { readonly instead: Answer };

export type RpcProxy = {
  readonly url: string;
  /** What happens to a call; undefined lets it pass. Calls of each method are counted from 1. */
  rule: (call: Call) => Fault | undefined;
  readonly calls: Map<string, number>;
  close(): Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** @param target the node's address now; undefined while it is down */
export async function startProxy(target: () => string | undefined): Promise<RpcProxy> {
  const calls = new Map<string, number>();
  const pass = async (body: string): Promise<string> => {
    const url = target();
    if (url === undefined) throw new Error('the node is down');
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return response.text();
  };
  const proxy: RpcProxy = { url: '', rule: () => undefined, calls, close: () => Promise.resolve() };

  const ruled = ({ method, params }: Request): Fault | undefined => {
    const count = (calls.get(method) ?? 0) + 1;
    calls.set(method, count);
    return proxy.rule({ method, params, count });
  };
  const changed = (text: string, id: unknown, change: (real: Answer) => Answer): string => {
    const { result, error } = JSON.parse(text) as Answer;
    return JSON.stringify({ jsonrpc: '2.0', id, ...change({ result, error }) });
  };
  /** Answers of a batch can be changed one by one; what happens to a request happens to all of it. */
  const passBatch = async (requests: readonly Request[]): Promise<string | undefined> => {
    const faults = requests.map(ruled);
    if (faults.some((fault) => typeof fault === 'string')) return undefined;
    const answers = JSON.parse(await pass(JSON.stringify(requests))) as object[];
    const members = answers.map((answer, i) => {
      const [fault, id] = [faults[i], requests[i]?.id];
      const text = JSON.stringify(answer);
      if (typeof fault !== 'object') return text;
      if ('instead' in fault) return JSON.stringify({ jsonrpc: '2.0', id, ...fault.instead });
      return 'answer' in fault ? changed(text, id, fault.answer) : text;
    });
    return `[${members.join(',')}]`;
  };

  const server = createServer(async (request, response) => {
    try {
      const body = await bodyOf(request);
      const parsed = JSON.parse(body) as Request | Request[];
      if (Array.isArray(parsed)) {
        const text = await passBatch(parsed);
        if (text === undefined) return request.socket.destroy();
        return response.writeHead(200, { 'content-type': 'application/json' }).end(text);
      }
      const fault = ruled(parsed);
      if (fault === 'lose-request') return request.socket.destroy();
      if (fault === 'status-500') return response.writeHead(500).end('internal error');
      if (fault === 'not-json') return response.end('<html>Bad gateway</html>');
      if (typeof fault === 'object' && 'instead' in fault) {
        return response.end(JSON.stringify({ jsonrpc: '2.0', id: parsed.id, ...fault.instead }));
      }
      if (fault === 'twice') await pass(body);
      let text = await pass(body);
      if (fault === 'lose-answer') return request.socket.destroy();
      if (typeof fault === 'object' && 'delayMs' in fault) {
        await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      }
      if (typeof fault === 'object' && 'answer' in fault) text = changed(text, parsed.id, fault.answer);
      return response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    } catch {
      // A node that is down looks like this from outside.
      return request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
