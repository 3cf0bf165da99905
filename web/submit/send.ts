import { type Api, ApiProblem, type RecordView } from '../api.ts';
import type { Multipart } from './multipart.ts';

/** Sends a submission. XMLHttpRequest, because `fetch` says nothing of how much of a body was sent. */
export function sendRecord(
  api: Api,
  { body, contentType }: Multipart,
  options: {
    /** The same key with the same content gives the same record, however often it is sent. */
    readonly idempotencyKey: string;
    readonly onProgress: (bytes: number) => void;
    readonly signal: AbortSignal;
  },
): Promise<RecordView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/records');
    for (const [name, value] of Object.entries(api.headers(true))) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', contentType);
    request.setRequestHeader('Idempotency-Key', options.idempotencyKey);
    request.upload.onprogress = ({ loaded }) => options.onProgress(loaded);
    const refuse = () => reject(new ApiProblem(api.problemOf(request.status, request.responseText)));
    request.onerror = refuse;
    request.ontimeout = refuse;
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    request.onload = () => {
      if (request.status !== 201 && request.status !== 200) return refuse();
      try {
        resolve(JSON.parse(request.responseText) as RecordView);
      } catch {
        refuse();
      }
    };
    options.signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
