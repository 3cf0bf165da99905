import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openUploads } from '../../../server/uploads/uploads.ts';
import { cuttingProxy } from '../../support/cutting-proxy.ts';
import { until } from '../../support/until.ts';
import { form, type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
});
afterAll(() => service.close());

const digest = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex');
const TUS = { 'Tus-Resumable': '1.0.0' };
const parts = () => readdirSync(join(service.folder, 'uploads'));
const idOf = (url: string) => url.split('/').at(-1)!;
type Problem = { code: string };

/** Sends bytes as a stock tus client does, to their end. */
function send(bytes: Buffer, base = service.url, more: object = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload: Upload = new Upload(bytes, {
      endpoint: `${base}/api/v1/uploads`,
      headers: { authorization: `Bearer ${service.token('officer')}` },
      retryDelays: new Array(200).fill(1),
      metadata: { filename: '证据.bin', filetype: 'application/x-test' },
      onSuccess: () => resolve(idOf(upload.url!)),
      onError: reject,
      ...more,
    });
    upload.start();
  });
}

async function begin(size: number): Promise<string> {
  const answer = await service.ask('/api/v1/uploads', {
    method: 'POST',
    headers: { ...TUS, 'Upload-Length': String(size) },
  });
  expect(answer.status).toBe(201);
  return answer.headers.get('location')!;
}
const append = (path: string, offset: number, bytes: Uint8Array) =>
  service.ask(path, {
    method: 'PATCH',
    headers: {
      ...TUS,
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': String(offset),
    },
    body: bytes as BodyInit,
  });
const view = async (path: string) => (await (await service.ask(path)).json()) as Record<string, unknown>;

async function submit(uploads: object[], options: { files?: Record<string, string>; key?: string } = {}) {
  const answer = await service.ask('/api/v1/records', {
    method: 'POST',
    body: form(options.files ?? {}, { uploads: JSON.stringify(uploads) }),
    headers: options.key === undefined ? {} : { 'Idempotency-Key': options.key },
  });
  const body = (await answer.json()) as {
    recordId: string;
    code: string;
    files: { name: string; mediaType: string; size: number; sha256: string; sm3: string; stored: boolean }[];
  };
  return { status: answer.status, replayed: answer.headers.get('idempotency-replayed'), body };
}

describe('a stock tus client', () => {
  test('gets a file through a line that breaks every few hundred kB, and a record takes it once', async () => {
    const bytes = randomBytes(6 * 1024 * 1024 + 7);
    const proxy = await cuttingProxy(service.url, 700_000);
    const id = await send(bytes, proxy.url);
    expect(proxy.cuts()).toBeGreaterThan(5);
    await proxy.close();
    expect(await view(`/api/v1/uploads/${id}`)).toMatchObject({ size: bytes.length, offset: bytes.length });

    const named = [{ upload: id, name: '证据.bin', mediaType: 'application/x-test' }];
    const made = await submit(named, { key: 'once' });
    expect(made.status).toBe(201);
    expect(made.body.files).toEqual([
      {
        name: '证据.bin',
        mediaType: 'application/x-test',
        size: bytes.length,
        sha256: digest('sha256', bytes),
        sm3: digest('sm3', bytes),
        stored: true,
      },
    ]);
    expect(parts()).toEqual([]);
    expect(service.temporary()).toEqual([]);
    const held = await service.ask(`/api/v1/records/${made.body.recordId}/files/0`);
    expect(digest('sha256', Buffer.from(await held.arrayBuffer()))).toBe(digest('sha256', bytes));

    // A lost answer that is asked for again; and the same upload for another record.
    const again = await submit(named, { key: 'once' });
    expect([again.status, again.replayed, again.body.recordId]).toEqual([201, 'true', made.body.recordId]);
    expect((await submit(named)).body.code).toBe('upload-used');
    expect(await view(`/api/v1/uploads/${id}`)).toMatchObject({ record: made.body.recordId });
  });

  test('finds out what the service understands, and removes what it began', async () => {
    const limits = await fetch(`${service.url}/api/v1/uploads`, { method: 'OPTIONS' });
    expect([limits.status, limits.headers.get('tus-version')]).toEqual([204, '1.0.0']);
    expect(limits.headers.get('tus-extension')).toContain('termination');
    const id = await send(Buffer.from('short'));
    const path = `/api/v1/uploads/${id}`;
    const head = await service.ask(path, { method: 'HEAD', headers: TUS });
    expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual(['5', '5']);
    expect(head.headers.get('upload-metadata')).toContain(
      `filename ${Buffer.from('证据.bin').toString('base64')}`,
    );
    expect((await service.ask(path, { method: 'DELETE', headers: TUS })).status).toBe(204);
    expect(parts()).toEqual([]);
    expect(((await (await service.ask(path)).json()) as Problem).code).toBe('upload-not-found');
  });

  test('may send the first bytes with the creation', async () => {
    const id = await send(Buffer.from('all at once'), service.url, { uploadDataDuringCreation: true });
    const { body } = await submit([{ upload: id, name: 'a.txt' }]);
    expect(body.files[0]!.sha256).toBe(digest('sha256', Buffer.from('all at once')));
  });
});

