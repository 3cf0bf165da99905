import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { notFoundReport } from '../../core/report.ts';
import { en } from '../../language/command.ts';
import { FINDING_CODES } from '../../server/audit/findings.ts';
import { paperWorld } from '../support/paper-world.ts';
import { listen } from './support/fake-service.ts';
import { jz, temporaryFolder } from './support/jz.ts';

const ID = 'ab'.repeat(32);
const world = paperWorld('account');

/** A service beside a data folder that tells where it is. */
async function serveLocally() {
  const app = express();
  const seen: { method: string; path: string; token: string | undefined; body: unknown }[] = [];
  let audit = '';
  app.use(express.json(), (request, _response, next) => {
    seen.push({
      method: request.method,
      path: request.path,
      token: request.get('authorization'),
      body: request.body,
    });
    next();
  });
  app.post('/api/v1/tokens', (_request, response) => {
    response.status(201).json({ id: 't1', token: 'secret-token', role: 'officer' });
  });
  app.post('/api/v1/tickets', (_request, response) => {
    response.status(201).json({ ticket: 't', path: '/#/sign-in?ticket=t' });
  });
  app.patch('/api/v1/accounts/:id', (request, response) => {
    response.json({ id: request.params.id, name: '王\u001b[2J', role: request.body.role });
  });
  app.get('/api/v1/tokens', (_request, response) => {
    response.json({
      items: [{ id: 't1', role: 'officer', name: '张\u001b[2J', expires: null, revoked: null }],
    });
  });
  app.delete('/api/v1/tokens/:id', (_request, response) => {
    response.status(204).end();
  });
  app.get('/api/v1/trust', (_request, response) => {
    response.send(Buffer.from(world.bundles.latest));
  });
  app.post('/api/v1/verifications', (_request, response) => {
    response.json(notFoundReport());
  });
  app.post('/api/v1/audits', (_request, response) => {
    response.send(audit);
  });
  app.get('/api/v1/records/:id/receipt', (_request, response) => {
    response.status(404).json({ code: 'record-not-found', title: 'No such record' });
  });
  const { url } = await listen(app);
  const data = temporaryFolder();
  mkdirSync(path.join(data, 'service'));
  writeFileSync(
    path.join(data, 'service', 'local.json'),
    JSON.stringify({ url, token: 'of-this-run', pid: 1 }),
  );
  return {
    url,
    data,
    seen,
    setAudit: (text: string) => {
      audit = text;
    },
    run: (args: readonly string[], env: Record<string, string> = {}) =>
      jz(args, { cwd: data, env: { JIANZHENG_DATA: data, ...env } }),
  };
}

