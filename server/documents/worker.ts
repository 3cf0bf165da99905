import { parentPort } from 'node:worker_threads';
import { makeCertificate } from '../../paper/certificate.ts';
import type { DocumentAnswer, DocumentRequest } from './documents.ts';

/** Sets documents beside the thread that serves: a certificate of a thousand files takes seconds. */

async function make(job: DocumentRequest['job']): Promise<Uint8Array> {
  return makeCertificate(job);
}

parentPort?.on('message', async ({ id, job }: DocumentRequest) => {
  let answer: DocumentAnswer;
  try {
    answer = { id, bytes: await make(job) };
  } catch (error) {
    answer = { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(answer);
});
