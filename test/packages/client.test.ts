import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTrust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { ClientError, createClient, ProblemError } from '../../packages/client/index.ts';
import { apiTypes } from '../../scripts/packages/api-types.ts';
import { repositoryPackage } from '../../scripts/packages/pack.ts';
import { type SmallService, smallService } from '../server/small-service.ts';
import { removeData, startService } from '../support/service.ts';
import { userOfPackages } from '../support/user-of-packages.ts';
import { type Line, weakLine } from '../support/weak-line.ts';

/** @jianzheng/client against real services, directly and over a line that refuses and breaks. */

const digest = (text: string, algorithm = 'sha256') => createHash(algorithm).update(text).digest('hex');
const digestsOnly = (name: string, inCase: string) => ({
  case: inCase,
  files: [{ name, size: name.length, sha256: digest(name) }],
});

it('has the calls that the API has now (npm run packages writes them)', () => {
  expect(readFileSync('packages/client/api.ts', 'utf8')).toBe(apiTypes());
});

describe('the client of a service', () => {
  let service: SmallService;
  let line: Line;
  const client = (url = line.url) => createClient({ url, token: service.token('officer'), language: 'en' });
  beforeAll(async () => {
    service = await smallService();
    line = await weakLine(service.url);
  });
  afterAll(async () => {
    await line.close();
    await service.close();
  });

  it('submits files under exactly the names that they have', async () => {
    const names = ['现场/照片 ①.jpg', 'a%22b.txt', 'a"b.txt', '😀.txt', 'ملف.pdf'];
    const files = names.map((name) => ({ name, content: name }));
    const { recordId } = await client().submit({ files, case: 'names', claims: { collectedBy: '王芳' } });
    const record = await client().call('getRecord', { path: { id: recordId } });
    expect(record.files.map(({ name, sha256 }) => [name, sha256])).toEqual(
      names.map((name) => [name, digest(name)]),
    );
    expect(record.claims).toEqual({ collectedBy: '王芳' });
    expect(record.anchor).toBeNull();
  });

  it('reads a list item by item, and asks for the next page only when it is needed', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await client().call('createRecord', { body: digestsOnly(name, 'listed') });
    }
    const before = line.requests.length;
    const query = { case: 'listed', limit: 2 };
    const positions: number[] = [];
    for await (const { position } of client().each('listRecords', { query })) {
      positions.push(position);
      if (position === 4) expect(line.requests.length - before).toBe(1);
    }
    expect(positions).toEqual([5, 4, 3, 2, 1]);
    expect(line.requests.length - before).toBe(3);
    const cases: string[] = [];
    for await (const { id } of client().each('listCases')) cases.push(id);
    expect(cases).toContain('listed');
  });

  it('gives problems with their code, status and advice', async () => {
    const failed = client().call('getRecord', { path: { id: '0'.repeat(64) } });
    await expect(failed).rejects.toBeInstanceOf(ProblemError);
    await expect(failed).rejects.toMatchObject({
      code: 'record-not-found',
      status: 404,
      next: expect.stringMatching(/\w/),
      problem: { type: expect.stringContaining('record-not-found') },
    });
    const nobody = createClient({ url: service.url });
    await expect(nobody.call('listRecords')).rejects.toMatchObject({ code: 'not-signed-in', status: 401 });
  });

  it('comes again after “too many requests” and “not now”, no sooner than it was told', async () => {
    line.next.push({ status: 429, retryAfter: '1' }, { status: 503, retryAfter: '0' });
    const before = line.requests.length;
    const start = performance.now();
    const { items } = await client().call('listKinds');
    expect(items.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeGreaterThan(990);
    expect(line.requests.length - before).toBe(3);
  });

  it('makes one record where the answer was lost, by the same key again', async () => {
    line.next.push('lose-answer', 'lose-answer');
    const before = line.requests.length;
    const record = await client().submit({ case: 'lost', files: [{ name: 'a.txt', content: 'a' }] });
    const keys = line.requests.slice(before).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    const { items } = await client().call('listRecords', { query: { case: 'lost' } });
    expect(items.map(({ recordId }) => recordId)).toEqual([record.recordId]);
  });

  it('takes a key of the caller, and gives the same record for it', async () => {
    const submission = { case: 'own key', files: [{ name: 'a.txt', content: 'own' }] };
    const first = await client().submit(submission, { key: 'mine' });
    expect(await client().submit(submission, { key: 'mine' })).toEqual(first);
    const other = { ...submission, files: [{ name: 'a.txt', content: 'other' }] };
    await expect(client().submit(other, { key: 'mine' })).rejects.toMatchObject({
      code: 'idempotency-conflict',
    });
  });

  it('does not repeat what might be made twice', async () => {
    const operator = createClient({ url: line.url, token: service.token('operator') });
    const before = line.requests.length;
    line.next.push('lose-answer');
    const body = { role: 'auditor', name: 'once' } as const;
    await expect(operator.call('invite', { body })).rejects.toMatchObject({ code: 'service-unreachable' });
    expect(line.requests.length - before).toBe(1);
  });

  it('says when somebody else answers, when nobody does, and when it is told to stop', async () => {
    const impatient = (url: string) => createClient({ url, patienceMs: 0 });
    line.next.push({ status: 502, text: '<h1>Bad gateway</h1>' }, { status: 200, text: '<h1>Welcome</h1>' });
    for (const status of [502, 200]) {
      const failed = impatient(line.url).call('listKinds');
      await expect(failed).rejects.toBeInstanceOf(ClientError);
      await expect(failed).rejects.toMatchObject({
        code: 'answer-unexpected',
        message: expect.stringContaining(String(status)),
      });
    }
    // Port 1: nobody listens there.
    await expect(impatient('http://127.0.0.1:1').call('listKinds')).rejects.toMatchObject({
      code: 'service-unreachable',
    });
    line.next.push({ status: 503, retryAfter: '20' });
    const stop = new AbortController();
    const waiting = client().call('listKinds', { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 100);
    await expect(waiting).rejects.toThrow('enough');
  });

  it('takes its token nowhere else', async () => {
    line.next.push({ status: 307, location: 'https://elsewhere.invalid/' });
    await expect(createClient({ url: line.url, patienceMs: 0 }).call('listKinds')).rejects.toMatchObject({
      code: 'service-unreachable',
    });
  });

  it('waits for a receipt, and says when there is none yet', async () => {
    const { recordId } = await client().submit({ files: [{ name: 'a', content: 'waits' }] });
    service.rest.receiptFor = () => ({ kind: 'pending', state: 'received' });
    await expect(client().receipt(recordId, { waitMs: 0 })).rejects.toMatchObject({
      code: 'receipt-pending',
    });
  });
});