const differing = (id: string) => [
  { upload: id, name: 'a', sha256: digest('sha256', Buffer.from('another')) },
];

describe('a record of uploads and of files that came with it', () => {
  test('has them in the places that were asked for', async () => {
    const [one, two] = [await send(Buffer.from('one')), await send(Buffer.alloc(0))];
    const { status, body } = await submit(
      [
        { upload: one, name: 'one', place: 1 },
        { upload: two, name: 'empty' },
      ],
      { files: { 'a.txt': 'a', 'b.txt': 'b' } },
    );
    expect(status).toBe(201);
    expect(body.files.map(({ name, sha256 }) => [name, sha256])).toEqual([
      ['a.txt', digest('sha256', Buffer.from('a'))],
      ['one', digest('sha256', Buffer.from('one'))],
      ['b.txt', digest('sha256', Buffer.from('b'))],
      ['empty', digest('sha256', Buffer.alloc(0))],
    ]);
  });

  test('keeps bytes that are held already once', async () => {
    const bytes = randomBytes(200_000);
    const before = service.content().length;
    for (let time = 0; time < 2; time++) {
      expect((await submit([{ upload: await send(bytes), name: `${time}.bin` }])).status).toBe(201);
    }
    expect(service.content().length).toBe(before + 1);
    expect(parts()).toEqual([]);
  });

  test.each([
    ['nothing of the sort', () => [{ upload: '0'.repeat(32), name: 'a' }], 'upload-not-found'],
    ['an upload twice', (id: string) => [0, 1].map(() => ({ upload: id, name: 'a' })), 'request-invalid'],
    ['a place behind the last', (id: string) => [{ upload: id, name: 'a', place: 1 }], 'request-invalid'],
    ['a name that leads elsewhere', (id: string) => [{ upload: id, name: '../a' }], 'file-name-invalid'],
    ['other bytes than were meant', differing, 'upload-differs'],
    ['a member too many', (id: string) => [{ upload: id, name: 'a', size: 1 }], 'request-invalid'],
  ])('refuses %s, and leaves the upload for another try', async (_what, named, code) => {
    const id = await send(Buffer.from('kept'));
    const refused = await submit(named(id));
    expect(refused.body.code).toBe(code);
    expect(service.temporary()).toEqual([]);
    expect((await submit([{ upload: id, name: 'a' }])).status).toBe(201);
  });

  test('waits for the rest of an upload', async () => {
    const path = await begin(10);
    await append(path, 0, Buffer.from('half '));
    expect((await submit([{ upload: idOf(path), name: 'a' }])).body.code).toBe('upload-unfinished');
    await append(path, 5, Buffer.from('whole'));
    expect((await submit([{ upload: idOf(path), name: 'a' }])).status).toBe(201);
  });
});

describe('what is refused', () => {
  test('another one’s upload does not exist', async () => {
    const path = await begin(10);
    const headers = { ...TUS, authorization: `Bearer ${service.token('operator')}` };
    for (const method of ['GET', 'HEAD', 'PATCH', 'DELETE']) {
      const more = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' };
      const answer = await service.ask(path, { method, headers: { ...headers, ...more } });
      expect([method, answer.status]).toEqual([method, 404]);
    }
    expect((await service.ask(path)).status).toBe(200);
  });

  test.each([
    ['POST', '', { 'Upload-Length': '10' }, 412, 'tus-version-unsupported'],
    ['POST', '', TUS, 400, 'request-invalid'],
    ['POST', '', { ...TUS, 'Upload-Length': 'ten' }, 400, 'request-invalid'],
    ['POST', '', { ...TUS, 'Upload-Length': '9007199254740991' }, 507, 'storage-full'],
    ['POST', '', { ...TUS, 'Upload-Length': '1', 'Upload-Metadata': 'a 1' }, 400, 'request-invalid'],
    ['PATCH', `/${'0'.repeat(32)}`, TUS, 400, 'request-invalid'],
    ['DELETE', '/no-id', TUS, 404, 'upload-not-found'],
  ])('%s%s with %o is %i %s', async (method, path, headers, status, code) => {
    const answer = await service.ask(`/api/v1/uploads${path}`, { method, headers: headers as HeadersInit });
    expect(answer.headers.get('tus-resumable')).toBe(path === '/no-id' ? null : '1.0.0');
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([status, code]);
  });

  test('bytes at another place, or more than were announced, change nothing', async () => {
    const path = await begin(10);
    await append(path, 0, Buffer.from('12345'));
    const wrong = await append(path, 3, Buffer.from('45'));
    expect([wrong.status, ((await wrong.json()) as Problem).code]).toEqual([409, 'upload-offset-differs']);
    const long = await append(path, 5, Buffer.from('678901'));
    expect([long.status, ((await long.json()) as Problem).code]).toEqual([413, 'body-too-large']);
    await append(path, 5, Buffer.from('67890'));
    const { body } = await submit([{ upload: idOf(path), name: 'a' }]);
    expect(body.files[0]!.sha256).toBe(digest('sha256', Buffer.from('1234567890')));
  });
});

