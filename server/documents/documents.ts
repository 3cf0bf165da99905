import { Worker } from 'node:worker_threads';
import { InvariantError } from '../../core/errors.ts';
import type { CertificateInput } from '../../paper/certificate.ts';
import type { EvidenceList, ListFormat } from '../../paper/evidence-list.ts';
import { Refusal } from '../refusal.ts';

/** Documents for people, made one after another in a thread of their own, which begins with the first. */

export type Job =
  | ({ readonly kind: 'certificate' } & Pick<CertificateInput, 'receipt' | 'trust' | 'page'>)
  | { readonly kind: 'list'; readonly list: EvidenceList; readonly format: ListFormat };

export type DocumentRequest = { readonly id: number; readonly job: Job };
export type DocumentAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly failed: string };

export type Documents = {
  /** @throws Refusal `documents-busy`; InvariantError where a document cannot be made */
  make(job: Job): Promise<Uint8Array>;
  close(): Promise<void>;
};

/** So many may wait; whoever comes after is told to come again. */
const MAX_WAITING = 16;

type Waiting = { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void };

export function documents(): Documents {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let last = 0;

  function failAll(cause: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values())
      reject(new InvariantError('The thread that makes documents ended', { cause }));
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url));
    // Nobody waits for a document in a service that stops.
    started.unref();
    started.on('message', (answer: DocumentAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('bytes' in answer) asked?.resolve(answer.bytes);
      else asked?.reject(new InvariantError('A document cannot be made', { cause: answer.failed }));
    });
    started.on('error', failAll);
    started.on('exit', (code) => {
      if (worker === started) failAll(code);
    });
    return started;
  }

  return {
    make(job) {
      if (waiting.size >= MAX_WAITING)
        throw new Refusal('documents-busy', 'Too many documents are asked for');
      worker ??= start();
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker?.postMessage({ id, job } satisfies DocumentRequest);
      });
    },
    async close() {
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
      failAll('closed');
    },
  };
}
