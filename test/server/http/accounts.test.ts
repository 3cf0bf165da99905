import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SmallService, smallService } from '../small-service.ts';

/** People have accounts: they come in by a link that works once, and are out the moment their account ends. */

let service: SmallService;
beforeEach(async () => {
  service = await smallService();
});
afterEach(() => service.close());

type Made = { id: string; ticket: string };
const JSON_TYPE = { 'content-type': 'application/json' };

function asOperator(path: string, method = 'GET', body?: object): Promise<Response> {
  return service.ask(`/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${service.token('operator')}`, ...(body ? JSON_TYPE : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}
const create = async (name = '李伟', role = 'officer') =>
  (await (await asOperator('accounts', 'POST', { role, name })).json()) as Made;
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const enter = (ticket: string) =>
  fetch(`${service.url}/api/v1/session`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ ticket }),
  });

async function signedIn(ticket: string) {
  const response = await enter(ticket);
  expect(response.status).toBe(200);
  const { csrf } = (await response.json()) as { csrf: string };
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  return (path: string, method = 'GET') =>
    fetch(`${service.url}/api/v1/${path}`, { method, headers: { cookie, 'x-csrf-token': csrf } });
}

describe('an account', () => {
  test('begins with a link that works once and outlives the run, and its person is known by it', async () => {
    const { id, ticket } = await create();
    const ask = await signedIn(ticket);
    expect(await (await ask('session')).json()).toMatchObject({ role: 'officer', name: '李伟', account: id });
    expect(await codeOf(await enter(ticket))).toBe('ticket-invalid');
    const stored = service.services.store.all('SELECT * FROM invitations');
    expect(JSON.stringify(stored)).not.toContain(ticket);
    const log = service.services.store.all<{ actor: string }>('SELECT actor FROM access_log');
    expect(log.map(({ actor }) => actor)).toContain(`account:${id}`);
  });

  test('has one open link at a time, for seven days', async () => {
    const { id, ticket } = await create();
    const again = (await (await asOperator(`accounts/${id}/tickets`, 'POST')).json()) as Made;
    expect((await enter(ticket)).status).toBe(401);
    service.services.store.run('UPDATE invitations SET expires_at = ?', Date.now());
    expect((await enter(again.ticket)).status).toBe(401);
  });

  test('that ends takes its sessions and links with it, and can be restored', async () => {
    const { id, ticket } = await create();
    const ask = await signedIn(ticket);
    const open = (await (await asOperator(`accounts/${id}/tickets`, 'POST')).json()) as Made;
    expect((await asOperator(`accounts/${id}`, 'DELETE')).status).toBe(204);
    expect((await ask('records')).status).toBe(401);
    expect((await enter(open.ticket)).status).toBe(401);
    expect(await codeOf(await asOperator(`accounts/${id}/tickets`, 'POST'))).toBe('account-not-found');
    const { items } = (await (await asOperator('accounts')).json()) as { items: { ended: string | null }[] };
    expect(items).toMatchObject([{ id, ended: expect.any(String) }]);
    expect((await asOperator(`accounts/${id}/restore`, 'POST')).status).toBe(204);
    const back = (await (await asOperator(`accounts/${id}/tickets`, 'POST')).json()) as Made;
    await signedIn(back.ticket);
  });

  test('is not ended by its own person, nor found under another ID', async () => {
    const { id, ticket } = await create('王芳', 'operator');
    const ask = await signedIn(ticket);
    expect(await codeOf(await ask(`accounts/${id}`, 'DELETE'))).toBe('account-own');
    expect(await codeOf(await asOperator('accounts/none', 'DELETE'))).toBe('account-not-found');
    expect((await asOperator('accounts', 'POST', { role: 'officer', name: ' ' })).status).toBe(400);
  });
});

