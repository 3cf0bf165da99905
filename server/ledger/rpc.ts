import { LedgerError } from './errors.ts';

/** JSON-RPC 2.0 over HTTP to one node, which may be down, slow, or lying. */
export type Rpc = {
  /**
   * Calls a method. A question that gets no answer is asked again at once, twice at most; a transaction is not sent
   * again here, but where it is known what has become of it.
   * @throws LedgerError `ledger-unreachable`, `ledger-refused`, `ledger-answer-invalid`
   */
  call(method: string, params: readonly unknown[]): Promise<unknown>;
  /**
   * Asks several questions in one request, 200 at most; the answers are in the order of the questions. One that the
   * node refuses fails them all.
   * @throws LedgerError as `call`
   */
  batch(questions: readonly Question[]): Promise<unknown[]>;
};

export type Question = { readonly method: string; readonly params: readonly unknown[] };

/** Questions in one request, at most: the embedded chain takes 256, Besu 1024 by default. */
export const MAX_BATCH = 200;

/** Larger than all receipts of a full block, small enough not to fill the memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const SHOWN = 300;
const SEND = 'eth_sendRawTransaction';
const TRIES = 3;
/** A line that drops requests is tried again at once; one that has been silent for long is not. */
const QUICK_MS = 1_000;

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new LedgerError(
        'ledger-answer-invalid',
        `The node's answer has more than ${MAX_ANSWER_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Answer = Readonly<Record<string, unknown>>;

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LedgerError('ledger-unreachable', `Not JSON: ${text.slice(0, SHOWN)}`, { cause });
  }
}

function isAnswer(value: unknown): value is Answer {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The answers by the ids of their questions: nothing obliges a node to keep the order. */
function sortAnswers(parsed: unknown, ids: readonly number[]): Answer[] {
  // A node that takes no batches, or not one of this size, answers with one error.
  if (isAnswer(parsed) && parsed.error) throw refusalOf('batch', parsed.error);
  const answers = Array.isArray(parsed) ? parsed.filter(isAnswer) : [];
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return ids.map((id) => {
    const answer = byId.get(id);
    if (!answer) throw new LedgerError('ledger-unreachable', 'Not an answer to this request');
    return answer;
  });
}

function resultOf(answer: Answer, method: string): unknown {
  if (answer.error !== undefined && answer.error !== null) throw refusalOf(method, answer.error);
  if (!('result' in answer)) throw new LedgerError('ledger-unreachable', `${method}: no result`);
  return answer.result;
}

function refusalOf(method: string, error: unknown): LedgerError {
  const { code, message, data } = (error ?? {}) as { code?: unknown; message?: unknown; data?: unknown };
  return new LedgerError('ledger-refused', `${method}: ${String(message).slice(0, SHOWN)}`, {
    details: { method, number: code, message: String(message).slice(0, SHOWN), data },
  });
}

/** fetch refuses addresses with a user part; the header says the same (RFC 7617). */
function addressOf(url: string): { address: string; headers: Record<string, string> } {
  const parsed = new URL(url);
  const { username, password } = parsed;
  parsed.username = '';
  parsed.password = '';
  const user = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  return { address: parsed.href, headers: username === '' ? {} : { authorization: `Basic ${user}` } };
}

/**
 * @param url the node's address now, or undefined while there is none (an embedded chain that is being restarted)
 * @param deadlineMs how long one answer may take
 * @param stopped when it fires, whatever is being waited for is given up
 */
export function rpcTo(options: {
  url: () => string | undefined;
  deadlineMs: number;
  stopped: AbortSignal;
}): Rpc {
  let lastId = 0;

  async function post(body: unknown, what: string): Promise<unknown> {
    const url = options.url();
    if (url === undefined) throw new LedgerError('ledger-unreachable', 'The chain is not running yet');
    try {
      const { address, headers } = addressOf(url);
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(options.deadlineMs), options.stopped]),
      });
      return parseAnswer(await readAnswer(response));
    } catch (cause) {
      if (cause instanceof LedgerError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LedgerError('ledger-unreachable', `${what}: ${reason}`, { cause, details: { method: what } });
    }
  }

  async function once({ method, params }: Question): Promise<unknown> {
    const id = ++lastId;
    const parsed = await post({ jsonrpc: '2.0', id, method, params }, method);
    if (!isAnswer(parsed) || parsed.id !== id)
      throw new LedgerError('ledger-unreachable', 'Not an answer to this request');
    return resultOf(parsed, method);
  }

  async function together(questions: readonly Question[]): Promise<unknown[]> {
    const requests = questions.map((question) => ({ jsonrpc: '2.0', id: ++lastId, ...question }));
    const parsed = await post(requests, 'batch');
    const answers = sortAnswers(
      parsed,
      requests.map(({ id }) => id),
    );
    return answers.map((answer, i) => resultOf(answer, (questions[i] as Question).method));
  }

  async function patiently<Value>(ask: () => Promise<Value>, method: string): Promise<Value> {
    const started = Date.now();
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        const unanswered = error instanceof LedgerError && error.code === 'ledger-unreachable';
        const patient = tries < TRIES && Date.now() - started < QUICK_MS && !options.stopped.aborted;
        if (!unanswered || !patient || method === SEND || options.url() === undefined) throw error;
      }
    }
  }

  return {
    call: (method, params) => patiently(() => once({ method, params }), method),
    batch: (questions) =>
      questions.length === 0 ? Promise.resolve([]) : patiently(() => together(questions), 'batch'),
  };
}
