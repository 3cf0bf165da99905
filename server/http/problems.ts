import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { FormatError } from '../../core/errors.ts';
import type { ClaimProblem } from '../../core/kind-check.ts';
import { incompleteText, labelOf } from '../../language/kinds.ts';
import { fill, type Language, pick } from '../../language/language.ts';
import { en, type ProblemCode, zh } from '../../language/problems.ts';
import { Refusal, storageRefusal } from '../refusal.ts';
import { isFeed } from './authenticate.ts';
import { answerEarly } from './linger.ts';

/** Errors as RFC 9457 problems: the one place that knows which code has which status. */

export const STATUS: Readonly<Record<ProblemCode, number>> = {
  'request-invalid': 400,
  'text-not-utf8': 400,
  'multipart-invalid': 400,
  'upload-incomplete': 400,
  'file-name-invalid': 400,
  'record-invalid': 400,
  'record-incomplete': 422,
  'idempotency-key-invalid': 400,
  'passkey-needs-name': 400,
  'not-signed-in': 401,
  'receipt-or-sign-in': 401,
  'ticket-invalid': 401,
  'passkey-invalid': 401,
  'role-insufficient': 403,
  'csrf-invalid': 403,
  'records-request-refused': 403,
  'account-needed': 403,
  'record-not-found': 404,
  'case-not-found': 404,
  'time-stamps-none': 404,
  'file-not-held': 404,
  'receipt-not-found': 404,
  'token-not-found': 404,
  'account-not-found': 404,
  'session-not-found': 404,
  'passkey-not-found': 404,
  'agency-not-found': 404,
  'batch-not-found': 404,
  'path-not-found': 404,
  'act-not-found': 404,
  'handoff-not-found': 404,
  'statement-not-found': 404,
  'upload-not-found': 404,
  'webhook-not-found': 404,
  'method-not-allowed': 405,
  'account-last-operator': 409,
  'account-own': 409,
  'receipt-set-unknown': 409,
  'record-not-anchored': 409,
  'case-closed': 409,
  'upload-offset-differs': 409,
  'upload-unfinished': 409,
  'upload-used': 409,
  'tus-version-unsupported': 412,
  'body-too-large': 413,
  'too-many-parts': 413,
  'media-type-unsupported': 415,
  'host-not-allowed': 421,
  'idempotency-conflict': 422,
  'list-too-long': 422,
  'receipt-invalid': 422,
  'receipt-files-differ': 422,
  'receipt-off-chain': 422,
  'acknowledgement-invalid': 422,
  'countersignature-refused': 422,
  'deadline-beyond-calendar': 422,
  'webhook-address-refused': 422,
  'too-many-webhooks': 422,
  'too-many-uploads': 422,
  'upload-differs': 422,
  'upload-busy': 423,
  'too-many-requests': 429,
  'internal-error': 500,
  'store-damaged': 500,
  'chain-not-ready': 503,
  'chain-unavailable': 503,
  'documents-busy': 503,
  'service-stopping': 503,
  'storage-unavailable': 503,
  'storage-full': 507,
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  next: string;
  requestId?: string;
  errors?: unknown;
  [member: string]: unknown;
};

/** What body-parser calls its errors. */
const BODY_ERRORS: Readonly<Record<string, ProblemCode>> = {
  'entity.too.large': 'body-too-large',
  'entity.parse.failed': 'request-invalid',
  'entity.verify.failed': 'request-invalid',
  'encoding.unsupported': 'media-type-unsupported',
  'charset.unsupported': 'media-type-unsupported',
  'request.aborted': 'upload-incomplete',
  'request.size.invalid': 'upload-incomplete',
  'stream.encoding.set': 'internal-error',
};

/** Every error as one of ours. What nobody foresaw becomes `internal-error`, with the error as its cause. */
export function refusalOf(error: unknown): Refusal {
  const known = storageRefusal(error);
  if (known instanceof Refusal) return known;
  if (known instanceof FormatError) {
    const code = known.code === 'file-name-invalid' ? 'file-name-invalid' : 'record-invalid';
    return new Refusal(code, known.message, {
      cause: known,
      details: { reason: known.code, ...known.details },
    });
  }
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  const code = typeof type === 'string' ? BODY_ERRORS[type] : undefined;
  if (code) {
    return new Refusal(code, 'The body cannot be read', { cause: error, details: { where: 'body' } });
  }
  if (error instanceof URIError || status === 400) {
    return new Refusal('request-invalid', 'The path cannot be read', {
      cause: error,
      details: { where: 'path' },
    });
  }
  return new Refusal('internal-error', 'Unforeseen', { cause: error });
}

/** What is wrong with the claims of a record, named as people know the fields. */
function claimTexts({ kind, claims }: Refusal['details'], language: Language): Record<string, string> {
  return {
    kind: labelOf('kind', String(kind ?? ''), language),
    fields: incompleteText((claims ?? []) as ClaimProblem[], language),
  };
}

/** The problem document for a refusal, in the language asked for. */
export function problemOf(refusal: Refusal, acceptLanguage: string | undefined, requestId: string): Problem {
  const language = pick(acceptLanguage);
  const texts = language === 'zh' ? zh : en;
  const { code, details } = refusal;
  const values = Object.fromEntries(
    Object.entries({
      where: 'body',
      reason: code,
      role: '',
      received: '',
      size: '',
      most: '',
      requestId,
      ...details,
      ...claimTexts(details, language),
    }).map(([name, value]) => [name, String(value)]),
  );
  return {
    type: `/api/docs#${code}`,
    title: texts[`${code}.title`],
    status: STATUS[code],
    detail: fill(texts[`${code}.detail`], values),
    code,
    next: fill(texts[`${code}.next`], values),
    requestId,
    ...(details.errors === undefined ? {} : { errors: details.errors }),
    ...(details.reason === undefined ? {} : { reason: details.reason }),
    ...(details.report === undefined ? {} : { report: details.report }),
  };
}

export function sendProblem(request: Request, response: Response, refusal: Refusal): void {
  const { retryAfter, allow } = refusal.details;
  const status = STATUS[refusal.code];
  if (typeof allow === 'string') response.set('Allow', allow);
  // Readers of feeds ask for a password where they are told to, and only there.
  if (status === 401) {
    response.set('WWW-Authenticate', isFeed(request) ? 'Basic realm="Jianzheng", charset="UTF-8"' : 'Bearer');
  }
  if (status === 429 || status === 503) response.set('Retry-After', String(retryAfter ?? 2));
  const problem = problemOf(refusal, request.headers['accept-language'], String(response.locals.requestId));
  const body = Buffer.from(JSON.stringify(problem));
  response
    .status(status)
    .vary('Accept-Language')
    .set('Content-Language', pick(request.headers['accept-language']) === 'zh' ? 'zh-CN' : 'en')
    .set('Cache-Control', 'no-store')
    .type('application/problem+json');
  if (request.complete) response.send(body);
  else answerEarly(request, response, body);
}

/** The last handler of the application: answers what the others threw. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const refusal = refusalOf(error);
    if (STATUS[refusal.code] >= 500 && !refusal.code.startsWith('chain-')) {
      log.error(
        { requestId: response.locals.requestId, code: refusal.code, err: refusal.cause },
        'Request failed',
      );
    }
    // An answer that has begun cannot become another one: cutting it off is the only honest end.
    if (response.headersSent) response.destroy();
    else sendProblem(request, response, refusal);
  };
}
