import express, { type Express, type RequestHandler } from 'express';
import { MAX_RECEIPT_BYTES, RECEIPT_MEDIA_TYPE } from '../core/receipt.ts';
import { accessTrail } from './access-log/trail.ts';
import { accessLog } from './http/access-log.ts';
import { accounts } from './http/accounts.ts';
import { acts } from './http/acts.ts';
import { audits } from './http/audits.ts';
import { authentication } from './http/authenticate.ts';
import { batchRecords } from './http/batch-records.ts';
import { certificates } from './http/certificates.ts';
import { chain } from './http/chain.ts';
import { allCopies, copies } from './http/copies.ts';
import { countersignatures } from './http/countersignatures.ts';
import { docsPage } from './http/docs-page.ts';
import { evidenceLists } from './http/evidence-lists.ts';
import { feed } from './http/feed.ts';
import { governance } from './http/governance.ts';
import { hostCheck, openLimit, ownConditions, requestLog, securityHeaders } from './http/guard.ts';
import { health } from './http/health.ts';
import { jsonBody } from './http/json-body.ts';
import { keptReceipts } from './http/kept-receipts.ts';
import { kinds } from './http/kinds.ts';
import { createMetrics } from './http/metrics.ts';
import { OPERATIONS, type OperationId, UNLIMITED } from './http/operations.ts';
import { pages } from './http/pages.ts';
import { passkeys } from './http/passkeys.ts';
import { people } from './http/people.ts';
import { problemHandler } from './http/problems.ts';
import { recordFiles } from './http/record-files.ts';
import { records } from './http/records.ts';
import type { HttpConfig, Services } from './http/services.ts';
import { statements } from './http/statements.ts';
import { submissions } from './http/submissions.ts';
import { timeStamps } from './http/time-stamps.ts';
import { timeline } from './http/timeline.ts';
import { uploadRoutes } from './http/uploads.ts';
import { verifications } from './http/verifications.ts';
import { webhooks } from './http/webhooks.ts';
import { Refusal } from './refusal.ts';

/** Largest JSON bodies, in bytes: a record of 1024 digests and 64 claims, a thousand records, a receipt. */
const RECORD_BYTES = 2 * 1024 * 1024;
const BULK_BYTES = 16 * 1024 * 1024;
const SMALL_BYTES = 64 * 1024;
const VERIFICATION_BYTES = MAX_RECEIPT_BYTES + 1024 * 1024;

