import { failure } from './command-error.ts';
import { withPatience } from './retry.ts';
import { problemOf, readBody, type Service, send } from './service.ts';

/** Waiting for receipts: a record has one as soon as its batch is anchored and the proof was checked. */

export type ReceiptAnswer =
  | { readonly ready: true; readonly bytes: Buffer }
  | { readonly ready: false; readonly state: string; readonly retryMs: number };

const DEFAULT_RETRY_MS = 1000;

/** Asks once. @throws CommandError the service's own */
export async function askForReceipt(
  service: Service,
  recordId: string,
  deadline = 0,
): Promise<ReceiptAnswer> {
  const answer = await withPatience(service, { deadline }, () =>
    send(service, { method: 'GET', path: `records/${encodeURIComponent(recordId)}/receipt` }),
  );
  if (answer.status === 200) return { ready: true, bytes: await readBody(service, answer) };
  if (answer.status !== 202) throw await problemOf(service, answer);
  const seconds = Number(answer.headers['retry-after']);
  const { state } = JSON.parse((await readBody(service, answer)).toString('utf8')) as { state?: string };
  return {
    ready: false,
    state: state ?? 'received',
    retryMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : DEFAULT_RETRY_MS,
  };
}

/** Waits for a receipt. @param deadline ms since the epoch @throws CommandError `wait-timeout` */
export async function waitForReceipt(
  service: Service,
  recordId: string,
  options: { deadline: number; onState?: (state: string) => void },
): Promise<Buffer> {
  for (;;) {
    const answer = await askForReceipt(service, recordId, options.deadline);
    if (answer.ready) return answer.bytes;
    options.onState?.(answer.state);
    const left = options.deadline - Date.now();
    if (left <= 0) throw failure('wait-timeout', { record: recordId, state: answer.state });
    await new Promise((resolve) => setTimeout(resolve, Math.min(answer.retryMs, left)));
  }
}
