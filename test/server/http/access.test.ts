import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../../server/http/operations.ts';
import { type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
});
afterAll(() => service.close());

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const anonymous = (path: string, init: RequestInit = {}) => fetch(`${service.url}${path}`, init);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** fetch cannot set Host. */
function withHost(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get(`${service.url}/healthz`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
      .on('error', reject);
  });
}

const READING = [
  'listRecords',
  'getRecord',
  'getReceipt',
  'getTimeStamps',
  'getCertificate',
  'getEvidenceList',
  'listCases',
  'listCopies',
  'listCountersignatures',
  'listKeptReceipts',
  'getKeptReceipt',
  'listActs',
  'getAct',
  'listStatements',
  'getStatement',
  'listHandoffs',
  'getHandoff',
  'getTimeline',
  'getFeed',
] as const;

describe('nothing but what is meant to be open is open', () => {
  test.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
    '%s',
    async (_id, operation) => {
      const path = operation.path.replace('{id}', 'a'.repeat(64));
      const response = await anonymous(path, { method: operation.method.toUpperCase() });
      if (operation.access === 'open') expect([401, 403]).not.toContain(await statusWithoutTicket(response));
      // An answer to HEAD has no body.
      else if (operation.method === 'head') expect(response.status).toBe(401);
      else expect([response.status, await codeOf(response)]).toEqual([401, 'not-signed-in']);
    },
  );

  /** Signing in and looking up a file alone are open, and say 401 to a question without its ticket or its receipt. */
  async function statusWithoutTicket(response: Response): Promise<number> {
    const { status } = response;
    await response.arrayBuffer();
    return status;
  }

  test.each([
    [
      'officer',
      [
        ...[
          'createRecord',
          'createRecords',
          'createAct',
          ...READING,
          'getRecordFile',
          'getKeptFile',
          'addCopy',
          'createCountersignature',
          'keepReceipt',
        ],
        ...['createUpload', 'uploadOffset', 'getUpload', 'appendUpload', 'removeUpload'],
      ],
    ],
    ['auditor', [...READING, 'listAccess', 'audit', 'metrics']],
  ] as const)('the role %s may do what it is for, and nothing else', async (role, may) => {
    for (const operation of OPERATIONS.filter(({ access }) => Array.isArray(access))) {
      const path = operation.path.replace('{id}', 'a'.repeat(64));
      const response = await anonymous(path, {
        method: operation.method.toUpperCase(),
        headers: bearer(service.token(role)),
      });
      const allowed = (may as readonly string[]).includes(operation.id);
      expect([operation.id, response.status === 403]).toEqual([operation.id, !allowed]);
      await response.arrayBuffer();
    }
  });
});

describe('tokens', () => {
  const operator = () => ({ ...bearer(service.token('operator')), 'content-type': 'application/json' });
  const create = async (body: object) => {
    const response = await anonymous('/api/v1/tokens', {
      method: 'POST',
      headers: operator(),
      body: JSON.stringify(body),
    });
    return { status: response.status, made: (await response.json()) as { id: string; token: string } };
  };

  test('work until they are revoked, and are stored as a hash alone', async () => {
    const { status, made } = await create({ role: 'officer', name: 'scanner' });
    expect(status).toBe(201);
    const look = () => anonymous('/api/v1/records', { headers: bearer(made.token) });
    expect((await look()).status).toBe(200);
    const rows = service.services.store.all('SELECT * FROM tokens');
    expect(JSON.stringify(rows)).not.toContain(made.token);
    const list = await anonymous('/api/v1/tokens', { headers: operator() });
    expect(await list.text()).not.toContain(made.token);
    expect(service.log.join('')).not.toContain(made.token);
    const revoke = await anonymous(`/api/v1/tokens/${made.id}`, { method: 'DELETE', headers: operator() });
    expect(revoke.status).toBe(204);
    expect((await look()).status).toBe(401);
    const unknown = await anonymous('/api/v1/tokens/none', { method: 'DELETE', headers: operator() });
    expect(await codeOf(unknown)).toBe('token-not-found');
  });

  test('end when they expire', async () => {
    const { made } = await create({ role: 'officer', expiresInDays: 1e-9 });
    expect((await anonymous('/api/v1/records', { headers: bearer(made.token) })).status).toBe(401);
  });

  test('are not made for roles that do not exist', async () => {
    expect((await create({ role: 'admin' })).status).toBe(400);
  });
});

