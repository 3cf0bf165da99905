import type { RequestHandler } from 'express';
import type { z } from 'zod';
import {
  type Acknowledgement,
  checkAcknowledgement,
  readAcknowledgement,
} from '../../core/acknowledgement.ts';
import { FormatError } from '../../core/errors.ts';
import { LedgerError } from '../ledger/errors.ts';
import { Refusal } from '../refusal.ts';
import { type CopyRow, copiesOf, listCopies, noteCopy } from '../store/copies.ts';
import { filesOfRecord, findRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { copyCursor, readCursor, writeCursor } from './cursor.ts';
import { type copy, copyQuery, type listedCopy, read, recordId } from './schemas.ts';
import type { Services } from './services.ts';

/** `POST /records/{id}/copies` and `GET /copies`: who keeps copies of records of ours, by signed acknowledgements. */

function viewCopy({ agency, receipt, at, acknowledgement }: CopyRow): z.infer<typeof copy> {
  const { heldFiles } = JSON.parse(acknowledgement) as Acknowledgement;
  return { agency, at: new Date(at * 1000).toISOString(), receiptSha256: receipt, heldFiles: [...heldFiles] };
}

export function viewCopies(store: Store, record: string): z.infer<typeof copy>[] {
  return copiesOf(store, record).map(viewCopy);
}

export function allCopies({ store }: Services): RequestHandler {
  return (request, response) => {
    const { agency, cursor, limit } = read(copyQuery, request.query);
    const rows = listCopies(store, { agency, before: readCursor(copyCursor, cursor), limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.map((row): z.infer<typeof listedCopy> => ({ recordId: row.record, ...viewCopy(row) })),
      next:
        rows.length > page.length && last
          ? writeCursor([last.stored_at, last.record, last.agency, last.receipt])
          : null,
    });
  };
}

function refuse(cause: FormatError): never {
  throw new Refusal('acknowledgement-invalid', cause.message, { cause, details: { reason: cause.code } });
}

export function copies({ store, agency, chain }: Services): RequestHandler {
  async function agencyOf({ key, at }: Acknowledgement): Promise<string | undefined> {
    try {
      return await chain.operatorAgency(key, at);
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      throw new Refusal('chain-unavailable', cause.message, { cause, details: { reason: cause.code } });
    }
  }

  return async (request, response) => {
    const id = recordId.safeParse(request.params.id);
    const row = id.success ? findRecord(store, id.data) : undefined;
    if (!row) throw new Refusal('record-not-found', 'No such record');
    let acknowledgement: Acknowledgement;
    try {
      acknowledgement = readAcknowledgement(request.body);
      if (acknowledgement.agency === agency.id) {
        throw new FormatError('acknowledgement-own', 'Our own word is no other agency’s copy');
      }
      const known = await agencyOf(acknowledgement);
      const expected = { recordId: row.id, fileCount: filesOfRecord(store, row.seq).length };
      checkAcknowledgement(acknowledgement, expected, () => known);
    } catch (cause) {
      if (cause instanceof FormatError) refuse(cause);
      throw cause;
    }
    const before = copiesOf(store, row.id);
    await store.enqueue(() => noteCopy(store, acknowledgement, Date.now()));
    const { agency: holder, receiptSha256: receipt } = acknowledgement;
    const same = (held: CopyRow) => held.agency === holder && held.receipt === receipt;
    response
      .status(before.some(same) ? 200 : 201)
      .set('Cache-Control', 'no-store')
      .json(viewCopy(copiesOf(store, row.id).find(same)!));
  };
}
