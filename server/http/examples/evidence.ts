import { RECEIPT_MEDIA_TYPE } from '../../../core/receipt.ts';
import * as value from './values.ts';

const { ACKNOWLEDGEMENT, CASE, FILE_SHA256, FILE_SM3, JSON_TYPE, MULTIPART, PENDING, RECORD } = value;

/** Examples of what makes, reads and verifies records. */

const { recordId, receiptSha256, heldFiles, agency } = ACKNOWLEDGEMENT;
const byRecord = { path: { id: RECORD } };
const byUpload = { path: { id: value.UPLOAD } };
const byReceipt = { path: { id: receiptSha256 } };

const digests = {
  case: CASE,
  kind: 'evidence',
  claims: value.RECORD_VIEW.claims,
  files: [
    { name: '抄表/meter-0147.csv', size: 5, mediaType: 'text/csv', sha256: FILE_SHA256, sm3: FILE_SM3 },
  ],
};
const unstored = {
  ...value.RECORD_VIEW,
  files: value.RECORD_VIEW.files.map((file) => ({ ...file, stored: false })),
};
const copy = { agency, at: '2026-09-21T09:20:00.000Z', receiptSha256, heldFiles };
const kept = {
  receiptSha256,
  recordId,
  agency: 'grid',
  keptAt: '2026-09-21T09:20:00.000Z',
  heldFiles,
  acknowledgement: ACKNOWLEDGEMENT,
};
const report = {
  verdict: 'VERIFIED',
  checks: [
    {
      name: 'receipt.canonical',
      outcome: 'pass',
      expected: 'jianzheng/receipt/1',
      found: 'jianzheng/receipt/1',
    },
    { name: 'files.match', outcome: 'pass', expected: '1 of 1', found: '1 of 1' },
  ],
};

export const EVIDENCE_EXAMPLES = {
  createRecord: {
    body: { [MULTIPART]: { case: CASE, claims: value.RECORD_VIEW.claims }, [JSON_TYPE]: digests },
    answers: { 201: value.RECORD_VIEW },
  },
  createRecords: { body: { [JSON_TYPE]: { records: [digests] } }, answers: { 201: { items: [unstored] } } },
  createUpload: {},
  uploadLimits: {},
  uploadOffset: byUpload,
  getUpload: {
    ...byUpload,
    answers: {
      200: {
        uploadId: value.UPLOAD,
        size: 73_400_320,
        offset: 8_388_608,
        prefix: { bytes: 8_388_608, sha256: FILE_SHA256 },
        record: null,
        expiresAt: '2026-09-28T08:30:04.120Z',
      },
    },
  },
  appendUpload: byUpload,
  removeUpload: byUpload,
  listRecords: {
    query: { case: CASE, state: 'anchored', limit: 50 },
    answers: { 200: value.page({ ...value.RECORD_VIEW, state: 'anchored' }, value.NEXT) },
  },
  getRecord: {
    ...byRecord,
    answers: {
      200: {
        ...value.RECORD_VIEW,
        state: 'anchored',
        copies: [copy],
        timeStamps: 1,
        anchor: {
          sequence: 12,
          blockNumber: 3051,
          blockTime: value.ANCHORED_AT,
          notBeforeNumber: 3049,
          sealedBy: 1,
        },
      },
    },
  },
  getReceipt: { ...byRecord, answers: { 200: value.RECEIPT, 202: PENDING } },
  getCertificate: { ...byRecord, answers: { 202: PENDING } },
  getTimeStamps: byRecord,
  getEvidenceList: { query: { case: CASE, format: 'xlsx' } },
  getRecordFile: { path: { id: RECORD, place: '0' } },
  addCopy: { ...byRecord, body: { [JSON_TYPE]: ACKNOWLEDGEMENT }, answers: { 200: copy, 201: copy } },
  listCopies: {
    query: { agency: 'police', limit: 50 },
    answers: { 200: value.page({ ...copy, recordId }) },
  },
  keepReceipt: {
    body: { [MULTIPART]: {}, [JSON_TYPE]: value.RECEIPT, [RECEIPT_MEDIA_TYPE]: value.RECEIPT },
    answers: { 200: kept, 201: kept },
  },
  listKeptReceipts: { query: { agency: 'grid', limit: 50 }, answers: { 200: value.page(kept) } },
  getKeptReceipt: { ...byReceipt, answers: { 200: value.RECEIPT } },
  getKeptFile: { path: { id: receiptSha256, place: '0' } },
  listCases: {
    query: { limit: 50 },
    answers: { 200: value.page({ id: CASE, count: 3, lastAt: value.RECEIVED_AT }) },
  },
  listKinds: {
    answers: {
      200: {
        items: [
          {
            kind: 'on-site-inspection',
            label: { en: 'On-site inspection', zh: '现场勘验' },
            fields: [
              {
                name: 'startedAt',
                label: { en: 'Begun at', zh: '开始时间' },
                form: 'time',
                demanded: true,
              },
            ],
            roles: [
              {
                name: 'witness',
                label: { en: 'Witness', zh: '见证人' },
                claims: ['witness'],
                instead: 'noWitnessReason',
              },
            ],
          },
        ],
      },
    },
  },
  verify: {
    body: {
      [MULTIPART]: { recordId: RECORD },
      [JSON_TYPE]: {
        files: [{ size: 5, sha256: FILE_SHA256, sm3: FILE_SM3 }],
        receipt: value.RECEIPT,
      },
    },
    answers: { 200: report },
  },
} as const satisfies Record<string, value.Example>;
