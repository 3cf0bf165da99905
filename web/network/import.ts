import type { Api } from '../api.ts';
import type { FoundFile } from '../parts/dropped.ts';
import { multipart } from '../submit/multipart.ts';
import { sendUpload } from '../submit/send.ts';
import { sortOf } from '../work/sort.ts';

/** What was dropped, by what it is: receipts of other agencies, acknowledgements of ours, and files beside them. */
export type Dropped = {
  readonly receipts: readonly File[];
  readonly acknowledgements: readonly File[];
  readonly files: readonly FoundFile[];
};

export type KeptAnswer = {
  readonly receiptSha256: string;
  readonly recordId: string;
  readonly agency: string;
  readonly keptAt: string;
  readonly heldFiles: readonly number[];
  readonly acknowledgement: unknown;
};

/** What came of one dropped thing. */
export type Taken =
  | { readonly what: 'kept'; readonly kept: KeptAnswer; readonly first: boolean }
  | { readonly what: 'noted'; readonly recordId: string; readonly agency: string };

/** Nothing larger is an acknowledgement. */
const MAX_ACKNOWLEDGEMENT_BYTES = 64 * 1024;
const ACKNOWLEDGEMENT = /"format"\s*:\s*"jianzheng\/acknowledgement\//;

/** Sorts by content; a certificate counts as the receipt in it. */
export async function sortDropped(found: readonly FoundFile[]): Promise<Dropped> {
  const receipts: File[] = [];
  const acknowledgements: File[] = [];
  const files: FoundFile[] = [];
  for (const given of found) {
    const { file } = given;
    if (file.size <= MAX_ACKNOWLEDGEMENT_BYTES && ACKNOWLEDGEMENT.test(await file.text())) {
      acknowledgements.push(file);
      continue;
    }
    const { sort, receipt } = await sortOf(file);
    if (sort === 'receipt') receipts.push(file);
    else if (receipt) receipts.push(new File([Uint8Array.from(receipt)], 'receipt.json'));
    else files.push(given);
  }
  return { receipts, acknowledgements, files };
}

/** Hands a receipt and its files to the own service. @throws ApiProblem, DOMException when stopped */
export async function keepReceipt(
  api: Api,
  receipt: File,
  files: readonly FoundFile[],
  options: { readonly onProgress: (part: number) => void; readonly signal: AbortSignal },
): Promise<Taken> {
  // First, so that one that does not hold is refused before its files have come.
  const body = multipart({}, [{ field: 'receipt', name: 'receipt.json', file: receipt }, ...files]);
  const { value, status } = await sendUpload<KeptAnswer>(api, 'receipts', body, {
    ...options,
    onProgress: (bytes) => options.onProgress(bytes / body.body.size),
  });
  return { what: 'kept', kept: value, first: status === 201 };
}

/** Notes that another agency keeps a copy of a record of ours. @throws ApiProblem */
export async function noteAcknowledgement(api: Api, file: File, signal: AbortSignal): Promise<Taken> {
  const text = await file.text();
  const { recordId, agency } = JSON.parse(text) as { recordId?: unknown; agency?: unknown };
  await api.ask({
    method: 'POST',
    path: `records/${encodeURIComponent(String(recordId))}/copies`,
    json: JSON.parse(text),
    signal,
  });
  return { what: 'noted', recordId: String(recordId), agency: String(agency) };
}
