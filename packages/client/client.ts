import { retryAfterMs } from '../../core/retry-after.ts';
import { multipart } from '../../web/submit/multipart.ts';
import { CALLS, type Calls, type RecordView } from './api.ts';
import { pause, withPatience } from './patience.ts';
import { ClientError, errorOf } from './problem.ts';

/** A client of one service: typed calls, lists without pages, keys and patience by itself. */

export type ClientOptions = {
  /** Address of the service, such as https://evidence.example. */
  readonly url: string;
  /** A token that `jz token create` made. Without it only what is open to everyone answers. */
  readonly token?: string;
  /** Of problems' texts. */
  readonly language?: 'en' | 'zh';
  /** For how long a call that may be repeated is tried again, ms; 30,000 by default. */
  readonly patienceMs?: number;
  /** What to ask with; by default the one of this environment. */
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
};

export type CallId = keyof Calls & keyof typeof CALLS;

/** Calls that answer with a page of a list, and where the next one begins. */
export type ListId = {
  [Id in CallId]: Calls[Id]['answer'] extends { items: readonly unknown[]; next: string | null } ? Id : never;
}[CallId];
type Item<Id extends ListId> = Calls[Id]['answer']['items'][number];

export type Choices = {
  /** Instead of one made for this call: the same key with the same content gives the first answer again. */
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};
type Given<Id extends CallId> = Omit<Calls[Id], 'answer'> & Choices;
/** Nothing needs to be given where nothing is demanded. */
type Arguments<Given> = Record<string, never> extends Given ? [given?: Given] : [given: Given];

export type Submission = {
  readonly files: readonly {
    /** Relative path with “/”, in any script. */
    readonly name: string;
    readonly content: Blob | Uint8Array<ArrayBuffer> | string;
    readonly mediaType?: string;
  }[];
  /** Without it the record gets a case of its own. */
  readonly case?: string;
  readonly kind?: string;
  readonly claims?: Readonly<Record<string, string>>;
};

export type Client = {
  /**
   * Any call of the API, by its name. Calls whose bytes are what counts give the answer itself, to be read.
   * @throws ProblemError, ClientError `service-unreachable`, `answer-unexpected`
   */
  call<Id extends CallId>(id: Id, ...given: Arguments<Given<Id>>): Promise<Calls[Id]['answer']>;
  /** Every item of a list, page by page. @throws as `call` */
  each<Id extends ListId>(id: Id, ...given: Arguments<Given<Id>>): AsyncGenerator<Item<Id>, void>;
  /** Makes a record of files. Once, however often it has to be sent. @throws as `call` */
  submit(submission: Submission, choices?: Choices): Promise<RecordView>;
  /**
   * The receipt's bytes, as soon as the record is proved.
   * @param choices waitMs: for how long, ms; 120,000 by default
   * @throws as `call`; ClientError `receipt-pending`
   */
  receipt(recordId: string, choices?: Choices & { readonly waitMs?: number }): Promise<Uint8Array>;
};

/** What the types say of each call is forgotten here: all of them are made alike. */
type AnyGiven = Choices & {
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
};
type Sent = { readonly body: Blob | string; readonly contentType: string };

function pathOf(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function queryOf(values: Readonly<Record<string, unknown>> = {}): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

export function createClient(options: ClientOptions): Client {
  const { token, language, patienceMs = 30_000, fetch: ask = fetch } = options;
  const base = options.url.replace(/\/+$/, '');

  async function send(id: CallId, { path, query, key, signal }: AnyGiven, sent?: Sent): Promise<Response> {
    const call = CALLS[id];
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(language === undefined ? {} : { 'accept-language': language }),
      ...(sent ? { 'content-type': sent.contentType } : {}),
      ...(call.key ? { 'idempotency-key': key ?? crypto.randomUUID() } : {}),
    };
    const init = {
      method: call.method,
      headers,
      body: sent?.body ?? null,
      signal: signal ?? null,
      // The token is for this service alone.
      redirect: 'error',
    } as const;
    const repeatable = call.method === 'GET' || call.key;
    const answer = await withPatience({ patienceMs, repeatable, signal }, () =>
      ask(`${base}${pathOf(call.path, path)}${queryOf(query)}`, init),
    );
    if (!answer.ok) throw await errorOf(answer);
    return answer;
  }

  async function read(answer: Response): Promise<unknown> {
    try {
      return await answer.json();
    } catch (error) {
      throw new ClientError('answer-unexpected', `${answer.status}, not JSON`, { cause: error });
    }
  }

  async function make(id: CallId, given: AnyGiven = {}): Promise<unknown> {
    const { body } = given;
    const sent = body === undefined ? [] : [{ body: JSON.stringify(body), contentType: 'application/json' }];
    const answer = await send(id, given, ...sent);
    const { as } = CALLS[id];
    if (as === 'json') return read(answer);
    return as === 'response' ? answer : undefined;
  }

  return {
    call: (id, ...[given]) => make(id, given) as Promise<Calls[typeof id]['answer']>,

    async *each<Id extends ListId>(id: Id, ...[given]: Arguments<Given<Id>>) {
      const asked: AnyGiven = given ?? {};
      for (let cursor = asked.query?.cursor; ; ) {
        const page = await make(id, { ...asked, query: { ...asked.query, cursor } });
        const { items, next } = page as { items: readonly Item<Id>[]; next: string | null };
        yield* items;
        if (next === null) return;
        cursor = next;
      }
    },

    async submit({ files, claims, ...texts }, choices = {}) {
      const fields = { ...texts, ...(claims ? { claims: JSON.stringify(claims) } : {}) };
      const parts = files.map(({ name, content, mediaType: type = 'application/octet-stream' }) => ({
        name,
        file: new File([content], name, { type }),
      }));
      return (await read(await send('createRecord', choices, multipart(fields, parts)))) as RecordView;
    },

    async receipt(recordId, { waitMs = 120_000, signal } = {}) {
      for (const end = Date.now() + waitMs; ; ) {
        const answer = await send('getReceipt', { path: { id: recordId }, signal });
        if (answer.status === 200) return new Uint8Array(await answer.arrayBuffer());
        const told = await answer.text();
        const wait = retryAfterMs(answer.headers.get('retry-after'), Date.now()) ?? 1000;
        if (Date.now() + wait > end) throw new ClientError('receipt-pending', told);
        await pause(wait, signal);
      }
    },
  };
}
