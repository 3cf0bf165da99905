import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, MemoryStore } from 'express-rate-limit';
import { Refusal } from '../refusal.ts';
import type { Access, Caller, Role } from './access.ts';
import { FEED_PATH } from './operations.ts';

/** Who is calling: a bearer token, or a session's cookie together with its CSRF token. */

/** Failed sign-ins of one address that are answered within a minute. */
const FAILURES_PER_MINUTE = 30;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;

/** The password of Basic authentication (RFC 7617), for the feed alone: it is the token, whatever the user name. */
function passwordOf(request: Request): string | undefined {
  const given = /^Basic ([A-Za-z0-9+/]{1,600}={0,2})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || !isFeed(request)) return undefined;
  return Buffer.from(given, 'base64')
    .toString('latin1')
    .replace(/^[^:]*:/, '');
}

/** Whether a request is for the feed. */
export function isFeed(request: Request): boolean {
  return SAFE.has(request.method) && request.originalUrl.replace(/\?.*$/s, '') === FEED_PATH;
}

function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function checkCsrf(request: Request, caller: Caller): void {
  if (SAFE.has(request.method)) return;
  const given = request.get('X-CSRF-Token');
  if (!caller.csrf || !given || !sameSecret(given, caller.csrf)) {
    throw new Refusal('csrf-invalid', 'The CSRF token is missing or wrong');
  }
}

export type Authentication = {
  /** Finds out who is calling, if anyone says so. Wrong credentials are refused also where none are needed. */
  identify: RequestHandler;
  /** Lets only these roles pass; the operator always does. */
  allow(...roles: Role[]): RequestHandler;
  /** Counts a failed attempt of this address, and refuses when there were too many. */
  countFailure(request: Request): Promise<void>;
  setCookie(response: Response, secret: string, expiresAt: number): void;
  clearCookie(response: Response): void;
};

/** The caller that `identify` found, or undefined. */
export function callerOf(response: Response): Caller | undefined {
  return response.locals.caller as Caller | undefined;
}

/** The caller where a role was asked for. */
export function signedIn(response: Response): Caller {
  const caller = callerOf(response);
  if (!caller) throw new Refusal('not-signed-in', 'No credentials');
  return caller;
}

/**
 * @param cookieName of this installation: cookies ignore ports, so two on one machine would overwrite each other's
 * @param secure whether browsers reach the service over TLS
 */
export function authentication(access: Access, cookieName: string, secure: boolean): Authentication {
  const name = secure ? `__Host-${cookieName}` : cookieName;
  const failures = new MemoryStore();
  failures.init({ windowMs: 60_000 } as Parameters<MemoryStore['init']>[0]);
  const addressOf = (request: Request) => ipKeyGenerator(request.ip ?? '');

  async function countFailure(request: Request): Promise<void> {
    const { totalHits } = await failures.increment(addressOf(request));
    if (totalHits > FAILURES_PER_MINUTE) {
      throw new Refusal('too-many-requests', 'Too many failed sign-ins', { details: { retryAfter: 60 } });
    }
  }

  async function failed(request: Request): Promise<never> {
    await countFailure(request);
    throw new Refusal('not-signed-in', 'The credentials are unknown or have ended');
  }

  async function identify(request: Request): Promise<Caller | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const token = BEARER.exec(authorization)?.[1] ?? passwordOf(request);
      // Only those without a good one are held up: secrets of 256 bits cannot be guessed, and one program with a token
      // that has ended must not lock out everybody else behind its address.
      return (token && access.byToken(token)) || failed(request);
    }
    const secret = cookieOf(request, name);
    if (secret === undefined) return undefined;
    const caller = access.bySession(secret);
    // A cookie that has ended is sent by browsers on their own: no attempt at guessing, and the page must still open.
    if (!caller) return undefined;
    checkCsrf(request, caller);
    return caller;
  }

  const attributes = { httpOnly: true, sameSite: 'strict', path: '/', secure } as const;
  return {
    identify: async (request, response, next) => {
      response.locals.caller = await identify(request);
      next();
    },
    allow:
      (...roles) =>
      (_request, response, next) => {
        const caller = signedIn(response);
        if (caller.role !== 'operator' && !roles.includes(caller.role)) {
          throw new Refusal('role-insufficient', 'Another role is needed', {
            details: { role: roles[0] ?? 'operator' },
          });
        }
        next();
      },
    countFailure,
    setCookie: (response, secret, expiresAt) =>
      response.cookie(name, secret, { ...attributes, expires: new Date(expiresAt) }),
    clearCookie: (response) => response.clearCookie(name, attributes),
  };
}