test('bytes of no announced number that are too many are refused with an answer, not with a broken line', async () => {
  const path = await begin(10);
  const { port } = new URL(service.url);
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = http.request(
      {
        port,
        path,
        method: 'PATCH',
        headers: {
          ...TUS,
          authorization: `Bearer ${service.token('officer')}`,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': '0',
        },
      },
      (message) => {
        let text = '';
        message.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        message.on('end', () => resolve({ status: message.statusCode ?? 0, text }));
      },
    );
    request.on('error', reject);
    request.write('1234567');
    request.write(Buffer.alloc(2_000_000));
    request.end();
  });
  expect([answer.status, (JSON.parse(answer.text) as Problem).code]).toEqual([413, 'body-too-large']);
});

test('the access log says who began which upload', async () => {
  const id = idOf(await begin(1));
  const noted = await until('the entry', async () =>
    service.services.store.one<{ action: string }>('SELECT action FROM access_log WHERE subject = ?', id),
  );
  expect(noted.action).toBe('upload-begun');
});

describe('after a restart', () => {
  test('what a backup did not copy is forgotten, so that its sender begins again at once', async () => {
    const [lost, short, whole] = await Promise.all([1, 2, 3].map(() => begin(10)));
    for (const path of [lost, short, whole]) await append(path!, 0, Buffer.alloc(5));
    rmSync(join(service.folder, 'uploads', `${idOf(lost!)}.part`));
    truncateSync(join(service.folder, 'uploads', `${idOf(short!)}.part`), 4);
    const again = restarted();
    await again.recover();
    const heads = [lost, short, whole].map(async (path) => (await service.ask(path!)).status);
    expect(await Promise.all(heads)).toEqual([404, 404, 200]);
    expect(parts()).not.toContain(`${idOf(short!)}.part`);
    await again.close();
  });

  const restarted = (now?: () => number) => {
    const { store, sm3 } = service.services;
    const folder = join(service.folder, 'uploads');
    return openUploads({ folder, store, sm3, reserveBytes: 0, ...(now ? { now } : {}) });
  };

  test('live parts are spared and dead ones go; the digests are read again from the disk', async () => {
    const bytes = randomBytes(3_000_000);
    const path = await begin(bytes.length);
    await append(path, 0, bytes.subarray(0, 2_000_000));
    const half = await view(path);
    expect(half.prefix).toEqual({ bytes: 2_000_000, sha256: digest('sha256', bytes.subarray(0, 2_000_000)) });
    writeFileSync(join(service.folder, 'uploads', `${'f'.repeat(32)}.part`), 'nobody’s');
    const again = restarted();
    expect(await again.recover()).toBe(1);
    expect(parts()).toContain(`${idOf(path)}.part`);

    const actor = service.services.store.one<{ actor: string }>(
      'SELECT actor FROM uploads WHERE id = ?',
      idOf(path),
    )!.actor;
    const row = again.find(actor, idOf(path));
    // What a crash left behind the recorded offset does not count.
    truncateSync(again.pathOf(row.id), 2_500_000);
    await again.append(row, Readable.from([bytes.subarray(2_000_000)]), 0);
    expect(await again.digestsOf(again.find(actor, row.id))).toEqual({
      sha256: digest('sha256', bytes),
      sm3: digest('sm3', bytes),
    });
    await again.close();
  });

  test('an upload that nobody touched for a week is gone', async () => {
    const path = await begin(10);
    const later = restarted(() => Date.now() + 8 * 24 * 3600 * 1000);
    await later.sweep();
    expect(existsSync(later.pathOf(idOf(path)))).toBe(false);
    expect((await service.ask(path)).status).toBe(404);
    await later.close();
  });

  test('a part that the disk lost is not spliced: its sender begins again', async () => {
    const path = await begin(10);
    await append(path, 0, Buffer.from('12345'));
    truncateSync(service.services.uploads.pathOf(idOf(path)), 3);
    const answer = await append(path, 5, Buffer.from('67890'));
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([404, 'upload-not-found']);
    expect(existsSync(service.services.uploads.pathOf(idOf(path)))).toBe(false);
  });

  test('nor is a record made of a whole one whose bytes are gone', async () => {
    const id = await send(Buffer.from('gone'));
    rmSync(service.services.uploads.pathOf(id));
    expect((await submit([{ upload: id, name: 'a' }])).body.code).toBe('upload-not-found');
    expect(service.temporary()).toEqual([]);
  });
});