describe('the package @jianzheng/client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-client-'));
  let user: string;
  const own = JSON.parse(readFileSync('packages/client/package.json', 'utf8')) as Record<string, unknown>;
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  it('carries this repository’s version, and depends on nothing', () => {
    expect(own.version).toBe(repositoryPackage().version);
    expect(own).not.toHaveProperty('dependencies');
  });

  it('does what its README shows, with a real service, and the receipt is verified', async () => {
    user = userOfPackages(['client'], folder);
    const [, example] = /```js\n([\s\S]*?)```/.exec(readFileSync('packages/client/README.md', 'utf8'))!;
    writeFileSync(join(user, 'readme.js'), example!);
    const content = 'time,kWh\n08:30,147\n';
    writeFileSync(join(user, 'meter-0147.csv'), content);
    const service = await startService();
    try {
      const env = { ...process.env, JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token };
      const said = execFileSync(process.execPath, ['readme.js'], { cwd: user, env, encoding: 'utf8' });
      const [listed, refused] = said.trim().split('\n');
      expect(listed).toMatch(/^[0-9a-f]{64} anchored$/);
      expect(refused).toBe('record-not-found 404');
      const bundle = await createClient({ url: service.url }).call('getTrust');
      const report = verify({
        receipt: readFileSync(join(user, 'receipt.json')),
        files: [{ size: content.length, sha256: digest(content), sm3: digest(content, 'sm3') }],
        trust: openTrust(bundle),
      });
      expect(report.verdict).toBe('VERIFIED');
    } finally {
      await service.stop();
      removeData(service.data);
    }
  });

  it('has types that stand alone and know each call', () => {
    writeFileSync(
      join(user, 'types.ts'),
      `import { createClient, type RecordDetail } from '@jianzheng/client';
const client = createClient({ url: 'https://evidence.example' });
const record: RecordDetail = await client.call('getRecord', { path: { id: 'x' } });
for await (const { recordId } of client.each('listRecords')) recordId.length;
// @ts-expect-error there is no such call
client.call('getRecords');
// @ts-expect-error the path needs an ID
client.call('getRecord');
// @ts-expect-error one record is no list
client.each('getRecord', { path: { id: 'x' } });
record.position.toFixed();
`,
    );
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib'];
    const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, ...options, 'es2024,dom', '--types', '', 'types.ts'], { cwd: user });
  });
});
