import type { Readable } from 'node:stream';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Acknowledgement } from '../../core/acknowledgement.ts';
import { mediaTypeOf } from '../../core/file-entry.ts';
import { MAX_RECEIPT_BYTES, RECEIPT_MEDIA_TYPE } from '../../core/receipt.ts';
import { MAX_FILES } from '../../core/record.ts';
import type { Admitted, Kept } from '../exchange/keep.ts';
import { openIntake } from '../ingest/intake.ts';
import { Refusal } from '../refusal.ts';
import { findKept, type KeptReceipt, keptBytes, listKept } from '../store/kept-receipts.ts';
import { signedIn } from './authenticate.ts';
import { readCursor, recordCursor, writeCursor } from './cursor.ts';
import type { Metrics } from './metrics.ts';
import { readMultipart } from './multipart.ts';
import { keptQuery, type keptReceipt, noFields, read, receiptSha256 } from './schemas.ts';
import type { Services } from './services.ts';

/** `/receipts`: what other agencies handed to us, verified here and kept. */

/** The bytes of a receipt, or one byte too many, which no verifier accepts. */
export async function readReceiptPart(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (length <= MAX_RECEIPT_BYTES) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, MAX_RECEIPT_BYTES + 1);
}

function viewKept(row: KeptReceipt): z.infer<typeof keptReceipt> {
  const acknowledgement = JSON.parse(row.acknowledgement) as Acknowledgement;
  return {
    receiptSha256: row.id,
    recordId: row.record,
    agency: row.agency,
    keptAt: new Date(row.kept_at).toISOString(),
    heldFiles: [...acknowledgement.heldFiles],
    acknowledgement: { ...acknowledgement, heldFiles: [...acknowledgement.heldFiles] },
  };
}

export function keptReceipts({ store, content, sm3, keeping }: Services, metrics: Metrics) {
  function answer(response: Response, { row, first }: Kept): void {
    if (!first) response.set('Idempotency-Replayed', 'true');
    response
      .status(first ? 201 : 200)
      .location(`/api/v1/receipts/${row.id}`)
      .set('Cache-Control', 'no-store')
      .json(viewKept(row));
  }

  async function upload(request: Request, response: Response): Promise<void> {
    const intake = openIntake(content, sm3, store);
    let admitted: Admitted | undefined;
    let kept: Kept;
    try {
      const fields = await readMultipart(request, response, {
        files: { receipt: 1, files: MAX_FILES },
        async onFile(stream, { field, name, mediaType }) {
          // Sent first, a receipt that does not hold is refused before its files have come.
          if (field === 'receipt') admitted = await keeping.admit(await readReceiptPart(stream));
          else {
            stream.on('data', (chunk: Buffer) => metrics.uploadBytes.inc(chunk.length));
            await intake.receive(stream, name, mediaTypeOf(mediaType));
          }
        },
      });
      read(noFields, fields);
      if (!admitted) throw new Refusal('request-invalid', 'No receipt', { details: { where: 'receipt' } });
      kept = await keeping.keep(admitted, await intake.publish(), signedIn(response).actor);
    } catch (cause) {
      await intake.discard();
      throw cause;
    }
    await intake.settle();
    answer(response, kept);
  }

  const add: RequestHandler = async (request, response) => {
    if (request.is('multipart/form-data')) return upload(request, response);
    // The bytes as they came: a receipt is what its hash says, not what a parser made of it.
    if (!Buffer.isBuffer(request.body)) {
      throw new Refusal('media-type-unsupported', 'Neither multipart nor a receipt');
    }
    const admitted = await keeping.admit(request.body);
    answer(response, await keeping.keep(admitted, [], signedIn(response).actor));
  };

  const list: RequestHandler = (request, response) => {
    const query = read(keptQuery, request.query);
    const before = readCursor(recordCursor, query.cursor);
    const rows = listKept(store, {
      agency: query.agency,
      record: query.recordId,
      beforeSeq: before?.[0],
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.map(viewKept),
      next: rows.length > page.length ? writeCursor([page.at(-1)!.seq]) : null,
    });
  };

  const one: RequestHandler = (request, response) => {
    const id = receiptSha256.safeParse(request.params.id);
    const row = id.success ? findKept(store, id.data) : undefined;
    const bytes = row && keptBytes(store, row.id);
    if (!bytes) throw new Refusal('receipt-not-found', 'No such receipt');
    response
      .set('Cache-Control', 'private, max-age=31536000, immutable')
      .set('Content-Type', RECEIPT_MEDIA_TYPE)
      .send(Buffer.from(bytes));
  };

  return { add, list, one };
}
