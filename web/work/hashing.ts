import type { FileDigests } from '../../core/digests.ts';
import type { HashAnswer, HashRequest } from './hash-messages.ts';
import { startHashWorker } from './start-workers.ts';

export type HashResult = FileDigests & { readonly sm3: string };

/** A hash that could not be taken; `reason` is the browser's name of the error, or `cancelled`. */
export class HashError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

export type Hasher = {
  /** Digests of a file. @throws HashError */
  hash(file: File, onProgress: (bytes: number) => void, signal?: AbortSignal): Promise<HashResult>;
  close(): void;
};

type Job = {
  readonly id: number;
  readonly file: File;
  readonly onProgress: (bytes: number) => void;
  readonly resolve: (result: HashResult) => void;
  readonly reject: (error: HashError) => void;
};

/** Workers that take digests, each one file at a time. They start at once, so that they are there without a network. */
export function createHasher(workers = Math.max(1, Math.min(3, navigator.hardwareConcurrency - 1))): Hasher {
  let last = 0;
  let alive = workers;
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();

  const start = () => {
    while (waiting.length > 0 && idle.length > 0) {
      const worker = idle.pop()!;
      const job = waiting.shift()!;
      busy.set(worker, job);
      worker.postMessage({ id: job.id, file: job.file } satisfies HashRequest);
    }
  };
  const free = (worker: Worker) => {
    busy.delete(worker);
    idle.push(worker);
    start();
  };
  const all = Array.from({ length: workers }, () => {
    const worker = startHashWorker();
    worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
      const job = busy.get(worker);
      // What was cancelled may still answer; nobody waits for it.
      if (job?.id !== data.id) return;
      if ('done' in data) return job.onProgress(data.done);
      free(worker);
      if ('digests' in data) job.resolve(data.digests);
      else job.reject(new HashError(data.error));
    };
    worker.onerror = () => {
      // It could not be loaded, or it is in no state to go on. Without any worker left nothing would ever answer.
      busy.get(worker)?.reject(new HashError('worker'));
      busy.delete(worker);
      const place = idle.indexOf(worker);
      if (place >= 0) idle.splice(place, 1);
      alive -= 1;
      if (alive === 0) for (const job of waiting.splice(0)) job.reject(new HashError('worker'));
    };
    idle.push(worker);
    return worker;
  });

  return {
    hash: (file, onProgress, signal) =>
      new Promise((resolve, reject) => {
        last += 1;
        const job: Job = { id: last, file, onProgress, resolve, reject };
        signal?.addEventListener('abort', () => {
          const place = waiting.indexOf(job);
          if (place >= 0) waiting.splice(place, 1);
          for (const [worker, running] of busy) {
            if (running !== job) continue;
            worker.postMessage({ cancel: job.id } satisfies HashRequest);
            free(worker);
          }
          reject(new HashError('cancelled'));
        });
        if (signal?.aborted) return reject(new HashError('cancelled'));
        if (alive === 0) return reject(new HashError('worker'));
        waiting.push(job);
        start();
      }),
    close() {
      for (const worker of all) worker.terminate();
      for (const job of [...waiting, ...busy.values()]) job.reject(new HashError('cancelled'));
    },
  };
}
