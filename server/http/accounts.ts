import type { RequestHandler } from 'express';
import { Refusal } from '../refusal.ts';
import { type AccountRow, listAccounts } from '../store/accounts.ts';
import { signedIn } from './authenticate.ts';
import { signInPath } from './people.ts';
import { newAccount, newRole, read } from './schemas.ts';
import type { Services } from './services.ts';

/** People with an account, and who is signed in. */

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function viewAccount({ id, name, role, created_at, disabled_at }: AccountRow) {
  return { id, name, role, created: iso(created_at), ended: iso(disabled_at) };
}

export function accounts({ access, store }: Services) {
  const invitation = (ticket: string) => ({ ticket, path: signInPath(ticket) });
  const unknown = () => new Refusal('account-not-found', 'No such account, or it has ended');

  const create: RequestHandler = (request, response) => {
    const { role, name } = read(newAccount, request.body);
    const { account, ticket } = access.createAccount({ role, name, by: signedIn(response).actor });
    response
      .status(201)
      .set('Cache-Control', 'no-store')
      .json({ ...viewAccount(account), ...invitation(ticket) });
  };
  const list: RequestHandler = (_request, response) => {
    response.set('Cache-Control', 'no-store').json({
      items: listAccounts(store).map((row) => ({
        ...viewAccount(row),
        passkeys: row.passkeys,
        signedInAt: iso(row.last_at),
      })),
    });
  };
  const invite: RequestHandler = (request, response) => {
    const ticket = access.inviteAgain(String(request.params.id), signedIn(response).actor);
    if (ticket === undefined) throw unknown();
    response.status(201).set('Cache-Control', 'no-store').json(invitation(ticket));
  };
  const changeRole: RequestHandler = (request, response) => {
    const { role } = read(newRole, request.body);
    const account = access.changeRole(String(request.params.id), role, signedIn(response).actor);
    response.set('Cache-Control', 'no-store').json(viewAccount(account));
  };
  const end =
    (ended: boolean): RequestHandler =>
    (request, response) => {
      const caller = signedIn(response);
      const id = String(request.params.id);
      if (ended && caller.account === id) throw new Refusal('account-own', 'The account of the caller');
      if (!access.endAccount(id, ended, caller.actor)) throw unknown();
      response.status(204).end();
    };
  const sessions: RequestHandler = (_request, response) => {
    const own = signedIn(response).sessionHash?.slice(0, 16);
    response.set('Cache-Control', 'no-store').json({
      items: access.listSessions().map(({ id, role, name, account, created_at, expires_at }) => ({
        ...{ id, role, name, account, own: id === own },
        created: iso(created_at),
        expires: iso(expires_at),
      })),
    });
  };
  const endSession: RequestHandler = (request, response) => {
    if (!access.endSessionOf(String(request.params.id), signedIn(response).actor)) {
      throw new Refusal('session-not-found', 'No such session');
    }
    response.status(204).end();
  };
  return { create, list, invite, changeRole, end: end(true), restore: end(false), sessions, endSession };
}
