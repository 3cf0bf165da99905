import { type CommandError, failure } from './command-error.ts';

/** JSON-RPC 2.0 over HTTP to one node of the chain. */
export type NodeRpc = {
  /** The result of a method. @throws CommandError `node-failed` */
  call(method: string, params: readonly unknown[]): Promise<unknown>;
  /** An error of this node: it is out of order, which says nothing about the chain. */
  failed(reason: string, cause?: unknown): CommandError;
};

const DEADLINE_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const SHOWN = 200;

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @param url http or https; a user part becomes the Authorization header, and is not shown in errors */
export function nodeRpc(url: URL): NodeRpc {
  const { username, password } = url;
  const address = new URL(url);
  address.username = '';
  address.password = '';
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const headers = {
    'content-type': 'application/json',
    ...(username === '' ? {} : { authorization: `Basic ${basic.toString('base64')}` }),
  };
  const failed = (reason: string, cause?: unknown) =>
    failure('node-failed', { url: address.origin, reason: reason.slice(0, SHOWN) }, { cause });
  let lastId = 0;

  return {
    failed,
    async call(method, params) {
      const id = ++lastId;
      let answer: { id?: unknown; result?: unknown; error?: { message?: unknown } | null };
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers,
          body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
          redirect: 'error',
          signal: AbortSignal.timeout(DEADLINE_MS),
        });
        answer = JSON.parse(await textOf(response)) as typeof answer;
      } catch (cause) {
        const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
        throw failed(`${method}: ${inner instanceof Error ? inner.message : String(inner)}`, cause);
      }
      if (answer === null || typeof answer !== 'object' || answer.id !== id) {
        throw failed(`${method}: not an answer to this request`);
      }
      if (answer.error) throw failed(`${method}: ${String(answer.error.message)}`);
      return answer.result ?? null;
    },
  };
}
