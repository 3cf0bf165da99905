import type { z } from 'zod';
import { RECEIPT_MEDIA_TYPE } from '../../core/receipt.ts';
import { TIME_STAMPS_MEDIA_TYPE } from '../../core/time-stamp/time-stamps.ts';
import type { ProblemCode } from '../../language/problems.ts';
import type { Role } from './access.ts';
import * as schemas from './schemas.ts';

/** Every operation of the API, once: routes, documentation and tests are held against this list. */

export type OperationId =
  | 'createRecord'
  | 'createRecords'
  | 'createUpload'
  | 'uploadLimits'
  | 'uploadOffset'
  | 'getUpload'
  | 'appendUpload'
  | 'removeUpload'
  | 'listRecords'
  | 'getRecord'
  | 'getReceipt'
  | 'getTimeStamps'
  | 'getCertificate'
  | 'getEvidenceList'
  | 'getRecordFile'
  | 'addCopy'
  | 'listCopies'
  | 'createCountersignature'
  | 'listCountersignatures'
  | 'listSigningKeys'
  | 'keepReceipt'
  | 'listKeptReceipts'
  | 'getKeptReceipt'
  | 'getKeptFile'
  | 'listCases'
  | 'listKinds'
  | 'verify'
  | 'getTrust'
  | 'listAgencies'
  | 'listBatches'
  | 'takeBatchRecords'
  | 'getChain'
  | 'signIn'
  | 'getSession'
  | 'signOut'
  | 'invite'
  | 'createToken'
  | 'listTokens'
  | 'revokeToken'
  | 'createAct'
  | 'listActs'
  | 'getAct'
  | 'listStatements'
  | 'getStatement'
  | 'listHandoffs'
  | 'getHandoff'
  | 'getTimeline'
  | 'getFeed'
  | 'listAccess'
  | 'createWebhook'
  | 'listWebhooks'
  | 'removeWebhook'
  | 'testWebhook'
  | 'resumeWebhook'
  | 'rotateWebhookSecret'
  | 'listDeliveries'
  | 'createAccount'
  | 'listAccounts'
  | 'inviteAccount'
  | 'changeRole'
  | 'endAccount'
  | 'restoreAccount'
  | 'listSessions'
  | 'endSession'
  | 'beginPasskey'
  | 'makePasskey'
  | 'listPasskeys'
  | 'removePasskey'
  | 'beginPasskeySignIn'
  | 'signInWithPasskey'
  | 'getStatus'
  | 'getGovernance'
  | 'audit'
  | 'openApi'
  | 'health'
  | 'ready'
  | 'metrics';

export type Operation = {
  readonly id: OperationId;
  readonly method: 'get' | 'post' | 'delete' | 'patch' | 'head' | 'options';
  /** With `{name}` for parameters. */
  readonly path: string;
  /** Roles that may (the operator always may); 'open' to everyone; 'anyone' who is signed in. */
  readonly access: 'open' | 'anyone' | readonly Role[];
  readonly query?: z.ZodObject;
  /** Schemas of the body by media type. */
  readonly body?: Readonly<Record<string, z.ZodType>>;
  /** Names of the parts of a multipart body that hold files. */
  readonly fileParts?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers by status: media type and schema. */
  readonly answers: Readonly<Record<number, { type: string; schema?: z.ZodType } | null>>;
  readonly problems: readonly ProblemCode[];
};

