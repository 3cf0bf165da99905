import type { Difference } from '../../core/difference.ts';
import type { FileDigests } from '../../core/digests.ts';
import type { FileEntry } from '../../core/file-entry.ts';
import { startVerifyWorker } from './start-workers.ts';
import type { Outcome, Sort, TrustSummary, VerifyAnswer, VerifyRequest } from './verify-messages.ts';

/** Why the worker could not answer: a code of `core`, or the name of the browser's error. */
export class VerifierError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export type Verifier = {
  sort(file: Blob): Promise<Sort>;
  /** Opens a trust bundle. @throws VerifierError with a code of `openTrust` */
  trust(bundle: Uint8Array): Promise<TrustSummary>;
  /** What made a file another than those recorded, as far as that can be shown; null where it cannot. */
  explain(file: Blob, recorded: readonly (FileEntry | null)[]): Promise<Difference | null>;
  verify(
    bundle: Uint8Array,
    receipts: readonly Uint8Array[],
    files: readonly FileDigests[],
  ): Promise<Outcome>;
};

type Waiting = { resolve: (value: unknown) => void; reject: (error: VerifierError) => void };
type Question<Request = VerifyRequest> = Request extends unknown ? Omit<Request, 'id'> : never;

function startVerifier(): Verifier {
  const worker = startVerifyWorker();
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<VerifyAnswer>) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if ('value' in data) resolve?.(data.value);
    else reject?.(new VerifierError(data.error));
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new VerifierError('worker'));
    waiting.clear();
    running = undefined;
  };
  const ask = <Value>(question: Question): Promise<Value> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve: resolve as Waiting['resolve'], reject });
      worker.postMessage({ id: last, ...question });
    });
  return {
    sort: (file) => ask({ ask: 'sort', file }),
    trust: (bundle) => ask({ ask: 'trust', bundle }),
    explain: (file, recorded) => ask({ ask: 'explain', file, recorded }),
    verify: (bundle, receipts, files) => ask({ ask: 'verify', bundle, receipts, files }),
  };
}

let running: Verifier | undefined;

/** The one verifier of the page. */
export function verifier(): Verifier {
  running ??= startVerifier();
  return running;
}
