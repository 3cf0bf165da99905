import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBase64Url, toHex } from '../../../core/bytes.ts';
import { fileNameParameter } from '../../../core/file-name-parameter.ts';
import { openDisclosures } from '../../../core/opened-record.ts';
import { parseRecord, recordId } from '../../../core/record.ts';
import { filesOfRecord, findRecord } from '../../../server/store/records.ts';
import { form, type SmallService, smallService } from '../small-service.ts';

type View = {
  recordId: string;
  case: string;
  position: number;
  state: string;
  claims: Record<string, string>;
  files: {
    name: string;
    size: number;
    sha256: string;
    sm3: string | null;
    stored: boolean;
    mediaType: string;
  }[];
};

const digest = (algorithm: string, bytes: Uint8Array | string) =>
  createHash(algorithm).update(bytes).digest('hex');

describe('POST /api/v1/records', () => {
  let service: SmallService;
  beforeAll(async () => {
    service = await smallService();
  });
  afterAll(() => service.close());

  const post = async (body: FormData, headers: Record<string, string> = {}) => {
    const response = await service.ask('/api/v1/records', { method: 'POST', body, headers });
    return { status: response.status, headers: response.headers, view: (await response.json()) as View };
  };
  const json = (body: unknown, headers: Record<string, string> = {}) =>
    service.ask('/api/v1/records', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const digests = (name: string, more: object = {}) => ({
    files: [{ name, size: 3, sha256: digest('sha256', name) }],
    ...more,
  });

  test('stores files of any size under their digests, with names in any script, in one request', async () => {
    const large = randomBytes(3 * 1024 * 1024 + 17);
    const files = { 'photo.jpg': large, '现场/照片 ①.txt': 'small', 'ผลงาน.bin': '', 'also large': large };
    const { status, headers, view } = await post(
      form(files, { case: 'A-1', claims: '{"collectedBy":"李雷"}' }),
    );
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/records/${view.recordId}`);
    expect(view.files.map(({ name }) => name)).toEqual(Object.keys(files));
    for (const [index, bytes] of Object.values(files).entries()) {
      const { sha256, sm3, size, stored } = view.files[index]!;
      expect({ sha256, sm3, size, stored }).toEqual({
        sha256: digest('sha256', bytes),
        sm3: digest('sm3', bytes),
        size: bytes.length,
        stored: true,
      });
      const chunks: Buffer[] = [];
      for await (const chunk of service.services.content.read(sha256)!) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).equals(Buffer.from(bytes))).toBe(true);
    }
    expect(view.claims).toEqual({ collectedBy: '李雷' });
    expect(service.temporary()).toEqual([]);
    expect(service.openDescriptors()).toEqual([]);
  });

  test('makes a record that its disclosures open, whose ID is the leaf hash of its bytes', async () => {
    const { view } = await post(form({ 'a.txt': 'a' }, { case: 'opened', claims: '{"device":"scanner 3"}' }));
    const row = findRecord(service.services.store, view.recordId)!;
    const record = parseRecord(row.canonical);
    expect(recordId(row.canonical)).toBe(view.recordId);
    const opened = openDisclosures(record, JSON.parse(row.disclosures) as string[]);
    expect(opened.case).toBe('opened');
    expect(opened.link).toEqual({ position: 1, previous: null });
    expect(opened.claims).toEqual({ device: 'scanner 3' });
    expect(opened.files[0]).toMatchObject({ name: 'a.txt', size: 1, sm3: digest('sm3', 'a') });
    const kept = service.services.store.one<{ commitment: string }>(
      'SELECT commitment FROM cases WHERE id = ?',
      'opened',
    );
    expect(kept?.commitment).toBe(toHex(fromBase64Url(record.case)));
  });

  test('keeps a case one branch, however many submit to it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => json(digests(`branch-${n}`, { case: 'branch' }))),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const rows = service.services.store.all<{
      id: string;
      position: number;
      canonical: Uint8Array;
      disclosures: string;
    }>("SELECT id, position, canonical, disclosures FROM records WHERE case_id = 'branch' ORDER BY position");
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    const records = rows.map((row) => parseRecord(row.canonical));
    expect(new Set(records.map((record) => record.case)).size).toBe(1);
    for (const [index, row] of rows.entries()) {
      const { link } = openDisclosures(records[index]!, JSON.parse(row.disclosures) as string[]);
      expect(link).toEqual({ position: index + 1, previous: rows[index - 1]?.id ?? null });
    }
  });

  test('gives a record without a case one of its own', async () => {
    const first = (await (await json(digests('own-1'))).json()) as View;
    const second = (await (await json(digests('own-2'))).json()) as View;
    expect(first.case).toMatch(/^U-\d{8}-[0-9a-f]{8}$/);
    expect(second.case).not.toBe(first.case);
  });

  test('stores the same bytes once, whoever sends them again', async () => {
    const bytes = randomBytes(200_000);
    const small = 'the same small bytes';
    await post(form({ one: bytes, two: small }));
    const before = service.content().length;
    await post(form({ three: bytes, four: small, five: small }));
    expect(service.content()).toHaveLength(before);
  });

  test('takes digests made elsewhere, and notes that it does not hold the bytes', async () => {
    const response = await json(
      digests('elsewhere', {
        files: [{ name: 'x', size: 9, sha256: digest('sha256', 'x'), mediaType: 'Text/Plain; charset=x' }],
      }),
    );
    const view = (await response.json()) as View;
    expect(view.files).toEqual([
      {
        name: 'x',
        size: 9,
        mediaType: 'text/plain',
        sha256: digest('sha256', 'x'),
        sm3: null,
        stored: false,
      },
    ]);
  });

  describe('keeps file names as they were sent', () => {
    const upload = async (parameter: string) => {
      const response = await service.ask('/api/v1/records', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=X' },
        body: `--X\r\nContent-Disposition: form-data; name="files"; ${parameter}\r\n\r\nx\r\n--X--\r\n`,
      });
      const answer = (await response.json()) as View & { code?: string };
      return answer.code ?? answer.files[0]?.name;
    };

    test.each([
      ['a%22b.txt'],
      ['a"b.txt'],
      ['100%.txt'],
      ['a%0Ab%0D.txt'],
      ['😀.txt'],
      ['ملف.pdf'],
      ["it's (1)*; filename*=UTF-8''b"],
    ])('in filename*: %s', async (name) => {
      expect(await upload(fileNameParameter(name))).toBe(name);
      // A plain one beside it is for readers that know no other.
      expect(await upload(`filename="plain"; ${fileNameParameter(name)}`)).toBe(name);
    });

    test('and refuses a line break, which no record can have in a name', async () => {
      expect(await upload(fileNameParameter('a\nb.txt'))).toBe('file-name-invalid');
    });

    test('in filename as browsers write it', async () => {
      expect(await upload('filename="a%22b.txt"')).toBe('a"b.txt');
      expect(await upload('filename="100%.txt"')).toBe('100%.txt');
      expect(await upload(`filename="; filename*=UTF-8''b"`)).toBe("; filename*=UTF-8''b");
    });
  });

  test('carries claims whose names every object has a member of', async () => {
    const claims = { constructor: 'a', toString: 'b', hasOwnProperty: 'c', valueOf: 'd' };
    const { status, view } = await post(form({ a: 'a' }, { claims: JSON.stringify(claims) }));
    expect(status).toBe(201);
    expect(view.claims).toEqual(claims);
    const response = await json(digests('names', { claims }));
    expect(((await response.json()) as View).claims).toEqual(claims);
  });

  test('makes several records at once, or none', async () => {
    const bulk = (records: unknown[]) =>
      service.ask('/api/v1/records/bulk', {
        method: 'POST',
        body: JSON.stringify({ records }),
        headers: { 'content-type': 'application/json' },
      });
    const made = await bulk([digests('b1', { case: 'bulk' }), digests('b2', { case: 'bulk' })]);
    expect(made.status).toBe(201);
    const { items } = (await made.json()) as { items: View[] };
    expect(items.map(({ position }) => position)).toEqual([1, 2]);
    const refused = await bulk([digests('b3', { case: 'bulk' }), digests('b4', { case: '\u0007' })]);
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { code: string }).code).toBe('record-invalid');
    const { count } = service.services.store.one<{ count: number }>(
      "SELECT count FROM cases WHERE id = 'bulk'",
    )!;
    expect(count).toBe(2);
  });

  describe('with an Idempotency-Key', () => {
    test('gives the first answer again for the same content, and says so', async () => {
      const headers = { 'Idempotency-Key': 'again' };
      const first = await post(form({ a: 'same' }, { case: 'key' }), headers);
      const second = await post(form({ a: 'same' }, { case: 'key' }), headers);
      expect(second.view).toEqual(first.view);
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(filesOfRecord(service.services.store, 1).length).toBeGreaterThan(0);
    });

    test('refuses other content with 422, and keeps none of it', async () => {
      const headers = { 'Idempotency-Key': 'other' };
      await post(form({ a: 'first' }), headers);
      const before = service.content().length;
      const { status, view } = await post(form({ a: randomBytes(100_000) }), headers);
      expect(status).toBe(422);
      expect(view).toMatchObject({ code: 'idempotency-conflict' });
      expect(service.content()).toHaveLength(before);
      expect(service.temporary()).toEqual([]);
    });

    test('makes one record of two requests at once', async () => {
      const headers = { 'Idempotency-Key': 'twins' };
      const answers = await Promise.all(
        [1, 2, 3].map(() => json(digests('twin', { case: 'twins' }), headers)),
      );
      const views = (await Promise.all(answers.map((answer) => answer.json()))) as View[];
      expect(new Set(views.map((view) => view.recordId)).size).toBe(1);
      expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(
        2,
      );
    });

    test('keeps keys of different callers apart', async () => {
      const headers = { 'Idempotency-Key': 'shared' };
      const mine = await json(digests('mine'), headers);
      const others = await json(digests('others'), {
        ...headers,
        authorization: `Bearer ${service.token('operator')}`,
      });
      expect([mine.status, others.status]).toEqual([201, 201]);
    });

    test('refuses a key that is none', async () => {
      const response = await json(digests('bad key'), { 'Idempotency-Key': 'x'.repeat(201) });
      expect(((await response.json()) as { code: string }).code).toBe('idempotency-key-invalid');
    });
  });

  test('lists by filters, page by page', async () => {
    const page = async (query: string) =>
      (await (await service.ask(`/api/v1/records?${query}`)).json()) as {
        items: View[];
        next: string | null;
      };
    const first = await page('case=branch&limit=25');
    const second = await page(`case=branch&limit=25&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ position }) => position)).toEqual(
      Array.from({ length: 40 }, (_, n) => 40 - n),
    );
    expect(second.next).toBeNull();
    expect((await page(`sha256=${digest('sha256', 'branch-7')}`)).items).toHaveLength(1);
    expect((await page('state=anchored')).items).toEqual([]);
    expect((await service.ask('/api/v1/records?cursor=nonsense')).status).toBe(400);
    expect((await service.ask('/api/v1/records?limit=0')).status).toBe(400);
    expect((await service.ask('/api/v1/records?sort=name')).status).toBe(400);
    const cases = (await (await service.ask('/api/v1/cases?limit=2')).json()) as {
      items: { id: string }[];
      next: string;
    };
    const more = (await (await service.ask(`/api/v1/cases?limit=500&cursor=${cases.next}`)).json()) as {
      items: { id: string }[];
    };
    const ids = [...cases.items, ...more.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('branch');
  });
});

test('before any sealed block is known a record is refused with 503, and nothing is kept', async () => {
  const service = await smallService({ head: false });
  const response = await service.ask('/api/v1/records', { method: 'POST', body: form({ a: 'a' }) });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).not.toBeNull();
  expect(((await response.json()) as { code: string }).code).toBe('chain-not-ready');
  expect(service.content()).toEqual([]);
  await service.close();
});
