import type { RequestHandler } from 'express';
import {
  type EvidenceList,
  LIST_MEDIA_TYPES,
  type ListedRecord,
  MAX_LISTED_FILES,
} from '../../paper/evidence-list.ts';
import { Refusal } from '../refusal.ts';
import { findAnchor, findRecord, listRecords, type RecordRow } from '../store/records.ts';
import { viewRecord } from './record-view.ts';
import { listQuery, read } from './schemas.ts';
import type { Services } from './services.ts';

/** `GET /evidence-list`: the files of a record or of a case, as a list for people and spreadsheets. */

const PAGE = 200;

export function evidenceLists(services: Services): RequestHandler {
  const { store, agency, trust, documents } = services;

  function listed(row: RecordRow): ListedRecord {
    const view = viewRecord(store, row);
    const anchor = row.batch === null ? undefined : findAnchor(store, row.batch);
    const known = trust.trust.agencies.find(({ id }) => id === view.agency)?.name;
    return {
      recordId: view.recordId,
      agency: { id: view.agency, name: known ?? (agency.id === view.agency ? agency.name : undefined) },
      claims: view.claims,
      files: view.files.map(({ name, size, mediaType, sha256, sm3 }) => ({
        ...{ name, size, mediaType, sha256 },
        ...(sm3 === null ? {} : { sm3 }),
      })),
      anchored: anchor ? { number: anchor.block_number, time: anchor.block_time } : null,
    };
  }

  /** In the order of the case; ends where the list becomes too long. */
  function ofCase(caseId: string): ListedRecord[] {
    const records: ListedRecord[] = [];
    let files = 0;
    let beforeSeq: number | undefined;
    for (;;) {
      const rows = listRecords(store, { caseId, beforeSeq, limit: PAGE });
      for (const row of rows) {
        const record = listed(row);
        files += record.files.length;
        if (files > MAX_LISTED_FILES) {
          throw new Refusal('list-too-long', `More than ${MAX_LISTED_FILES} files`);
        }
        records.push(record);
      }
      if (rows.length < PAGE) return records.reverse();
      beforeSeq = rows.at(-1)?.seq;
    }
  }

  return async (request, response) => {
    const { record, case: caseId, format } = read(listQuery, request.query);
    if ((record === undefined) === (caseId === undefined)) {
      throw new Refusal('request-invalid', 'A record or a case', { details: { where: 'record, case' } });
    }
    // For the access log: the path names neither.
    response.locals.subject = record ?? caseId!.slice(0, 100);
    let list: EvidenceList;
    if (record !== undefined) {
      const row = findRecord(store, record);
      if (!row) throw new Refusal('record-not-found', 'No such record');
      list = { of: { record }, records: [listed(row)] };
    } else {
      list = { of: { case: caseId! }, records: ofCase(caseId!) };
      if (list.records.length === 0) throw new Refusal('case-not-found', 'No record of such a case');
    }
    const bytes = await documents.make({ kind: 'list', list, format });
    response
      .set('Cache-Control', 'private, no-store')
      .attachment(`jianzheng-evidence-list.${format}`)
      .set('Content-Type', LIST_MEDIA_TYPES[format])
      .send(Buffer.from(bytes));
  };
}
