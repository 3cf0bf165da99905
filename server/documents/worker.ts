import { parentPort } from 'node:worker_threads';
import { makeCertificate } from '../../paper/certificate.ts';
import { makeList } from '../../paper/make-list.ts';
import type { DocumentAnswer, DocumentRequest, Job } from './documents.ts';

/** Sets documents beside the thread that serves: a certificate of a thousand files takes seconds. */

const make = (job: Job): Promise<Uint8Array> =>
  job.kind === 'certificate' ? makeCertificate(job) : makeList(job.list, job.format);

parentPort?.on('message', async ({ id, job }: DocumentRequest) => {
  let answer: DocumentAnswer;
  try {
    answer = { id, bytes: await make(job) };
  } catch (error) {
    answer = { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(answer);
});