describe('sessions', () => {
  const json = { 'content-type': 'application/json' };
  const signIn = async (ticket: string) =>
    anonymous('/api/v1/session', { method: 'POST', headers: json, body: JSON.stringify({ ticket }) });

  test('begin with a link that works once, need the CSRF token to change anything, and end', async () => {
    const ticket = service.services.access.issueTicket('officer', 'at the desk');
    const response = await signIn(ticket);
    expect(response.status).toBe(200);
    const { csrf, role } = (await response.json()) as { csrf: string; role: string };
    expect(role).toBe('officer');
    const set = response.headers.get('set-cookie')!;
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    const cookie = set.split(';')[0]!;
    expect((await signIn(ticket)).status).toBe(401);

    expect((await anonymous('/api/v1/records', { headers: { cookie } })).status).toBe(200);
    const submit = (headers: Record<string, string>) =>
      anonymous('/api/v1/records', {
        method: 'POST',
        headers: { ...json, cookie, ...headers },
        body: JSON.stringify({ files: [{ name: 'a', size: 1, sha256: 'a'.repeat(64) }] }),
      });
    expect(await codeOf(await submit({}))).toBe('csrf-invalid');
    expect(await codeOf(await submit({ 'x-csrf-token': 'wrong' }))).toBe('csrf-invalid');
    expect((await submit({ 'x-csrf-token': csrf })).status).toBe(201);

    const out = await anonymous('/api/v1/session', {
      method: 'DELETE',
      headers: { cookie, 'x-csrf-token': csrf },
    });
    expect(out.status).toBe(204);
    expect((await anonymous('/api/v1/session', { headers: { cookie } })).status).toBe(401);
  });

  test('are for TLS alone where there is TLS', async () => {
    const secure = await smallService({ config: { secure: true } });
    const ticket = secure.services.access.issueTicket('officer', 'x');
    const response = await fetch(`${secure.url}/api/v1/session`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ ticket }),
    });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-.*Secure/);
    expect(response.headers.get('strict-transport-security')).not.toBeNull();
    await secure.close();
  });
});

test('an operator can make a sign-in link for someone else', async () => {
  const response = await anonymous('/api/v1/tickets', {
    method: 'POST',
    headers: { ...bearer(service.token('operator')), 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'auditor' }),
  });
  expect(response.status).toBe(201);
  expect(((await response.json()) as { path: string }).path).toMatch(/^\/#\/sign-in\?ticket=/);
});

test('a foreign Host header is refused, so that no name can be bound to this machine from outside', async () => {
  expect(await withHost('evil.example')).toBe(421);
  expect(await withHost('evil.example:3000')).toBe(421);
  expect(await withHost('localhost')).toBe(200);
  expect(await withHost('127.0.0.1:1')).toBe(200);
  expect(await withHost('[::1]:3000')).toBe(200);
});

test('whoever guesses tokens is stopped, and open end points are limited', async () => {
  const limited = await smallService({ config: { openRequestsPerMinute: 5 } });
  const statuses = [];
  for (let n = 0; n < 35; n++) {
    const response = await fetch(`${limited.url}/api/v1/records`, { headers: bearer(`jz_${n}`) });
    statuses.push(response.status);
  }
  expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 401));
  expect(statuses.at(-1)).toBe(429);
  // Nobody else behind that address is locked out by it.
  expect((await limited.ask('/api/v1/records')).status).toBe(200);

  const other = await smallService({ config: { openRequestsPerMinute: 5 } });
  const open = [];
  for (let n = 0; n < 7; n++) open.push(await fetch(`${other.url}/api/v1/trust`));
  expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(await codeOf(open.at(-1)!)).toBe('too-many-requests');
  await limited.close();
  await other.close();
});

test('every answer carries a strict content security policy, and none names what serves it', async () => {
  for (const path of ['/', '/api/docs', '/healthz', '/api/v1/nowhere']) {
    const response = await anonymous(path);
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toContain('unsafe-inline');
    expect(response.headers.get('x-powered-by')).toBeNull();
    await response.arrayBuffer();
  }
});

test('the log holds no names, cases or secrets', async () => {
  await service.ask('/api/v1/records', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      case: 'CASE-NAME',
      claims: { by: 'A-PERSON' },
      files: [{ name: 'FILE-NAME', size: 1, sha256: 'b'.repeat(64) }],
    }),
  });
  await service.ask('/api/v1/records?case=CASE-NAME');
  const log = service.log.join('');
  expect(log).toContain('/api/v1/records');
  expect(log).not.toMatch(/CASE-NAME|A-PERSON|FILE-NAME|jz_/);
});

test('a service that stops takes nothing new', async () => {
  service.rest.stopping = true;
  const response = await service.ask('/api/v1/records', { method: 'POST', body: '{}' });
  expect(await codeOf(response)).toBe('service-stopping');
  service.rest.stopping = false;
});

test('paths and methods that do not exist are said so, with what does', async () => {
  expect(await codeOf(await service.ask('/api/v1/nowhere'))).toBe('path-not-found');
  const patch = await service.ask('/api/v1/records', { method: 'PATCH' });
  expect([patch.status, patch.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD']);
  expect(await codeOf(await service.ask('/api/v1/records/%zz'))).toBe('request-invalid');
  const zh = await service.ask('/api/v1/nowhere', { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
  expect(zh.headers.get('content-language')).toBe('zh-CN');
  expect(((await zh.json()) as { title: string }).title).toBe('此处没有内容');
});