/** Where feed readers come, which know no other way to say who they are than a user name and a password. */
export const FEED_PATH = '/api/v1/feed.atom';
const JSON_TYPE = 'application/json';
const json = (schema: z.ZodType) => ({ type: JSON_TYPE, schema });
const receipt = { type: RECEIPT_MEDIA_TYPE, schema: schemas.receiptDocument };
const SUBMITTING = [
  'request-invalid',
  'text-not-utf8',
  'file-name-invalid',
  'record-invalid',
  'record-incomplete',
  'idempotency-key-invalid',
  'idempotency-conflict',
  'body-too-large',
  'media-type-unsupported',
  'chain-not-ready',
  'service-stopping',
  'store-damaged',
  'storage-unavailable',
  'storage-full',
] as const;
const UPLOADING = ['multipart-invalid', 'upload-incomplete', 'too-many-parts'] as const;
const TUS = { 'Tus-Resumable': '“1.0.0”: uploads in pieces follow the tus protocol' };
const TUS_PROBLEMS = [
  'tus-version-unsupported',
  'service-stopping',
  'store-damaged',
  'storage-unavailable',
  'storage-full',
] as const;
const KEY = { 'Idempotency-Key': 'The same key with the same content gives the first answer again' };

/** Open, but without a limit: asked every second by supervisors, and cheap. */
export const UNLIMITED: ReadonlySet<OperationId> = new Set(['health', 'ready']);

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'createRecord',
    method: 'post',
    path: '/api/v1/records',
    access: ['officer'],
    headers: KEY,
    body: { 'multipart/form-data': schemas.uploadFields, [JSON_TYPE]: schemas.digestsOnly },
    fileParts: ['files'],
    answers: { 201: json(schemas.recordView) },
    problems: [
      ...SUBMITTING,
      ...UPLOADING,
      'upload-not-found',
      'upload-unfinished',
      'upload-used',
      'upload-differs',
    ],
  },
  {
    id: 'createRecords',
    method: 'post',
    path: '/api/v1/records/bulk',
    access: ['officer'],
    headers: KEY,
    body: { [JSON_TYPE]: schemas.bulk },
    answers: { 201: json(schemas.recordList) },
    problems: SUBMITTING,
  },
  {
    id: 'createUpload',
    method: 'post',
    path: '/api/v1/uploads',
    access: ['officer'],
    headers: { ...TUS, 'Upload-Length': 'Bytes of the file', 'Upload-Metadata': 'See tus 1.0, creation' },
    answers: { 201: null },
    problems: ['request-invalid', 'too-many-uploads', ...TUS_PROBLEMS],
  },
  {
    id: 'uploadLimits',
    method: 'options',
    path: '/api/v1/uploads',
    access: 'open',
    answers: { 204: null },
    problems: [],
  },
  {
    // Before `getUpload`, which would answer it otherwise.
    id: 'uploadOffset',
    method: 'head',
    path: '/api/v1/uploads/{id}',
    access: ['officer'],
    headers: TUS,
    answers: { 200: null },
    problems: ['upload-not-found', 'upload-busy', 'tus-version-unsupported'],
  },
  {
    id: 'getUpload',
    method: 'get',
    path: '/api/v1/uploads/{id}',
    access: ['officer'],
    answers: { 200: json(schemas.uploadView) },
    problems: ['upload-not-found'],
  },
  {
    id: 'appendUpload',
    method: 'patch',
    path: '/api/v1/uploads/{id}',
    access: ['officer'],
    headers: { ...TUS, 'Upload-Offset': 'Where the bytes go: as many as were received' },
    body: { 'application/offset+octet-stream': schemas.bytes },
    answers: { 204: null },
    problems: [
      'request-invalid',
      'upload-not-found',
      'upload-offset-differs',
      'upload-busy',
      'media-type-unsupported',
      'body-too-large',
      ...TUS_PROBLEMS,
    ],
  },
  {
    id: 'removeUpload',
    method: 'delete',
    path: '/api/v1/uploads/{id}',
    access: ['officer'],
    headers: TUS,
    answers: { 204: null },
    problems: ['upload-not-found', 'upload-busy', 'tus-version-unsupported'],
  },
  {
    id: 'listRecords',
    method: 'get',
    path: '/api/v1/records',
    access: ['officer', 'auditor'],
    query: schemas.recordQuery,
    answers: { 200: json(schemas.recordPage) },
    problems: ['request-invalid'],
  },
  {
    id: 'getRecord',
    method: 'get',
    path: '/api/v1/records/{id}',
    access: ['officer', 'auditor'],
    answers: { 200: json(schemas.recordDetail) },
    problems: ['record-not-found'],
  },
  {
    id: 'getReceipt',
    method: 'get',
    path: '/api/v1/records/{id}/receipt',
    access: ['officer', 'auditor'],
    answers: { 200: receipt, 202: json(schemas.receiptPending) },
    problems: ['record-not-found'],
  },
  {
    id: 'getTimeStamps',
    method: 'get',
    path: '/api/v1/records/{id}/time-stamps',
    access: ['officer', 'auditor'],
    answers: { 200: { type: TIME_STAMPS_MEDIA_TYPE, schema: schemas.timeStampsDocument } },
    problems: ['record-not-found', 'time-stamps-none'],
  },
  {
    id: 'getCertificate',
    method: 'get',
    path: '/api/v1/records/{id}/certificate',
    access: ['officer', 'auditor'],
    answers: { 200: { type: 'application/pdf' }, 202: json(schemas.receiptPending), 304: null },
    problems: ['record-not-found', 'documents-busy'],
  },
  {
    id: 'getEvidenceList',
    method: 'get',
    path: '/api/v1/evidence-list',
    access: ['officer', 'auditor'],
    query: schemas.listQuery,
    answers: { 200: { type: 'application/octet-stream' } },
    problems: ['request-invalid', 'record-not-found', 'case-not-found', 'list-too-long', 'documents-busy'],
  },
  {
    id: 'getRecordFile',
    method: 'get',
    path: '/api/v1/records/{id}/files/{place}',
    access: ['officer'],
    answers: { 200: { type: 'application/octet-stream' } },
    problems: ['record-not-found', 'file-not-held'],
  },
  {
    id: 'addCopy',
    method: 'post',
    path: '/api/v1/records/{id}/copies',
    access: ['officer'],
    body: { [JSON_TYPE]: schemas.acknowledgement },
    answers: { 200: json(schemas.copy), 201: json(schemas.copy) },
    problems: [
      'record-not-found',
      'acknowledgement-invalid',
      'media-type-unsupported',
      'chain-unavailable',
      'storage-unavailable',
      'storage-full',
    ],
  },
  {
    id: 'listCopies',
    method: 'get',
    path: '/api/v1/copies',
    access: ['officer', 'auditor'],
    query: schemas.copyQuery,
    answers: { 200: json(schemas.copyPage) },
    problems: ['request-invalid'],
  },
  {
    id: 'createCountersignature',
    method: 'post',
    path: '/api/v1/records/{id}/countersignatures',
    access: ['officer'],
    body: { [JSON_TYPE]: schemas.countersignature },
    answers: { 200: json(schemas.takenCountersignature), 201: json(schemas.takenCountersignature) },
    problems: [
      'record-not-found',
      'case-closed',
      'countersignature-refused',
      'media-type-unsupported',
      'body-too-large',
      'chain-not-ready',
      'service-stopping',
      'store-damaged',
      'storage-unavailable',
      'storage-full',
    ],
  },
  {
    id: 'listCountersignatures',
    method: 'get',
    path: '/api/v1/records/{id}/countersignatures',
    access: ['officer', 'auditor'],
    answers: { 200: json(schemas.countersignaturePage) },
    problems: ['record-not-found'],
  },
  {
    id: 'listSigningKeys',
    method: 'get',
    path: '/api/v1/signing-keys',
    access: 'anyone',
    answers: { 200: json(schemas.signingKeys) },
    problems: ['account-needed'],
  },
  {
    id: 'keepReceipt',
    method: 'post',
    path: '/api/v1/receipts',
    access: ['officer'],
    body: {
      'multipart/form-data': schemas.noFields,
      [JSON_TYPE]: schemas.receiptDocument,
      [RECEIPT_MEDIA_TYPE]: schemas.receiptDocument,
    },
    fileParts: ['receipt', 'files'],
    answers: { 200: json(schemas.keptReceipt), 201: json(schemas.keptReceipt) },
    problems: [
      'request-invalid',
      'receipt-invalid',
      'receipt-files-differ',
      'receipt-off-chain',
      'receipt-set-unknown',
      'chain-unavailable',
      'chain-not-ready',
      'body-too-large',
      'media-type-unsupported',
      'service-stopping',
      'storage-unavailable',
      'storage-full',
      ...UPLOADING,
    ],
  },
  {
    id: 'listKeptReceipts',
    method: 'get',
    path: '/api/v1/receipts',
    access: ['officer', 'auditor'],
    query: schemas.keptQuery,
    answers: { 200: json(schemas.keptPage) },
    problems: ['request-invalid'],
  },
  {
    id: 'getKeptReceipt',
    method: 'get',
    path: '/api/v1/receipts/{id}',
    access: ['officer', 'auditor'],
    answers: { 200: receipt },
    problems: ['receipt-not-found'],
  },
  {
    id: 'getKeptFile',
    method: 'get',
    path: '/api/v1/receipts/{id}/files/{place}',
    access: ['officer'],
    answers: { 200: { type: 'application/octet-stream' } },
    problems: ['receipt-not-found', 'file-not-held'],
  },
  {
    id: 'listCases',
    method: 'get',
    path: '/api/v1/cases',
    access: ['officer', 'auditor'],
    query: schemas.caseQuery,
    answers: { 200: json(schemas.casePage) },
    problems: ['request-invalid'],
  },
  {
    id: 'listKinds',
    method: 'get',
    path: '/api/v1/kinds',
    access: 'open',
    answers: { 200: json(schemas.kindList) },
    problems: [],
  },
  {
    id: 'verify',
    method: 'post',
    path: '/api/v1/verifications',
    access: 'open',
    body: { 'multipart/form-data': schemas.verificationFields, [JSON_TYPE]: schemas.verification },
    fileParts: ['file', 'receipt'],
    answers: { 200: json(schemas.report) },
    problems: [
      'request-invalid',
      'text-not-utf8',
      'receipt-or-sign-in',
      'body-too-large',
      'media-type-unsupported',
      ...UPLOADING,
    ],
  },
  {
    id: 'getTrust',
    method: 'get',
    path: '/api/v1/trust',
    access: 'open',
    answers: { 200: json(schemas.trustBundle) },
    problems: [],
  },
  {
    id: 'listAgencies',
    method: 'get',
    path: '/api/v1/agencies',
    access: 'anyone',
    answers: { 200: json(schemas.agencyList) },
    problems: [],
  },
  {
    id: 'listBatches',
    method: 'get',
    path: '/api/v1/agencies/{id}/batches',
    access: 'anyone',
    query: schemas.batchQuery,
    answers: { 200: json(schemas.batchPage) },
    problems: ['request-invalid', 'agency-not-found'],
  },
  {
    id: 'takeBatchRecords',
    method: 'post',
    path: '/api/v1/batches/{sequence}/records',
    access: 'open',
    body: { [JSON_TYPE]: schemas.recordsRequest },
    answers: { 200: { type: 'application/x-ndjson' } },
    problems: [
      'request-invalid',
      'records-request-refused',
      'batch-not-found',
      'too-many-requests',
      'media-type-unsupported',
      'chain-unavailable',
      'storage-unavailable',
      'storage-full',
    ],
  },
  {
    id: 'getChain',
    method: 'get',
    path: '/api/v1/chain',
    access: 'anyone',
    answers: { 200: json(schemas.chainView) },
    problems: [],
  },
  {
    id: 'signIn',
    method: 'post',
    path: '/api/v1/session',
    access: 'open',
    body: { [JSON_TYPE]: schemas.signIn },
    answers: { 200: json(schemas.who) },
    problems: ['request-invalid', 'text-not-utf8', 'ticket-invalid', 'media-type-unsupported'],
  },
  {
    id: 'getSession',
    method: 'get',
    path: '/api/v1/session',
    access: 'anyone',
    answers: { 200: json(schemas.who) },
    problems: [],
  },
  {
    id: 'signOut',
    method: 'delete',
    path: '/api/v1/session',
    access: 'anyone',
    answers: { 204: null },
    problems: [],
  },
  {
    id: 'invite',
    method: 'post',
    path: '/api/v1/tickets',
    access: ['operator'],
    body: { [JSON_TYPE]: schemas.newTicket },
    answers: { 201: json(schemas.ticket) },
    problems: ['request-invalid', 'text-not-utf8', 'media-type-unsupported'],
  },
  {
    id: 'createToken',
    method: 'post',
    path: '/api/v1/tokens',
    access: ['operator'],
    body: { [JSON_TYPE]: schemas.newToken },
    answers: { 201: json(schemas.createdToken) },
    problems: ['request-invalid', 'text-not-utf8', 'media-type-unsupported'],
  },
  {
    id: 'listTokens',
    method: 'get',
    path: '/api/v1/tokens',
    access: ['operator'],
    answers: { 200: json(schemas.tokenList) },
    problems: [],
  },
  {
    id: 'revokeToken',
    method: 'delete',
    path: '/api/v1/tokens/{id}',
    access: ['operator'],
    answers: { 204: null },
    problems: ['token-not-found'],
  },
  {
    id: 'createWebhook',
    method: 'post',
    path: '/api/v1/webhooks',
    access: ['operator'],
    body: { [JSON_TYPE]: schemas.newWebhook },
    answers: { 201: json(schemas.createdWebhook) },
    problems: [
      ...['request-invalid', 'text-not-utf8', 'media-type-unsupported'],
      ...['webhook-address-refused', 'too-many-webhooks'],
    ] as const,
  },
  {
    id: 'listWebhooks',
    method: 'get',
    path: '/api/v1/webhooks',
    access: ['operator'],
    answers: { 200: json(schemas.webhookList) },
    problems: [],
  },
  {
    id: 'removeWebhook',
    method: 'delete',
    path: '/api/v1/webhooks/{id}',
    access: ['operator'],
    answers: { 204: null },
    problems: ['webhook-not-found'],
  },
  {
    id: 'testWebhook',
    method: 'post',
    path: '/api/v1/webhooks/{id}/test',
    access: ['operator'],
    answers: { 200: json(schemas.webhookOutcome) },
    problems: ['webhook-not-found'],
  },
  {
    id: 'resumeWebhook',
    method: 'post',
    path: '/api/v1/webhooks/{id}/resume',
    access: ['operator'],
    answers: { 200: json(schemas.webhookView) },
    problems: ['webhook-not-found'],
  },
  {
    id: 'rotateWebhookSecret',
    method: 'post',
    path: '/api/v1/webhooks/{id}/secret',
    access: ['operator'],
    body: { [JSON_TYPE]: schemas.newSecret },
    answers: { 200: json(schemas.createdWebhook) },
    problems: ['request-invalid', 'text-not-utf8', 'media-type-unsupported', 'webhook-not-found'],
  },
  {
    id: 'listDeliveries',
    method: 'get',
    path: '/api/v1/webhooks/{id}/deliveries',
    access: ['operator'],
    query: schemas.deliveryQuery,
    answers: { 200: json(schemas.deliveryPage) },
    problems: ['request-invalid', 'webhook-not-found'],
  },
  {
    id: 'createAccount',
    method: 'post',
    path: '/api/v1/accounts',
    access: ['operator'],
    body: { [JSON_TYPE]: schemas.newAccount },
    answers: { 201: json(schemas.createdAccount) },
    problems: ['request-invalid', 'text-not-utf8', 'media-type-unsupported'],
  },
  {
    id: 'listAccounts',
    method: 'get',
    path: '/api/v1/accounts',
    access: ['operator'],
    answers: { 200: json(schemas.accountList) },
    problems: [],
  },
  {
    id: 'inviteAccount',
    method: 'post',
    path: '/api/v1/accounts/{id}/tickets',
    access: ['operator'],
    answers: { 201: json(schemas.invitationView) },
    problems: ['account-not-found'],
  },
  {
    id: 'changeRole',
    method: 'patch',
    path: '/api/v1/accounts/{id}',
    access: ['operator'],
    body: { [JSON_TYPE]: schemas.newRole },
    answers: { 200: json(schemas.accountView) },
    problems: [
      'request-invalid',
      'text-not-utf8',
      'account-not-found',
      'account-last-operator',
      'media-type-unsupported',
    ],
  },
  {
    id: 'endAccount',
    method: 'delete',
    path: '/api/v1/accounts/{id}',
    access: ['operator'],
    answers: { 204: null },
    problems: ['account-not-found', 'account-own'],
  },
  {
    id: 'restoreAccount',
    method: 'post',
    path: '/api/v1/accounts/{id}/restore',
    access: ['operator'],
    answers: { 204: null },
    problems: ['account-not-found'],
  },
  {
    id: 'listSessions',
    method: 'get',
    path: '/api/v1/sessions',
    access: ['operator'],
    answers: { 200: json(schemas.sessionList) },
    problems: [],
  },
  {
    id: 'endSession',
    method: 'delete',
    path: '/api/v1/sessions/{id}',
    access: ['operator'],
    answers: { 204: null },
    problems: ['session-not-found'],
  },
  {
    id: 'beginPasskey',
    method: 'post',
    path: '/api/v1/passkeys/options',
    access: 'anyone',
    answers: { 200: json(schemas.passkeyOptions) },
    problems: ['account-needed', 'passkey-needs-name'],
  },
  {
    id: 'makePasskey',
    method: 'post',
    path: '/api/v1/passkeys',
    access: 'anyone',
    body: { [JSON_TYPE]: schemas.passkeyMade },
    answers: { 201: json(schemas.createdPasskey) },
    problems: [
      'request-invalid',
      'text-not-utf8',
      'account-needed',
      'passkey-needs-name',
      'passkey-invalid',
      'media-type-unsupported',
    ],
  },
  {
    id: 'listPasskeys',
    method: 'get',
    path: '/api/v1/passkeys',
    access: 'anyone',
    answers: { 200: json(schemas.passkeyList) },
    problems: ['account-needed'],
  },
  {
    id: 'removePasskey',
    method: 'delete',
    path: '/api/v1/passkeys/{id}',
    access: 'anyone',
    answers: { 204: null },
    problems: ['account-needed', 'passkey-not-found'],
  },
  {
    id: 'beginPasskeySignIn',
    method: 'post',
    path: '/api/v1/session/passkey/options',
    access: 'open',
    answers: { 200: json(schemas.passkeyOptions) },
    problems: ['passkey-needs-name'],
  },
  {
    id: 'signInWithPasskey',
    method: 'post',
    path: '/api/v1/session/passkey',
    access: 'open',
    body: { [JSON_TYPE]: schemas.passkeyAnswer },
    answers: { 200: json(schemas.who) },
    problems: [
      'request-invalid',
      'text-not-utf8',
      'passkey-needs-name',
      'passkey-invalid',
      'media-type-unsupported',
    ],
  },
  {
    id: 'createAct',
    method: 'post',
    path: '/api/v1/acts',
    access: ['officer'],
    headers: KEY,
    body: { [JSON_TYPE]: schemas.newAct },
    answers: { 202: json(schemas.act) },
    problems: [
      'request-invalid',
      'text-not-utf8',
      'record-not-found',
      'record-not-anchored',
      'case-not-found',
      'idempotency-key-invalid',
      'idempotency-conflict',
      'deadline-beyond-calendar',
      'media-type-unsupported',
      'service-stopping',
      'storage-unavailable',
      'storage-full',
    ],
  },
  {
    id: 'listActs',
    method: 'get',
    path: '/api/v1/acts',
    access: ['officer', 'auditor'],
    query: schemas.actQuery,
    answers: { 200: json(schemas.actPage) },
    problems: ['request-invalid'],
  },
  {
    id: 'getAct',
    method: 'get',
    path: '/api/v1/acts/{id}',
    access: ['officer', 'auditor'],
    answers: { 200: json(schemas.act) },
    problems: ['act-not-found'],
  },
  {
    id: 'listStatements',
    method: 'get',
    path: '/api/v1/statements',
    access: ['officer', 'auditor'],
    query: schemas.statementQuery,
    answers: { 200: json(schemas.statementPage) },
    problems: ['request-invalid'],
  },
  {
    id: 'getStatement',
    method: 'get',
    path: '/api/v1/statements/{id}',
    access: ['officer', 'auditor'],
    answers: { 200: json(schemas.statementDocument) },
    problems: ['statement-not-found', 'chain-unavailable'],
  },
  {
    id: 'listHandoffs',
    method: 'get',
    path: '/api/v1/handoffs',
    access: ['officer', 'auditor'],
    query: schemas.handoffQuery,
    answers: { 200: json(schemas.handoffPage) },
    problems: ['request-invalid'],
  },
  {
    id: 'getHandoff',
    method: 'get',
    path: '/api/v1/handoffs/{id}',
    access: ['officer', 'auditor'],
    answers: { 200: json(schemas.handoffView) },
    problems: ['handoff-not-found'],
  },
  {
    id: 'getTimeline',
    method: 'get',
    path: '/api/v1/timeline',
    access: ['officer', 'auditor'],
    query: schemas.timelineQuery,
    answers: { 200: json(schemas.timeline) },
    problems: ['request-invalid', 'case-not-found', 'record-not-found'],
  },
  {
    id: 'getFeed',
    method: 'get',
    path: FEED_PATH,
    access: ['officer', 'auditor'],
    query: schemas.feedQuery,
    answers: { 200: { type: 'application/atom+xml' } },
    problems: ['request-invalid'],
  },
  {
    id: 'listAccess',
    method: 'get',
    path: '/api/v1/access-log',
    access: ['auditor'],
    query: schemas.accessQuery,
    answers: { 200: json(schemas.accessPage) },
    problems: ['request-invalid'],
  },
  {
    id: 'getStatus',
    method: 'get',
    path: '/api/v1/status',
    access: 'anyone',
    answers: { 200: json(schemas.status) },
    problems: [],
  },
  {
    id: 'getGovernance',
    method: 'get',
    path: '/api/v1/governance',
    access: 'anyone',
    answers: { 200: json(schemas.governance) },
    problems: ['chain-unavailable'],
  },
  {
    id: 'audit',
    method: 'post',
    path: '/api/v1/audits',
    access: ['auditor'],
    answers: { 200: { type: 'application/x-ndjson' } },
    problems: [],
  },
  {
    id: 'openApi',
    method: 'get',
    path: '/api/v1/openapi.json',
    access: 'open',
    answers: { 200: json(schemas.openApiAnswer) },
    problems: [],
  },
  {
    id: 'health',
    method: 'get',
    path: '/healthz',
    access: 'open',
    answers: { 200: json(schemas.alive) },
    problems: [],
  },
  {
    id: 'ready',
    method: 'get',
    path: '/readyz',
    access: 'open',
    answers: { 200: json(schemas.readiness), 503: json(schemas.readiness) },
    problems: [],
  },
  {
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    access: ['auditor'],
    answers: { 200: { type: 'text/plain' } },
    problems: [],
  },
];
