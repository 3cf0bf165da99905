import type { BundleRead } from '../../core/bundle/judge.ts';
import type { Difference } from '../../core/difference.ts';
import type { FileDigests } from '../../core/digests.ts';
import type { FileEntry } from '../../core/file-entry.ts';
import type { SignatureFiles } from '../../core/persons/at-hand.ts';
import { startVerifyWorker } from './start-workers.ts';
import type { JudgedStamps } from './time-stamps.ts';
import type {
  BundleAnswer,
  GivenBeside,
  GivenContent,
  LooseSignatures,
  Outcome,
  Sorted,
  TrustSummary,
  VerifyAnswer,
  VerifyRequest,
} from './verify-messages.ts';

/** Why the worker could not answer: a code of `core`, or the name of the browser's error. */
export class VerifierError extends Error {
  readonly code: string;
  /** What it is about, such as an entry of a bundle; empty where it is about no one thing. */
  readonly about: string;

  constructor(code: string, about = '') {
    super(code);
    this.code = code;
    this.about = about;
  }
}

export type Verifier = {
  sort(file: Blob): Promise<Sorted>;
  /** Opens a trust bundle. @throws VerifierError with a code of `openTrust` */
  trust(bundle: Uint8Array): Promise<TrustSummary>;
  /** How many certificates of time-stamping authorities a PEM file holds. @throws VerifierError `time-stamp-invalid` */
  pin(pem: string): Promise<number>;
  /** Judges a file of time stamps against the batches of receipts. */
  stamps(
    file: Uint8Array,
    roots: readonly (string | undefined)[],
    pem: string | undefined,
  ): Promise<JudgedStamps>;
  /** What made a file another than those recorded, as far as that can be shown; null where it cannot. */
  explain(file: Blob, recorded: readonly (FileEntry | null)[]): Promise<Difference | null>;
  /** Reads a bundle through. @throws VerifierError with a code of `openBundle` */
  readBundle(file: Blob, onProgress: (bytes: number) => void): Promise<BundleRead>;
  judgeBundle(read: BundleRead, trust: Uint8Array, given: GivenBeside): Promise<BundleAnswer>;
  /** Finds what persons signed among receipts and files. */
  match(receipts: readonly Uint8Array[], files: readonly GivenContent[]): Promise<LooseSignatures>;
  verify(
    bundle: Uint8Array,
    receipts: readonly Uint8Array[],
    files: readonly FileDigests[],
    given: SignatureFiles,
  ): Promise<Outcome>;
};

type Waiting = {
  resolve: (value: unknown) => void;
  reject: (error: VerifierError) => void;
  onProgress: ((bytes: number) => void) | undefined;
};
type Question<Request = VerifyRequest> = Request extends unknown ? Omit<Request, 'id'> : never;

function startVerifier(): Verifier {
  const worker = startVerifyWorker();
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<VerifyAnswer>) => {
    const { resolve, reject, onProgress } = waiting.get(data.id) ?? {};
    if ('done' in data) {
      onProgress?.(data.done);
      return;
    }
    waiting.delete(data.id);
    if ('value' in data) resolve?.(data.value);
    else reject?.(new VerifierError(data.error, data.name));
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new VerifierError('worker'));
    waiting.clear();
    running = undefined;
  };
  const ask = <Value>(question: Question, onProgress?: (bytes: number) => void): Promise<Value> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve: resolve as Waiting['resolve'], reject, onProgress });
      worker.postMessage({ id: last, ...question });
    });
  return {
    sort: (file) => ask({ ask: 'sort', file }),
    trust: (bundle) => ask({ ask: 'trust', bundle }),
    pin: (pem) => ask({ ask: 'pin', pem }),
    stamps: (file, roots, pem) => ask({ ask: 'stamps', file, roots, pem }),
    explain: (file, recorded) => ask({ ask: 'explain', file, recorded }),
    readBundle: (file, onProgress) => ask({ ask: 'readBundle', file }, onProgress),
    judgeBundle: (read, trust, given) => ask({ ask: 'judgeBundle', read, trust, given }),
    match: (receipts, files) => ask({ ask: 'match', receipts, files }),
    verify: (bundle, receipts, files, given) => ask({ ask: 'verify', bundle, receipts, files, given }),
  };
}

let running: Verifier | undefined;

/** The one verifier of the page. */
export function verifier(): Verifier {
  running ??= startVerifier();
  return running;
}