describe('jz token', () => {
  it('prints a new token alone, with the right of whoever may read the data folder', async () => {
    const { run, seen } = await serveLocally();
    const { code, stdout, stderr } = await run(['token', 'create', '--role', 'officer', '--name', '张']);
    expect([code, stdout, stderr]).toEqual([0, 'secret-token\n', '']);
    expect(seen[0]!.token).toBe('Bearer of-this-run');
    expect(seen[0]!.body).toEqual({ role: 'officer', name: '张' });
  });

  it('lists and revokes', async () => {
    const { run, seen } = await serveLocally();
    const { stdout } = await run(['token', 'list']);
    expect(stdout).toContain('t1');
    expect(stdout).toContain('张\\u{1b}[2J');
    expect((await run(['token', 'revoke', 't1'])).code).toBe(0);
    expect(seen.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v1/tokens/t1' });
  });

  it('never shows the token of this machine to another service', async () => {
    const here = await serveLocally();
    const elsewhere = await serveLocally();
    const { code, stderr } = await here.run(['token', 'list'], { JIANZHENG_URL: elsewhere.url });
    expect(code).toBe(6);
    expect(stderr).toContain('[token-missing]');
    await here.run(['trust', 'show'], { JIANZHENG_URL: elsewhere.url });
    expect(elsewhere.seen.map(({ token }) => token)).toEqual([undefined]);
  });
});

describe('jz account role', () => {
  it('changes the role of an account, and takes none but the three', async () => {
    const { run, seen } = await serveLocally();
    const { code, stdout, stderr } = await run(['account', 'role', 'a1', 'auditor', '--lang', 'zh']);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('账户 a1（王\\u{1b}[2J）的角色现为：审计人员。');
    expect(seen[0]).toMatchObject({
      method: 'PATCH',
      path: '/api/v1/accounts/a1',
      body: { role: 'auditor' },
    });
    const json = await run(['account', 'role', 'a1', 'officer', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ id: 'a1', role: 'officer' });
    const wrong = await run(['account', 'role', 'a1', 'admin']);
    expect([wrong.code, seen.length]).toEqual([2, 2]);
  });
});

describe('jz sign-in', () => {
  it('prints the link alone', async () => {
    const { run, seen, url } = await serveLocally();
    const { stdout } = await run(['sign-in', '--role', 'officer', '--name', '李伟']);
    expect(stdout).toBe(`${url}/#/sign-in?ticket=t\n`);
    expect(seen[0]!.body).toEqual({ role: 'officer', name: '李伟' });
  });
});

describe('jz trust', () => {
  it('exports the bundle byte for byte, and shows the fingerprint to compare', async () => {
    const { run, data } = await serveLocally();
    const { code, stderr } = await run(['trust', 'export', '-o', 'trust.json']);
    expect(code).toBe(0);
    expect(readFileSync(path.join(data, 'trust.json'))).toEqual(Buffer.from(world.bundles.latest));
    const groups = world.trust.foundingHash.match(/.{4}/g)!.join(' ');
    expect(stderr).toContain(groups);
    const shown = await run(['trust', 'show', 'trust.json', '--lang', 'zh']);
    expect(shown.stdout).toContain(groups);
    expect(shown.stdout).toContain('grid 机构');
    expect(shown.stdout).toContain('（后加入）');
  });

  it('shows nothing of a bundle that does not hold', async () => {
    const { run, data } = await serveLocally();
    writeFileSync(path.join(data, 'bad.json'), '{}');
    const { code, stdout, stderr } = await run(['trust', 'show', 'bad.json']);
    expect(code).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain('[trust-refused]');
  });
});

describe('asking the service', () => {
  it('says NOT_FOUND with 3 for a record that it does not know', async () => {
    const { run, seen } = await serveLocally();
    const { code, stdout } = await run(['verify', '--record', ID]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^NOT_FOUND/);
    expect(seen[0]!.body).toEqual({ recordId: ID, files: [] });
    expect((await run(['receipt', ID])).code).toBe(3);
  });

  it('holds files against a record ID with a token only, and says what else to do', async () => {
    const { run, seen, data, url } = await serveLocally();
    writeFileSync(path.join(data, 'file'), 'x');
    expect((await run(['verify', 'file', '--record', ID])).code).toBe(3);
    expect(seen[0]!.token).toBe('Bearer of-this-run');
    const stranger = { cwd: data, env: { JIANZHENG_URL: url } };
    const { code, stdout, stderr } = await jz(['verify', 'file', '--record', ID], stranger);
    expect([code, stdout]).toEqual([6, '']);
    expect(stderr).toContain('[verify-record-token]');
    expect(stderr).toContain('--receipt FILE');
    expect(seen).toHaveLength(1);
    expect((await jz(['verify', '--record', ID], stranger)).code).toBe(3);
  });

  it('passes on that a token is refused, which is no outage', async () => {
    const app = express();
    app.post('/api/v1/verifications', (_request, response) => {
      response.status(401).json({ code: 'not-signed-in', detail: 'No such token', next: 'Sign in' });
    });
    const { url } = await listen(app);
    const { code, stderr } = await jz(['verify', '--record', ID], {
      env: { JIANZHENG_URL: url, JIANZHENG_TOKEN: 'ended' },
    });
    expect(code).toBe(6);
    expect(stderr).toContain('[not-signed-in]');
  });

  it('says UNDETERMINED with 4 when nobody answers: an outage is no verdict on the evidence', async () => {
    const { run } = await serveLocally();
    const { code, stdout, stderr } = await run(['verify', '--record', ID, '--json'], {
      JIANZHENG_URL: 'http://127.0.0.1:9',
    });
    expect(code).toBe(4);
    expect(JSON.parse(stdout).verdict).toBe('UNDETERMINED');
    expect(stderr).toContain('ECONNREFUSED');
  });
});

describe('jz audit', () => {
  it('has words for everything that an audit can find', () => {
    const named = Object.keys(en).filter((key) => key.startsWith('finding.'));
    expect(named.sort()).toEqual(FINDING_CODES.map((code) => `finding.${code}`).sort());
  });

  const progress = JSON.stringify({ progress: { step: 'files', done: 1, total: 2 } });
  const finding = JSON.stringify({
    finding: { code: 'file-missing', subject: 'ab', expected: '1', found: '2' },
  });
  const result = (clean: boolean) =>
    JSON.stringify({ result: { clean, checked: { files: 2 }, findings: clean ? 0 : 1 } });

  it('exits with 0 when nothing differs, and with 1 when something does', async () => {
    const { run, setAudit } = await serveLocally();
    setAudit(`${progress}\n${result(true)}\n`);
    const clean = await run(['audit']);
    expect(clean.code).toBe(0);
    expect(clean.stdout).toContain('Nothing differs');
    setAudit(`${progress}\n${finding}\n${result(false)}\n`);
    const found = await run(['audit']);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('Content is not there, or cannot be read [file-missing]: ab');
    expect((await run(['audit', '--json'])).stdout).toBe(`${finding}\n${result(false)}\n`);
  });

  it('does not take an audit that was cut off for a clean one', async () => {
    const { run, setAudit } = await serveLocally();
    setAudit(`${progress}\n`);
    const { code, stderr } = await run(['audit']);
    expect(code).toBe(6);
    expect(stderr).toContain('[audit-unfinished]');
  });
});
