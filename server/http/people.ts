import type { RequestHandler } from 'express';
import { Refusal } from '../refusal.ts';
import type { TokenRow } from './access.ts';
import { type Authentication, signedIn } from './authenticate.ts';
import { newTicket, newToken, read, signIn } from './schemas.ts';
import type { Services } from './services.ts';

/** Sessions, sign-in links and tokens. */

const DAY_MS = 24 * 3600 * 1000;
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function viewToken(row: TokenRow) {
  return {
    id: row.id,
    role: row.role,
    name: row.name,
    created: new Date(row.created_at).toISOString(),
    expires: iso(row.expires_at),
    revoked: iso(row.revoked_at),
    lastUsed: iso(row.last_used_at),
  };
}

/** Where the page takes a ticket; behind the hash, so that it reaches no log. */
export function signInPath(ticket: string): string {
  return `/#/sign-in?ticket=${ticket}`;
}

export function people({ access, agency }: Services, auth: Authentication) {
  const whoIs: RequestHandler = (_request, response) => {
    const { role, name, csrf, account } = signedIn(response);
    response
      .set('Cache-Control', 'no-store')
      .json({ role, name, ...(csrf ? { csrf } : {}), agency, ...(account ? { account } : {}) });
  };
  const enter: RequestHandler = async (request, response) => {
    const { ticket } = read(signIn, request.body);
    const session = access.redeemTicket(ticket);
    if (!session) {
      await auth.countFailure(request);
      throw new Refusal('ticket-invalid', 'The ticket is unknown, used or has expired');
    }
    auth.setCookie(response, session.secret, session.expiresAt);
    const { role, name, csrf, account } = session.caller;
    response
      .set('Cache-Control', 'no-store')
      .json({ role, name, csrf, agency, ...(account ? { account } : {}) });
  };
  const leave: RequestHandler = (_request, response) => {
    const caller = signedIn(response);
    if (caller.sessionHash) access.endSession(caller);
    auth.clearCookie(response);
    response.status(204).end();
  };
  const invite: RequestHandler = (request, response) => {
    const { role, name = role } = read(newTicket, request.body);
    const ticket = access.issueTicket(role, name);
    access.note(signedIn(response).actor, 'ticket-issued', role);
    response
      .status(201)
      .set('Cache-Control', 'no-store')
      .json({ ticket, path: signInPath(ticket) });
  };
  const createToken: RequestHandler = (request, response) => {
    const { role, name = role, expiresInDays } = read(newToken, request.body);
    const { token, row } = access.createToken({
      role,
      name,
      expiresAt: expiresInDays === undefined ? null : Math.round(Date.now() + expiresInDays * DAY_MS),
      by: signedIn(response).actor,
    });
    response
      .status(201)
      .set('Cache-Control', 'no-store')
      .json({ ...viewToken(row), token });
  };
  const listTokens: RequestHandler = (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ items: access.listTokens().map(viewToken) });
  };
  const revokeToken: RequestHandler = (request, response) => {
    if (!access.revokeToken(String(request.params.id), signedIn(response).actor)) {
      throw new Refusal('token-not-found', 'No such token');
    }
    response.status(204).end();
  };
  return { whoIs, enter, leave, invite, createToken, listTokens, revokeToken };
}
