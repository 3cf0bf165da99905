import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import express, { type Request, type Response } from 'express';
import { describe, expect, it } from 'vitest';
import {
  listen,
  parseSubmission,
  recordIdOf,
  recordOf,
  type Submitted,
  submission,
} from './support/fake-service.ts';
import { jsonLines, jz, type RunOptions, temporaryFolder } from './support/jz.ts';

const folder = temporaryFolder();
mkdirSync(path.join(folder, '案卷'));
writeFileSync(path.join(folder, '案卷', '照片 "1".jpg'), 'a photo');
writeFileSync(path.join(folder, '案卷', 'big.bin'), Buffer.alloc(5 * 1024 * 1024 + 3, 'big'));
writeFileSync(path.join(folder, '案卷', 'empty'), '');

/** A service that treats the nth submission as `fault` says, and takes it where that says nothing. */
async function serve(fault: (number: number, request: Request, response: Response) => boolean = () => false) {
  const app = express();
  const seen: Submitted[] = [];
  let receipts = 0;
  parseSubmission(app, (request: Request, response: Response) => {
    const submitted = submission(request);
    seen.push(submitted);
    if (fault(seen.length, request, response)) return;
    response.status(201).json(recordOf(submitted, seen.length));
  });
  app.get('/api/v1/records/:id/receipt', (request, response) => {
    receipts += 1;
    if (receipts === 1) response.status(202).set('retry-after', '1').json({ state: 'batched' });
    else response.send(`receipt of ${request.params.id}`);
  });
  const { url } = await listen(app);
  const submit = (args: readonly string[], options: RunOptions = {}) =>
    jz(['submit', ...args], {
      cwd: folder,
      ...options,
      env: { JIANZHENG_URL: url, JIANZHENG_TOKEN: 'officer-token', ...options.env },
    });
  return { url, seen, submit };
}