/** The whole service as it is seen from outside. Everything it stands on is given. */
export function createApp(services: Services, config: HttpConfig): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxy);
  app.set('query parser', 'simple');

  const metrics = createMetrics(services);
  const cookieName = `jianzheng_${services.trust.trust.foundingHash.slice(0, 8)}`;
  const auth = authentication(services.access, cookieName, config.secure);
  const docs = docsPage();
  const making = submissions(services, config, metrics);
  const uploading = uploadRoutes(services, metrics);
  const reading = records(services);
  const view = chain(services);
  const kept = keptReceipts(services, metrics);
  const files = recordFiles(services);
  const who = people(services, auth);
  const members = accounts(services);
  const hooks = webhooks(services);
  const saying = acts(services);
  const said = statements(services);
  const signing = countersignatures(services);
  const keys = passkeys(services, auth);
  const { alive, ready } = health(services, config);
  const receiptBody = express.raw({
    type: ['application/json', RECEIPT_MEDIA_TYPE],
    limit: MAX_RECEIPT_BYTES,
  });

  app.use(requestLog(services.log, metrics.observeRequest));
  app.use(securityHeaders(config.secure));
  app.use(hostCheck(config));
  app.use(ownConditions);

  /** What each operation does, after its caller was let in. */
  const handlers: Record<OperationId, RequestHandler[]> = {
    createRecord: [making.ready, jsonBody(RECORD_BYTES), making.single],
    createRecords: [making.ready, jsonBody(BULK_BYTES), making.many],
    createUpload: [uploading.open, uploading.onAll],
    uploadLimits: [uploading.onAll],
    uploadOffset: [uploading.onOne],
    getUpload: [uploading.show],
    appendUpload: [uploading.open, uploading.onOne],
    removeUpload: [uploading.onOne],
    listRecords: [reading.list],
    getRecord: [reading.one],
    getReceipt: [reading.receipt],
    getTimeStamps: [timeStamps(services)],
    getCertificate: [certificates(services, config)],
    getEvidenceList: [evidenceLists(services)],
    getRecordFile: [files.own],
    addCopy: [jsonBody(SMALL_BYTES), jsonOnly, copies(services)],
    listCopies: [allCopies(services)],
    createCountersignature: [making.ready, jsonBody(SMALL_BYTES), jsonOnly, signing.create],
    listCountersignatures: [signing.list],
    listSigningKeys: [signing.keys],
    keepReceipt: [making.ready, receiptBody, kept.add],
    listKeptReceipts: [kept.list],
    getKeptReceipt: [kept.one],
    getKeptFile: [files.kept],
    listCases: [reading.cases],
    listKinds: [kinds],
    verify: [jsonBody(VERIFICATION_BYTES), verifications(services, metrics)],
    listAgencies: [view.agencies],
    listBatches: [view.batches],
    takeBatchRecords: [jsonBody(SMALL_BYTES), jsonOnly, batchRecords(services)],
    getChain: [view.show],
    getTrust: [
      (_request, response) => {
        response
          .set('Cache-Control', 'no-cache')
          .type('application/json')
          .send(Buffer.from(services.trust.bytes));
      },
    ],
    signIn: [jsonBody(SMALL_BYTES), jsonOnly, who.enter],
    getSession: [who.whoIs],
    signOut: [who.leave],
    invite: [jsonBody(SMALL_BYTES), jsonOnly, who.invite],
    createToken: [jsonBody(SMALL_BYTES), jsonOnly, who.createToken],
    listTokens: [who.listTokens],
    revokeToken: [who.revokeToken],
    createWebhook: [jsonBody(SMALL_BYTES), jsonOnly, hooks.add],
    listWebhooks: [hooks.list],
    removeWebhook: [hooks.remove],
    testWebhook: [hooks.test],
    resumeWebhook: [hooks.resume],
    rotateWebhookSecret: [jsonBody(SMALL_BYTES), jsonOnly, hooks.rotate],
    listDeliveries: [hooks.deliveries],
    createAccount: [jsonBody(SMALL_BYTES), jsonOnly, members.create],
    listAccounts: [members.list],
    inviteAccount: [members.invite],
    changeRole: [jsonBody(SMALL_BYTES), jsonOnly, members.changeRole],
    endAccount: [members.end],
    restoreAccount: [members.restore],
    listSessions: [members.sessions],
    endSession: [members.endSession],
    beginPasskey: [keys.beginMaking],
    makePasskey: [jsonBody(SMALL_BYTES), jsonOnly, keys.make],
    listPasskeys: [keys.list],
    removePasskey: [keys.remove],
    beginPasskeySignIn: [keys.beginSignIn],
    signInWithPasskey: [jsonBody(SMALL_BYTES), jsonOnly, keys.signIn],
    createAct: [jsonBody(SMALL_BYTES), jsonOnly, saying.create],
    listActs: [saying.list],
    getAct: [saying.one],
    listStatements: [said.list],
    getStatement: [said.file],
    listHandoffs: [said.handoffs],
    getHandoff: [said.handoff],
    getTimeline: [timeline(services)],
    getFeed: [feed(services)],
    listAccess: [accessLog(services)],
    getStatus: [
      async (_request, response) => {
        const status = await services.status();
        response.set('Cache-Control', 'no-store').json({ ...status, agency: services.agency });
      },
    ],
    getGovernance: [governance(services)],
    audit: [audits(services)],
    openApi: [docs.document],
    health: [alive],
    ready: [ready],
    metrics: [
      async (_request, response) => {
        response.type(metrics.contentType).send(await metrics.text());
      },
    ],
  };

  const noted = accessTrail(services.store, services.log);
  const limited = openLimit(config.openRequestsPerMinute);
  app.use('/api', auth.identify);
  app.use('/metrics', auth.identify);
  for (const { id, method, path, access } of OPERATIONS) {
    const admit =
      access === 'open'
        ? UNLIMITED.has(id)
          ? []
          : [limited]
        : [auth.allow(...(access === 'anyone' ? ANYONE : access))];
    app[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), ...admit, ...noted(id), ...handlers[id]);
  }
  app.get('/api/openapi.json', limited, docs.document);
  app.get('/api/docs', limited, docs.page);
  app.get('/api/docs.css', docs.style);
  for (const path of new Set(OPERATIONS.map((operation) => operation.path))) {
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), otherMethod(path));
  }
  app.use('/api', nothingHere);
  app.use(pages(config.webFolder));
  app.use(nothingHere);
  app.use(problemHandler(services.log));
  return app;
}

const ANYONE = ['officer', 'auditor', 'operator'] as const;

const nothingHere: RequestHandler = () => {
  throw new Refusal('path-not-found', 'No such path');
};

const jsonOnly: RequestHandler = (request, _response, next) => {
  // Also what keeps foreign pages out: a form cannot send JSON, and anything else asks first.
  if (!request.is('application/json')) throw new Refusal('media-type-unsupported', 'No JSON');
  next();
};

function otherMethod(path: string): RequestHandler {
  const methods = OPERATIONS.filter((operation) => operation.path === path).map(({ method }) =>
    method.toUpperCase(),
  );
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
  return () => {
    throw new Refusal('method-not-allowed', 'Another method', { details: { allow } });
  };
}
