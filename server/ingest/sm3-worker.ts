import { createHash, type Hash, hash as hashOnce } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { Sm3Answer, Sm3Request } from './sm3.ts';

/** SM3 of many files at once, beside the thread that serves. Each block goes back to be filled again. */

const hashes = new Map<number, Hash>();

parentPort?.on('message', (request: Sm3Request) => {
  const answer = (message: Sm3Answer, transfer: ArrayBuffer[] = []) =>
    parentPort?.postMessage(message, transfer);
  if (request.type === 'end') {
    const hash = hashes.get(request.id) ?? createHash('sm3');
    hashes.delete(request.id);
    // What was forgotten needs no digest, but its memory.
    if (!request.forget) answer({ type: 'digest', id: request.id, digest: hash.digest('hex') });
    return;
  }
  if (request.type === 'batch') {
    let at = 0;
    const digests = request.lengths.map((length) => {
      at += length;
      return hashOnce('sm3', new Uint8Array(request.block, at - length, length));
    });
    answer({ type: 'digests', id: request.id, digests });
    return;
  }
  let hash = hashes.get(request.id);
  if (!hash) {
    hash = createHash('sm3');
    hashes.set(request.id, hash);
  }
  hash.update(new Uint8Array(request.block, 0, request.length));
  answer({ type: 'free', id: request.id, block: request.block }, [request.block]);
});
