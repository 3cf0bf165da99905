import type { OpenedBundle } from '../../bundle/open.ts';
import type { Context } from '../context.ts';
import { type HandedOver, handOver } from '../hand-over.ts';
import { type ReceiptAtHand, receiptAtHand } from '../receipt-files.ts';
import type { Service } from '../service.ts';

/** The receipts of a bundle, handed to the own service one by one, each with the files that came along. */

export type KeptRecord = HandedOver & { readonly recordId: string; readonly receipt: ReceiptAtHand };

/** @throws CommandError the service's own; what was kept until then stays kept, and keeping it again changes nothing */
export async function* keepBundle(
  context: Context,
  service: Service,
  bundle: OpenedBundle,
  json: boolean | undefined,
): AsyncGenerator<KeptRecord> {
  for (const { recordId, receipt: path, files } of [...bundle.contents.records, ...bundle.contents.related]) {
    const receipt = receiptAtHand(bundle.receipts.get(path)!, path);
    const byDigest = new Map(files.map(({ path: place }) => [bundle.files.get(place)!.sha256, place]));
    const attached = [...byDigest].map(([sha256, place]) => {
      const { name, mediaType } = receipt.disclosed.find((file) => file?.sha256 === sha256)!;
      const { size } = bundle.files.get(place)!;
      return { name, mediaType, size, open: () => bundle.content(place) as AsyncIterable<Uint8Array> };
    });
    yield { recordId, receipt, ...(await handOver(context, service, receipt, attached, json)) };
  }
}
