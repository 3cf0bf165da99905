import type { PhotoFacts } from './photo-facts.ts';
import type { PhotoAnswer, PhotoRequest } from './photo-messages.ts';

/** A few slices of a file are read; what takes longer was made to take long. */
const DEADLINE_MS = 20_000;

/** Formats that cameras write. */
export const isPhoto = ({ type, name }: File): boolean =>
  /^image\/(jpeg|hei[cf]|avif|tiff)$/.test(type) || /\.(jpe?g|hei[cf]|avif|tiff?)$/i.test(name);

type Job = PhotoRequest & { readonly resolve: (facts: PhotoFacts | undefined) => void };

const waiting: Job[] = [];
let busy: Job | undefined;
let worker: Worker | undefined;
let deadline: ReturnType<typeof setTimeout> | undefined;
let last = 0;

function stop(): void {
  worker?.terminate();
  worker = undefined;
}

function end(facts: PhotoFacts | undefined): void {
  clearTimeout(deadline);
  busy?.resolve(facts);
  busy = undefined;
  if (waiting.length === 0) stop();
  else next();
}

function next(): void {
  if (busy !== undefined) return;
  busy = waiting.shift();
  if (busy === undefined) return;
  if (worker === undefined) {
    worker = new Worker(new URL('./photo.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<PhotoAnswer>) => {
      if (data.id === busy?.id) end(data.facts);
    };
    worker.onerror = giveUp;
  }
  deadline = setTimeout(giveUp, DEADLINE_MS);
  worker.postMessage({ id: busy.id, file: busy.file } satisfies PhotoRequest);
}

function giveUp(): void {
  stop();
  end(undefined);
}

/** What a photograph says of itself, one file after the other; undefined where it cannot be read. */
export function readPhoto(file: File): Promise<PhotoFacts | undefined> {
  return new Promise((resolve) => {
    last += 1;
    waiting.push({ id: last, file, resolve });
    next();
  });
}
