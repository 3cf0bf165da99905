import type { Acknowledgement } from '../core/acknowledgement.ts';
import { RECEIPT_MEDIA_TYPE } from '../core/receipt.ts';
import type { Report } from '../core/report.ts';
import type { KeptAnswer } from './api.ts';
import { type Context, print } from './context.ts';
import type { LocalFile } from './local-files.ts';
import { multipart, type RemoteFile } from './multipart.ts';
import type { ReceiptAtHand } from './receipt-files.ts';
import { reportText } from './report-text.ts';
import { withPatience } from './retry.ts';
import { problemFrom, readBody, type Service, send } from './service.ts';

/** Handing a receipt to a service that shall keep it. The same one again is kept once, so it may be tried again. */

const PATIENCE_MS = 20_000;

export type HandedOver = { readonly kept: KeptAnswer; readonly replayed: boolean };

/** What the service found, where it looked at the receipt and declined. */
function showReport(context: Context, body: Buffer, files: readonly (LocalFile | RemoteFile)[]): void {
  try {
    const { report } = JSON.parse(body.toString('utf8')) as { report?: Report };
    if (!report) return;
    for (const line of reportText(
      context,
      report,
      files.map((file) => ('path' in file ? file.path : file.name)),
    )) {
      print(line);
    }
  } catch (error) {
    // A report that cannot be shown is no reason to hide the error that it came with.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
}

/**
 * @param json whether nothing but JSON may be printed
 * @throws CommandError the service's own, with `verify`'s exit codes where it judged the receipt
 */
export async function handOver(
  context: Context,
  service: Service,
  receipt: ReceiptAtHand,
  files: readonly (LocalFile | RemoteFile)[],
  json: boolean | undefined,
): Promise<HandedOver> {
  const attached = {
    field: 'receipt',
    name: 'receipt.json',
    mediaType: RECEIPT_MEDIA_TYPE,
    bytes: receipt.bytes,
  };
  const answer = await withPatience(service, { deadline: Date.now() + PATIENCE_MS }, () =>
    send(service, { method: 'POST', path: 'receipts', body: multipart({}, files, [attached]) }),
  );
  const body = await readBody(service, answer);
  if (answer.status !== 200 && answer.status !== 201) {
    if (!json) showReport(context, body, files);
    throw problemFrom(answer.status, body);
  }
  const kept = JSON.parse(body.toString('utf8')) as KeptAnswer;
  return { kept, replayed: answer.status === 200 };
}

/** How many of the record's files a service keeps now, in words. */
export function heldText(
  { text }: Context,
  { heldFiles }: Pick<Acknowledgement, 'heldFiles'>,
  { disclosed }: ReceiptAtHand,
): string {
  return text('receipt.held', { held: heldFiles.length, files: disclosed.length });
}
