import { type Api, ApiProblem } from '../api.ts';
import type { Multipart } from './multipart.ts';

/** Sends an upload. XMLHttpRequest, because `fetch` says nothing of how much of a body was sent. */
export function sendUpload<Value>(
  api: Api,
  /** Below `/api/v1/`. */
  path: string,
  { body, contentType }: Multipart,
  options: {
    /** The same key with the same content gives the same record, however often it is sent. */
    readonly idempotencyKey?: string;
    readonly onProgress: (bytes: number) => void;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly value: Value; readonly status: number }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/${path}`);
    for (const [name, value] of Object.entries(api.headers(true))) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', contentType);
    const { idempotencyKey } = options;
    if (idempotencyKey !== undefined) request.setRequestHeader('Idempotency-Key', idempotencyKey);
    request.upload.onprogress = ({ loaded }) => options.onProgress(loaded);
    const refuse = () => reject(new ApiProblem(api.problemOf(request.status, request.responseText)));
    request.onerror = refuse;
    request.ontimeout = refuse;
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    request.onload = () => {
      if (request.status !== 201 && request.status !== 200) return refuse();
      try {
        resolve({ value: JSON.parse(request.responseText) as Value, status: request.status });
      } catch {
        refuse();
      }
    };
    options.signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
