import { DetailedError, Upload } from 'tus-js-client';
import { type Api, ApiProblem } from '../api.ts';
import { createHasher } from '../work/hashing.ts';

/** Sends a file in pieces (tus 1.0). Loaded when there is a large one. */

/** Proxies that keep a request before they pass it on must not have to keep all of a file. */
const PIECE_BYTES = 256 * 1024 * 1024;
const PATH = '/api/v1/uploads';

type Pieces = {
  readonly file: File;
  readonly name: string;
  /** The upload to go on with. */
  readonly id: string | undefined;
  readonly onId: (id: string) => void;
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
};

const idOf = (url: string | null): string => url?.split('/').at(-1) ?? '';

/** Whether what the service has of an upload are the first bytes of the file. @throws ApiProblem, HashError */
export async function isSame(
  api: Api,
  { file, id, onProgress, signal }: Pick<Pieces, 'file' | 'onProgress' | 'signal'> & { id: string },
): Promise<boolean> {
  type View = { size: number; prefix: { bytes: number; sha256: string } | null };
  const { size, prefix } = await api.ask<View>({ path: `uploads/${id}`, signal });
  if (size !== file.size) return false;
  if (prefix === null || prefix.bytes === 0) return true;
  const hasher = createHasher(1);
  try {
    const first = new File([file.slice(0, prefix.bytes)], file.name);
    const { sha256 } = await hasher.hash(first, onProgress, signal);
    return sha256 === prefix.sha256;
  } finally {
    hasher.close();
  }
}

/** Removes an upload that is of no use; the service does so by itself in the end. */
export async function removeUpload(api: Api, id: string): Promise<void> {
  await fetch(`${PATH}/${id}`, {
    method: 'DELETE',
    headers: { ...api.headers(true), 'Tus-Resumable': '1.0.0' },
  }).catch(() => undefined);
}

function problemOf(api: Api, error: unknown): unknown {
  if (!(error instanceof DetailedError)) return error;
  const answer = error.originalResponse;
  return new ApiProblem(api.problemOf(answer?.getStatus() ?? 0, answer?.getBody() ?? ''));
}

/**
 * Sends what the service does not have yet, once: whoever calls decides whether to try again.
 * @returns the upload's ID; the service has all of the file then
 * @throws ApiProblem; AbortError when it was stopped
 */
export function sendPieces(api: Api, pieces: Pieces): Promise<string> {
  const { file, name, id, onId, onProgress, signal } = pieces;
  return new Promise((resolve, reject) => {
    const stopped = () => {
      // What was sent stays: nothing is terminated.
      void upload.abort().catch(() => undefined);
      reject(new DOMException('Stopped', 'AbortError'));
    };
    const end = (act: () => void) => {
      signal.removeEventListener('abort', stopped);
      act();
    };
    const upload = new Upload(file, {
      endpoint: `${location.origin}${PATH}`,
      ...(id === undefined ? {} : { uploadUrl: `${location.origin}${PATH}/${id}` }),
      headers: api.headers(true),
      metadata: { filename: name },
      chunkSize: PIECE_BYTES,
      // Where to go on is kept elsewhere, with what else belongs to the submission.
      storeFingerprintForResuming: false,
      retryDelays: [],
      onProgress,
      onUploadUrlAvailable: () => onId(idOf(upload.url)),
      onSuccess: () => end(() => resolve(idOf(upload.url))),
      onError: (error) => end(() => reject(problemOf(api, error))),
    });
    if (signal.aborted) return reject(new DOMException('Stopped', 'AbortError'));
    signal.addEventListener('abort', stopped);
    upload.start();
  });
}
