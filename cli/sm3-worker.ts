import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** SM3 takes seven times as long as SHA-256, so it runs beside it. Blocks come as transfers and go back as such. */

export type ToWorker = { job: number; block: ArrayBuffer; length: number } | { job: number; end: true };
export type FromWorker = { job: number; block: ArrayBuffer } | { job: number; sm3: string };

const hashes = new Map<number, Hash>();

parentPort!.on('message', (message: ToWorker) => {
  const { job } = message;
  const hash = hashes.get(job) ?? createHash('sm3');
  if ('end' in message) {
    hashes.delete(job);
    parentPort!.postMessage({ job, sm3: hash.digest('hex') } satisfies FromWorker);
    return;
  }
  hashes.set(job, hash);
  hash.update(new Uint8Array(message.block, 0, message.length));
  parentPort!.postMessage({ job, block: message.block } satisfies FromWorker, [message.block]);
});
