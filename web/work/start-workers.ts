/** The workers as files of their own beside the page; the single-file verifier carries them in itself. */

export const startHashWorker = (): Worker =>
  new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });

export const startVerifyWorker = (): Worker =>
  new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' });
