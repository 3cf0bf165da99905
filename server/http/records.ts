import type { RequestHandler, Response } from 'express';
import { RECEIPT_MEDIA_TYPE } from '../../core/receipt.ts';
import { Refusal } from '../refusal.ts';
import { findRecord, listCases, listRecords, type RecordState } from '../store/records.ts';
import { caseCursor, readCursor, recordCursor, writeCursor } from './cursor.ts';
import { detailRecord, viewRecord } from './record-view.ts';
import { caseQuery, read, recordId, recordQuery } from './schemas.ts';
import type { ReceiptLookup, Services } from './services.ts';

/** Records, cases and receipts for reading. */

const DETAIL: Readonly<Record<RecordState, string>> = {
  received: 'waits-for-batch',
  batched: 'waits-for-anchor',
  anchored: 'waits-for-proof',
};

/** The answer while a record has no receipt: how far it has come, and what it waits for. */
export function receiptPending(
  response: Response,
  { state, detail }: Extract<ReceiptLookup, { kind: 'pending' }>,
): void {
  response
    .status(202)
    .set('Retry-After', '1')
    .set('Cache-Control', 'no-store')
    .json({ state, detail: detail ?? DETAIL[state] });
}

export function records({ store, receipts }: Services) {
  function idOf(value: unknown): string {
    const id = recordId.safeParse(value);
    // What cannot be an ID is none of ours: the same answer, so that nobody has to tell the cases apart.
    if (!id.success) throw new Refusal('record-not-found', 'No record ID');
    return id.data;
  }

  const list: RequestHandler = (request, response) => {
    const query = read(recordQuery, request.query);
    const before = readCursor(recordCursor, query.cursor);
    const rows = listRecords(store, {
      caseId: query.case,
      state: query.state,
      kind: query.kind,
      sha256: query.sha256,
      beforeSeq: before?.[0],
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.map((row) => viewRecord(store, row)),
      next: rows.length > page.length ? writeCursor([page.at(-1)!.seq]) : null,
    });
  };

  const one: RequestHandler = (request, response) => {
    const row = findRecord(store, idOf(request.params.id));
    if (!row) throw new Refusal('record-not-found', 'No such record');
    response.set('Cache-Control', 'private, no-cache').json(detailRecord(store, row));
  };

  const receipt: RequestHandler = async (request, response) => {
    const found = await receipts.receiptFor(idOf(request.params.id));
    if (found.kind === 'unknown') throw new Refusal('record-not-found', 'No such record');
    if (found.kind === 'pending') return receiptPending(response, found);
    // A receipt is handed out only when it is proved, and then it never changes.
    response
      .set('Cache-Control', 'private, max-age=31536000, immutable')
      .set('Content-Type', RECEIPT_MEDIA_TYPE)
      .send(Buffer.from(found.bytes));
  };

  const cases: RequestHandler = (request, response) => {
    const query = read(caseQuery, request.query);
    const before = readCursor(caseCursor, query.cursor);
    const rows = listCases(store, {
      before: before && { lastAt: before[0], id: before[1] },
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.map(({ id, count, last_at }) => ({ id, count, lastAt: new Date(last_at).toISOString() })),
      next: rows.length > page.length && last ? writeCursor([last.last_at, last.id]) : null,
    });
  };

  return { list, one, receipt, cases };
}