describe('the role of an account', () => {
  const become = (id: string, role: string) => asOperator(`accounts/${id}`, 'PATCH', { role });
  const actions = () =>
    service.services.store
      .all<{ action: string }>("SELECT action FROM access_log WHERE action LIKE 'account-became-%'")
      .map(({ action }) => action);

  test('is changed for whoever is signed in with it at once, for open links too, and in the log', async () => {
    const { id, ticket } = await create();
    const ask = await signedIn(ticket);
    const open = (await (await asOperator(`accounts/${id}/tickets`, 'POST')).json()) as Made;
    expect((await ask('access-log')).status).toBe(403);
    const answer = await become(id, 'auditor');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ id, name: '李伟', role: 'auditor' }),
    ]);
    expect((await ask('access-log')).status).toBe(200);
    expect(await (await ask('session')).json()).toMatchObject({ role: 'auditor', account: id });
    const later = await signedIn(open.ticket);
    expect(await (await later('session')).json()).toMatchObject({ role: 'auditor' });
    // Nothing changes: nothing to log.
    expect((await become(id, 'auditor')).status).toBe(200);
    expect(actions()).toEqual(['account-became-auditor']);
  });

  test('of the last operator stays, as long as it is the last that has not ended', async () => {
    const first = await create('王芳', 'operator');
    const second = await create('赵敏', 'operator');
    expect((await asOperator(`accounts/${second.id}`, 'DELETE')).status).toBe(204);
    expect(await codeOf(await become(first.id, 'officer'))).toBe('account-last-operator');
    const ask = await signedIn(first.ticket);
    expect((await ask('accounts')).status).toBe(200);
    expect((await asOperator(`accounts/${second.id}/restore`, 'POST')).status).toBe(204);
    expect((await become(first.id, 'officer')).status).toBe(200);
    expect((await ask('accounts')).status).toBe(403);
    expect(await codeOf(await become(second.id, 'auditor'))).toBe('account-last-operator');
    expect(actions()).toEqual(['account-became-officer']);
  });

  test('is one of three, of an account that is there and has not ended', async () => {
    const { id } = await create();
    expect(await codeOf(await become(id, 'admin'))).toBe('request-invalid');
    expect(await codeOf(await become('none', 'officer'))).toBe('account-not-found');
    await asOperator(`accounts/${id}`, 'DELETE');
    expect(await codeOf(await become(id, 'operator'))).toBe('account-not-found');
    expect(actions()).toEqual([]);
  });
});

test('an operator sees who is signed in, and ends a session', async () => {
  const ask = await signedIn((await create()).ticket);
  const { items } = (await (await asOperator('sessions')).json()) as {
    items: { id: string; own: boolean }[];
  };
  expect(items).toMatchObject([{ name: '李伟', own: false }]);
  expect((await asOperator(`sessions/${items[0]?.id}`, 'DELETE')).status).toBe(204);
  expect((await ask('session')).status).toBe(401);
  expect(await codeOf(await asOperator(`sessions/${items[0]?.id}`, 'DELETE'))).toBe('session-not-found');
});

describe('passkeys', () => {
  test('are for accounts, and for a name: browsers make none for a bare address', async () => {
    const ask = await signedIn((await create()).ticket);
    expect(await codeOf(await ask('passkeys/options', 'POST'))).toBe('passkey-needs-name');
    expect(await codeOf(await asOperator('passkeys/options', 'POST'))).toBe('account-needed');
    expect(await codeOf(await asOperator('passkeys'))).toBe('account-needed');
    expect(await codeOf(await ask('passkeys/none', 'DELETE'))).toBe('passkey-not-found');
  });

  test('that are not known here give nobody a session', async () => {
    const url = service.url.replace('127.0.0.1', 'localhost');
    const options = await fetch(`${url}/api/v1/session/passkey/options`, { method: 'POST' });
    expect(await options.json()).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    const answer = {
      ...{ id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} },
      response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA' },
    };
    const response = await fetch(`${url}/api/v1/session/passkey`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(answer),
    });
    expect([response.status, await codeOf(response)]).toEqual([401, 'passkey-invalid']);
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});
