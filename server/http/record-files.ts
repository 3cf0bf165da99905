import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { FileEntry } from '../../core/file-entry.ts';
import { openDisclosures } from '../../core/opened-record.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { readRecord } from '../../core/record.ts';
import { Refusal } from '../refusal.ts';
import { findKept, keptBytes, keptFiles } from '../store/kept-receipts.ts';
import { filesOfRecord, findRecord } from '../store/records.ts';
import { filePlace, receiptSha256, recordId } from './schemas.ts';
import type { Services } from './services.ts';

/** The bytes of files, of own records and of those that others handed to us, so that they can be handed on. */

type File = Pick<FileEntry, 'name' | 'size' | 'sha256'>;

/**
 * From which byte on somebody goes on reading (RFC 9110 section 14). Any other range than one to the end is answered
 * with all of it, as a server may; so is one of another content than they began with.
 */
function startOf(request: Request, size: number, etag: string): number {
  const same = request.get('if-range') ?? etag;
  const ranges = same === etag ? request.range(size) : undefined;
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return 0;
  const [range] = ranges;
  return range && range.end === size - 1 ? range.start : 0;
}

export function recordFiles({ store, content }: Services) {
  /** @param file undefined where none is held @throws Refusal `file-not-held` */
  async function answer(request: Request, response: Response, file: File | undefined): Promise<void> {
    // Where only digests were submitted the bytes were never here; where they were lost, the audit tells of it.
    const held = file !== undefined && (await content.holds(file.sha256, file.size));
    const etag = `"${file?.sha256}"`;
    const from = held ? startOf(request, file.size, etag) : 0;
    const bytes = held ? content.read(file.sha256, from) : undefined;
    if (!file || !bytes) throw new Refusal('file-not-held', 'No bytes of such a file are held');
    if (from > 0) {
      response.status(206).set('Content-Range', `bytes ${from}-${file.size - 1}/${file.size}`);
    }
    response
      .set('Cache-Control', 'private, no-store')
      .set('Accept-Ranges', 'bytes')
      .set('ETag', etag)
      .set('Content-Length', String(file.size - from))
      .attachment(basename(file.name))
      // After the name, which would choose another: evidence is never a page of ours, whatever it claims to be.
      .set('Content-Type', 'application/octet-stream');
    await pipeline(bytes, response);
  }

  /** `GET /records/{id}/files/{place}` */
  const own: RequestHandler = async (request, response) => {
    const id = recordId.safeParse(request.params.id);
    const row = id.success ? findRecord(store, id.data) : undefined;
    if (!row) throw new Refusal('record-not-found', 'No such record');
    const place = filePlace.safeParse(request.params.place);
    const file = place.success ? filesOfRecord(store, row.seq)[place.data] : undefined;
    await answer(request, response, file?.stored === 1 ? file : undefined);
  };

  /** `GET /receipts/{id}/files/{place}` */
  const kept: RequestHandler = async (request, response) => {
    const id = receiptSha256.safeParse(request.params.id);
    const row = id.success ? findKept(store, id.data) : undefined;
    const bytes = row && keptBytes(store, row.id);
    if (!bytes) throw new Refusal('receipt-not-found', 'No such receipt');
    const place = filePlace.safeParse(request.params.place);
    const came = place.success && keptFiles(store, row.seq).includes(place.data);
    const { record, disclosures } = parseReceipt(bytes);
    const files = came ? openDisclosures(readRecord(record), disclosures).files : [];
    await answer(request, response, (came && files[place.data]) || undefined);
  };

  return { own, kept };
}
