import type { Agent, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Language } from '../language/language.ts';
import { CommandError, failure } from './command-error.ts';
import { EXIT, type ExitCode } from './exit.ts';

/** The service as the command sees it: requests with deadlines, and errors in the reader's language. */

export type Service = {
  readonly url: URL;
  readonly token: string | undefined;
  readonly language: Language;
};

export type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1/`, or from the root when it starts with `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: {
    readonly contentType: string;
    readonly length: number;
    stream(): AsyncIterable<Uint8Array>;
  };
  /** How long nothing at all may happen on the connection, in ms. */
  readonly idleMs?: number;
  readonly token?: string | undefined;
};

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, still to be read. */
  readonly body: IncomingMessage;
};

const IDLE_MS = 120_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The connection failed: nothing is known about what the service did. */
export class ConnectionError extends CommandError {
  /** Nobody listens there. */
  readonly refused: boolean;

  constructor(url: URL, cause: unknown) {
    const { message = '', code } = cause as NodeJS.ErrnoException;
    const reason = message || code || String(cause);
    super('service-unreachable', { values: { url: url.origin, reason }, cause });
    this.refused = code === 'ECONNREFUSED' || code === 'ENOTFOUND';
  }
}

/** Connections are kept: a command asks more than once. */
const agents: { [Protocol in 'http' | 'https']?: Agent } = {};

/** What a command speaks with. Loaded at the first request: offline commands need none of it, and start faster. */
async function network(protocol: 'http' | 'https') {
  const { Agent, request } = await (protocol === 'https' ? import('node:https') : import('node:http'));
  agents[protocol] ??= new Agent({ keepAlive: true });
  return { agent: agents[protocol], request };
}

/**
 * Sends a request; resolves as soon as the answer's head is there, which may be before the body was sent as a whole.
 * @throws ConnectionError, and whatever the body's stream throws
 */
export async function send(service: Service, request: Request): Promise<Answer> {
  const base = service.url.href.endsWith('/') ? service.url.href : `${service.url.href}/`;
  const url = new URL(request.path.startsWith('/') ? `.${request.path}` : `api/v1/${request.path}`, base);
  const token = request.token ?? service.token;
  const { body } = request;
  const net = await network(url.protocol === 'https:' ? 'https' : 'http');
  return new Promise((resolve, reject) => {
    const outgoing = net.request(url, {
      method: request.method,
      agent: net.agent,
      headers: {
        accept: 'application/json, application/problem+json, */*',
        'accept-language': service.language === 'zh' ? 'zh-CN' : 'en',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body ? { 'content-type': body.contentType, 'content-length': String(body.length) } : {}),
        ...request.headers,
      },
    });
    const source = body && Readable.from(body.stream(), { objectMode: false, highWaterMark: 256 * 1024 });
    outgoing.setTimeout(request.idleMs ?? IDLE_MS, () => {
      outgoing.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
    });
    outgoing.on('response', (answer) => {
      // Answered early: it wants no more of the body. Breaking off before all of the answer is read would lose the rest.
      if ((answer.statusCode ?? 0) >= 400) answer.once('close', () => source?.destroy());
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
    });
    outgoing.on('error', (error) => reject(new ConnectionError(url, error)));
    if (!source) {
      outgoing.end();
      return;
    }
    pipeline(source, outgoing).catch((error: unknown) => {
      // Errors of the connection come through `outgoing`; those of the files only through here.
      if (error instanceof CommandError) reject(error);
      else reject(new ConnectionError(url, error));
    });
  });
}

/** @throws ConnectionError when the connection ends early, CommandError `answer-unexpected` when it is too long */
export async function readBody(service: Service, answer: Answer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) throw failure('answer-unexpected', { status: answer.status });
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof CommandError ? error : new ConnectionError(service.url, error);
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Where the service judged evidence, the command ends as `verify` would. */
const JUDGED: Readonly<Record<string, ExitCode>> = {
  'receipt-invalid': EXIT.invalid,
  'receipt-off-chain': EXIT.invalid,
  'receipt-files-differ': EXIT.differs,
  'receipt-set-unknown': EXIT.undetermined,
  'chain-unavailable': EXIT.undetermined,
};

/** What the service said went wrong (RFC 9457), or that this was no answer of such a service. */
export function problemFrom(status: number, body: Buffer): CommandError {
  const said = parseJson(body) as
    | { code?: unknown; title?: unknown; detail?: unknown; next?: unknown }
    | undefined;
  if (typeof said?.code !== 'string') return failure('answer-unexpected', { status });
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const message = text(said.detail) ?? text(said.title) ?? said.code;
  const next = text(said.next);
  return new CommandError(said.code, {
    exit: JUDGED[said.code] ?? (status === 404 ? EXIT.notFound : EXIT.failed),
    values: { status },
    told: { message, ...(next === undefined ? {} : { next }) },
  });
}

/** As `problemFrom`, of an answer whose body is still to be read. */
export async function problemOf(service: Service, answer: Answer): Promise<CommandError> {
  return problemFrom(answer.status, await readBody(service, answer));
}

/** Sends a request and reads the JSON of its answer. @throws CommandError the service's own, `answer-unexpected` */
export async function ask<Value>(service: Service, request: Request): Promise<Value> {
  const answer = await send(service, request);
  if (answer.status >= 400) throw await problemOf(service, answer);
  const bytes = await readBody(service, answer);
  if (answer.status === 204) return undefined as Value;
  const value = parseJson(bytes);
  if (value === undefined) throw failure('answer-unexpected', { status: answer.status });
  return value as Value;
}

/** The body of a request with JSON in it. */
export function jsonBody(value: unknown): NonNullable<Request['body']> {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    contentType: 'application/json',
    length: bytes.length,
    async *stream() {
      yield bytes;
    },
  };
}
