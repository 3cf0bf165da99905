import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './sm3-worker.ts';

/** SM3 in worker threads, for files too large to hash beside everything else. */

/** Blocks that may be on their way to a worker, per file: enough to keep it busy, little memory. */
const IN_FLIGHT = 4;

export type Sm3Job = {
  /** Takes the buffer over. Resolves with those that are free again, once there is room for the next block. */
  update(block: ArrayBuffer, length: number): Promise<ArrayBuffer[]>;
  /** 64 hex digits. */
  digest(): Promise<string>;
  /** To be called at the end in any case: an open job keeps the process alive. */
  close(): void;
};

type Waiting = {
  flying: number;
  free: ArrayBuffer[];
  wake?: (() => void) | undefined;
  sm3?: string;
  error?: Error;
};

const workers: { worker: Worker; jobs: Map<number, Waiting> }[] = [];
let lastJob = 0;

function startWorker() {
  const worker = new Worker(new URL('./sm3-worker.ts', import.meta.url));
  const jobs = new Map<number, Waiting>();
  worker.on('message', (message: FromWorker) => {
    const job = jobs.get(message.job);
    if (!job) return;
    if ('sm3' in message) job.sm3 = message.sm3;
    else {
      job.flying -= 1;
      job.free.push(message.block);
    }
    job.wake?.();
  });
  worker.on('error', (error) => {
    for (const job of jobs.values()) {
      job.error = error;
      job.wake?.();
    }
  });
  const entry = { worker, jobs };
  workers.push(entry);
  return entry;
}

function chooseWorker() {
  const idle = workers.find(({ jobs }) => jobs.size === 0);
  if (idle) return idle;
  if (workers.length < Math.min(4, availableParallelism())) return startWorker();
  return workers.reduce((least, entry) => (entry.jobs.size < least.jobs.size ? entry : least));
}

export function startSm3(): Sm3Job {
  const { worker, jobs } = chooseWorker();
  const id = ++lastJob;
  const job: Waiting = { flying: 0, free: [] };
  jobs.set(id, job);
  worker.ref();
  const until = async (done: () => boolean) => {
    while (!done()) {
      if (job.error) throw job.error;
      await new Promise<void>((resolve) => {
        job.wake = resolve;
      });
    }
  };
  return {
    async update(block, length) {
      job.flying += 1;
      worker.postMessage({ job: id, block, length } satisfies ToWorker, [block]);
      await until(() => job.flying < IN_FLIGHT);
      return job.free.splice(0);
    },
    async digest() {
      worker.postMessage({ job: id, end: true } satisfies ToWorker);
      await until(() => job.sm3 !== undefined);
      return job.sm3!;
    },
    close() {
      jobs.delete(id);
      if (jobs.size === 0) worker.unref();
    },
  };
}
