import { randomBytes } from 'node:crypto';
import { fromHex } from '../../core/bytes.ts';
import { growingTree } from '../../core/merkle/growing.ts';
import { leafHash } from '../../core/merkle.ts';
import { MAX_RECORD_BYTES } from '../../core/record.ts';
import { signRecordsRequest } from '../../core/records-request.ts';

/** One question to another agency's service: the records of one batch, held against the root that it anchored. */

export type AskedBatch = {
  readonly agency: string;
  readonly sequence: number;
  /** 64 hex digits. */
  readonly root: string;
  readonly size: number;
};

/**
 * handed-out: the records came, and they are those of the root. refused: an answer, and no records. wrong: other
 * records. away: no answer, or one that says that it cannot be given now; nothing follows from it.
 */
export type Answer =
  | { readonly outcome: 'handed-out' }
  | { readonly outcome: 'refused' | 'wrong' | 'away'; readonly reason: string };

/** Nothing may come for this long before a connection counts as dead. */
const IDLE_MS = 30_000;
/** A million records of 2 kB at 4 MB/s. */
const WHOLE_MS = 10 * 60_000;
const MAX_PROBLEM_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

type Asking = {
  /** Id of our own agency. */
  readonly agency: string;
  /** 0x address of the ledger contract. */
  readonly ledger: string;
  readonly operatorKey: Uint8Array;
  readonly now: () => number;
  readonly stopped: AbortSignal;
};

/** Holds lines against the root as they come. @returns what is wrong, or undefined */
function lineCheck({ root, size }: AskedBatch) {
  const tree = growingTree();
  let begun: Uint8Array[] = [];
  let length = 0;
  const reading = (part: Uint8Array): string | undefined => {
    length += part.length;
    if (length > MAX_RECORD_BYTES) return 'record-too-long';
    begun.push(part);
    return undefined;
  };
  return {
    take(chunk: Uint8Array): string | undefined {
      for (let start = 0; ; ) {
        const end = chunk.indexOf(NEWLINE, start);
        const wrong = reading(chunk.subarray(start, end < 0 ? chunk.length : end));
        if (wrong || end < 0) return wrong;
        tree.add(leafHash(Buffer.concat(begun)));
        if (tree.size() > size) return 'count-differs';
        [begun, length, start] = [[], 0, end + 1];
      }
    },
    end(): string | undefined {
      if (length > 0 || tree.size() !== size) return 'count-differs';
      return Buffer.from(tree.root()).equals(fromHex(root)) ? undefined : 'root-differs';
    },
  };
}

/** The code of a problem document, or the status. */
async function problemIn(response: Response): Promise<string> {
  const fallback = `http-${response.status}`;
  if (!/^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '')) return fallback;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_PROBLEM_BYTES) return fallback;
    chunks.push(chunk);
  }
  try {
    const { code, reason } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    const codes = [code, reason].filter((word) => typeof word === 'string' && /^[a-z-]{1,40}$/.test(word));
    return codes.join(' ') || fallback;
  } catch {
    return fallback;
  }
}

/** A connection that broke has its own code; what else was thrown is told by name. */
function reasonOf(cause: unknown): string {
  const { code, name } = ((cause as Error).cause ?? cause) as { code?: unknown; name?: unknown };
  // The code of a DOMException is a number that says nothing.
  return String(typeof code === 'string' ? code : name).slice(0, 60);
}

/**
 * Asks. Never throws for what the other side does.
 * @param url where that service answers, without a path
 */
export async function askPeer(url: string, batch: AskedBatch, asking: Asking): Promise<Answer> {
  const { agency, ledger, operatorKey, now, stopped } = asking;
  const statement = {
    ...{ agency, at: Math.floor(now() / 1000), ledger, nonce: randomBytes(16).toString('hex') },
    ...{ of: batch.agency, sequence: batch.sequence },
  };
  const body = JSON.stringify(signRecordsRequest(statement, operatorKey));
  const silent = new AbortController();
  const idle = setTimeout(() => silent.abort(new DOMException('Nothing came', 'TimeoutError')), IDLE_MS);
  try {
    const response = await fetch(new URL(`/api/v1/batches/${batch.sequence}/records`, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([silent.signal, AbortSignal.timeout(WHOLE_MS), stopped]),
    });
    const { status } = response;
    if (status !== 200) {
      const reason = await problemIn(response);
      return { outcome: status === 429 || status >= 500 ? 'away' : 'refused', reason };
    }
    if (!/^application\/x-ndjson\b/.test(response.headers.get('content-type') ?? '')) {
      await response.body?.cancel();
      return { outcome: 'refused', reason: 'no-records' };
    }
    const check = lineCheck(batch);
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      idle.refresh();
      const wrong = check.take(chunk);
      if (wrong) return { outcome: 'wrong', reason: wrong };
    }
    const wrong = check.end();
    return wrong ? { outcome: 'wrong', reason: wrong } : { outcome: 'handed-out' };
  } catch (cause) {
    return { outcome: 'away', reason: reasonOf(cause) };
  } finally {
    clearTimeout(idle);
  }
}
