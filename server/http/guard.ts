import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { Refusal } from '../refusal.ts';
import type { HttpConfig } from './services.ts';

/** What every request passes first. */

/** The page computes in WebAssembly and workers of its own; nothing comes from, or goes, anywhere else. */
export function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Answers only under its own names. Without this a foreign page could point a name of its own at 127.0.0.1 and read
 * what this service tells anyone on the machine (DNS rebinding).
 */
export function hostCheck(config: Pick<HttpConfig, 'publicHosts' | 'loopback'>): RequestHandler {
  const names = new Set([...LOOPBACK, ...config.publicHosts]);
  const any = !config.loopback && config.publicHosts.length === 0;
  return (request, _response, next) => {
    const name = (request.headers.host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
    if (!any && !names.has(name)) throw new Refusal('host-not-allowed', 'A foreign Host header');
    next();
  };
}

/**
 * Lets `If-None-Match` count whatever else is asked: `fetch` sends `Cache-Control: no-cache` with it, which is meant for
 * caches on the way, and each answer here is made anew anyway.
 */
export const ownConditions: RequestHandler = (request, _response, next) => {
  if (request.headers['if-none-match'] !== undefined) delete request.headers['cache-control'];
  next();
};

/** The route as the API documents it: never the URL itself, which may name cases. */
export function routeOf(request: Request): string {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? `${request.baseUrl}${path}` : '(other)';
}

/** Gives each request a number, and writes down what became of it: no names, no queries, no addresses. */
export function requestLog(
  log: Logger,
  observe: (route: string, status: number, ms: number) => void,
): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const start = performance.now();
    response.locals.requestId = requestId;
    response.set('X-Request-Id', requestId);
    response.once('close', () => {
      const ms = performance.now() - start;
      const route = routeOf(request);
      const { statusCode } = response;
      observe(route, statusCode, ms);
      const values = {
        requestId,
        method: request.method,
        route,
        status: statusCode,
        ms: Math.round(ms),
        ...(response.writableFinished ? {} : { aborted: true }),
      };
      if (statusCode >= 500) log.warn(values, 'request');
      else if (request.method === 'GET' || request.method === 'HEAD') log.debug(values, 'request');
      else log.info(values, 'request');
    });
    next();
  };
}

/** So many requests a minute from one address; for what is open to everyone. */
export function openLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // A program with a token is known, and trusted not to be a flood.
    skip: (_request, response) => response.locals.caller !== undefined,
    handler: (_request, response, next) => {
      const retryAfter = Number(response.getHeader('Retry-After') ?? 60);
      next(new Refusal('too-many-requests', 'Too many requests', { details: { retryAfter } }));
    },
    validate: { xForwardedForHeader: false },
  });
}