describe('jz submit', () => {
  it('sends a folder as one record, with names, types, case, kind and claims as they are', async () => {
    const { seen, submit } = await serve();
    const claims = ['--claim', 'collector=李伟', '--claim', 'formula=a=b'];
    const { code, stdout, stderr } = await submit([
      '案卷',
      '-c',
      '2026-0042',
      '-k',
      'photo',
      ...claims,
      '--json',
    ]);
    // A mistyped kind would be no different: it is said that nothing was demanded.
    expect(stderr).toMatch(/^.*photo.*jz kinds.*\n$/);
    expect(code).toBe(0);
    expect(seen).toHaveLength(1);
    expect(seen[0]!.token).toBe('Bearer officer-token');
    expect(seen[0]!.body.case).toBe('2026-0042');
    expect(seen[0]!.body.kind).toBe('photo');
    expect(JSON.parse(seen[0]!.body.claims as string)).toEqual({ collector: '李伟', formula: 'a=b' });
    expect(seen[0]!.files.map(({ name, mediaType, size }) => [name, mediaType, size])).toEqual([
      ['案卷/big.bin', 'application/octet-stream', 5 * 1024 * 1024 + 3],
      ['案卷/empty', 'application/octet-stream', 0],
      ['案卷/照片 "1".jpg', 'image/jpeg', 7],
    ]);
    const [record] = jsonLines(stdout);
    expect(record!.recordId).toBe(recordIdOf(1));
    expect(record!.state).toBe('received');
  });

  it('keeps the files here with --digests-only', async () => {
    const { seen, submit } = await serve();
    const { code } = await submit(['案卷', '--digests-only']);
    expect(code).toBe(0);
    expect(seen[0]!.files).toEqual([]);
    expect(seen[0]!.body.files).toHaveLength(3);
  });

  it('waits for the receipt and writes it with --receipts', async () => {
    const { submit } = await serve();
    const { code, stdout } = await submit(['案卷', '--wait', '--json', '--receipts', 'receipts']);
    expect(code).toBe(0);
    const [record] = jsonLines<{ state: string; receipt: string; recordId: string }>(stdout);
    expect(record!.state).toBe('anchored');
    expect(readFileSync(path.join(folder, record!.receipt), 'utf8')).toBe(`receipt of ${record!.recordId}`);
  });

  it('says that the record is safe when the receipt does not come in time', async () => {
    const { submit } = await serve();
    const { code, stderr } = await submit(['案卷', '--wait', '--timeout', '0']);
    expect(code).toBe(6);
    expect(stderr).toContain('[wait-timeout]');
    expect(stderr).toContain(recordIdOf(1));
  });

  it('tries again after a lost answer, under the same key', async () => {
    const { seen, submit } = await serve((number, request) => {
      if (number === 1) request.socket.destroy();
      return number === 1;
    });
    const { code } = await submit(['案卷', '--json']);
    expect(code).toBe(0);
    expect(seen).toHaveLength(2);
    expect(seen[0]!.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[1]!.key).toBe(seen[0]!.key);
    expect(seen[1]!.files).toEqual(seen[0]!.files);
  });

  it('waits as long as the service asks it to', async () => {
    const { seen, submit } = await serve((number, _request, response) => {
      if (number === 1) response.status(503).set('retry-after', '1').json({ code: 'chain-not-ready' });
      return number === 1;
    });
    const { code, stderr } = await submit(['案卷']);
    expect(code).toBe(0);
    expect(seen).toHaveLength(2);
    expect(stderr).toContain('trying again in 1 s');
  });

  it('passes on what the service says, in the language asked for, without trying again', async () => {
    const { seen, submit } = await serve((_number, _request, response) => {
      response
        .status(403)
        .json({ code: 'role-forbidden', detail: '该令牌无权提交', next: '请换用经办人令牌' });
      return true;
    });
    const { code, stderr } = await submit(['案卷'], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(code).toBe(6);
    expect(seen).toHaveLength(1);
    expect(seen[0]!.language).toBe('zh-CN');
    expect(stderr).toBe('jz： 该令牌无权提交 [role-forbidden]\n处理办法： 请换用经办人令牌\n');
  });

  it('ends at once, and leaves no file open, when it is refused in the middle of an upload', async () => {
    const app = express();
    app.post('/api/v1/records', (_request, response) => {
      response.status(403).json({ code: 'role-forbidden', detail: 'no' });
    });
    const { url } = await listen(app);
    // Each too small to be sent in pieces.
    mkdirSync(path.join(folder, 'large'));
    for (let nth = 1; nth <= 9; nth++) {
      writeFileSync(path.join(folder, 'large', `${nth}`), Buffer.alloc(7 * 1024 * 1024));
    }
    const { code, stderr } = await jz(['submit', 'large'], {
      cwd: folder,
      env: { JIANZHENG_URL: url, JIANZHENG_TOKEN: 'x' },
    });
    expect(code).toBe(6);
    expect(stderr).toContain('[role-forbidden]');
    expect(stderr).not.toContain('garbage collection');
  });

  it('goes on under the same key when the service goes away in the middle and comes back', async () => {
    const first = express();
    first.post('/api/v1/records', (request) => {
      request.once('data', () => {
        // Gone like a process that was killed: connections break, and then nobody listens.
        gone.server.close();
        gone.server.closeAllConnections();
      });
    });
    const gone = await listen(first);
    const { port } = new URL(gone.url);
    const seen: Submitted[] = [];
    const again = express();
    parseSubmission(again, (request: Request, response: Response) => {
      seen.push(submission(request));
      response.status(201).json(recordOf(seen[0]!, 1));
    });
    const data = path.join(folder, 'data');
    const started = (token: string) =>
      writeFileSync(path.join(data, 'service/local.json'), JSON.stringify({ url: gone.url, token, pid: 1 }));
    mkdirSync(path.join(data, 'service'), { recursive: true });
    started('of the first run');
    gone.server.once('close', () =>
      setTimeout(() => {
        // Each run of a service has a token of its own for this machine.
        started('of the second run');
        listen(again, Number(port));
      }, 1500),
    );
    const { code, stderr } = await jz(['submit', 'large'], { cwd: folder, env: { JIANZHENG_DATA: data } });
    expect(stderr).toContain('trying again');
    expect(code).toBe(0);
    expect(seen[0]!.token).toBe('Bearer of the second run');
    expect(seen[0]!.files.map(({ name, size }) => [name, size])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((nth) => [`large/${nth}`, 7 * 1024 * 1024]),
    );
  });

  it('takes no record whose digests are not those of the file', async () => {
    const { submit } = await serve((_number, request, response) => {
      const submitted = submission(request);
      submitted.files[0]!.sha256 = '0'.repeat(64);
      response.status(201).json(recordOf(submitted, 1));
      return true;
    });
    const { code, stderr } = await submit(['案卷']);
    expect(code).toBe(1);
    expect(stderr).toContain('[digest-differs]');
  });

  it('makes several records of one case out of more than 1,024 files', async () => {
    const many = path.join(folder, 'many');
    mkdirSync(many);
    for (let i = 0; i < 1030; i++) writeFileSync(path.join(many, String(i)), String(i));
    const { seen, submit } = await serve();
    const { code, stdout } = await submit(['many', '--json', '--idempotency-key', 'key']);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toHaveLength(2);
    expect(seen.map(({ files }) => files.length)).toEqual([1024, 6]);
    expect(seen.map(({ key }) => key)).toEqual(['key.0', 'key.1']);
    // Nobody named a case: the second record joins the one that the service made for the first.
    expect(seen.map(({ body }) => body.case)).toEqual([undefined, 'U-20261123-00000001']);
  });

  it('says at once that no service is there', async () => {
    const { code, stderr } = await jz(['submit', '案卷'], {
      cwd: folder,
      env: { JIANZHENG_URL: 'http://127.0.0.1:9', JIANZHENG_TOKEN: 'x' },
    });
    expect(code).toBe(6);
    expect(stderr).toContain('[service-unreachable]');
    expect(stderr).toContain('npm start');
  });

  it('asks for a token before anything is read or sent', async () => {
    const { seen, submit } = await serve();
    const { code, stderr } = await submit(['案卷'], { env: { JIANZHENG_TOKEN: '' } });
    expect(code).toBe(6);
    expect(stderr).toContain('jz token create --role officer');
    expect(seen).toEqual([]);
  });

  it('refuses to submit nothing', async () => {
    mkdirSync(path.join(folder, 'hollow'));
    const { submit } = await serve();
    expect((await submit(['hollow'])).code).toBe(2);
  });
});
