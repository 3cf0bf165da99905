import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import { Refusal } from '../refusal.ts';
import { filesOfRecord, findRecord } from '../store/records.ts';
import { filePlace, recordId } from './schemas.ts';
import type { Services } from './services.ts';

/** `GET /records/{id}/files/{place}`: the bytes of a file, so that they can be handed to another agency. */
export function recordFiles({ store, content }: Services): RequestHandler {
  return async (request, response) => {
    const id = recordId.safeParse(request.params.id);
    const row = id.success ? findRecord(store, id.data) : undefined;
    if (!row) throw new Refusal('record-not-found', 'No such record');
    const place = filePlace.safeParse(request.params.place);
    const file = place.success ? filesOfRecord(store, row.seq)[place.data] : undefined;
    // Where only digests were submitted the bytes were never here; where they were lost, the audit tells of it.
    const held = file?.stored === 1 && (await content.holds(file.sha256, file.size));
    const bytes = held ? content.read(file.sha256) : undefined;
    if (!file || !bytes) throw new Refusal('file-not-held', 'No bytes of such a file are held');
    response
      .set('Cache-Control', 'private, no-store')
      .set('Content-Length', String(file.size))
      .attachment(basename(file.name))
      // After the name, which would choose another: evidence is never a page of ours, whatever it claims to be.
      .set('Content-Type', 'application/octet-stream');
    await pipeline(bytes, response);
  };
}
