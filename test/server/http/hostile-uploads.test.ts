import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { STATUS as STATUS_OF } from '../../../server/http/problems.ts';
import { form, type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
});
afterAll(() => service.close());

/** Whatever was sent: nothing of it is left, nothing leaks, and nobody learns where in the code it ended. */
afterEach(async () => {
  await expect.poll(() => [...service.temporary(), ...service.openDescriptors()]).toEqual([]);
  expect(service.content()).toEqual([]);
  expect(service.services.store.one('SELECT count(*) AS n FROM records')).toEqual({ n: 0 });
  service.rest.openFile = undefined;
});

async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const { code, status, next } = JSON.parse(text) as {
    code: keyof typeof STATUS_OF;
    status: number;
    next: string;
  };
  expect(STATUS_OF[code]).toBe(response.status);
  expect(status).toBe(response.status);
  expect(next).not.toBe('');
  return code;
}

const send = async (body: BodyInit, headers: Record<string, string> = {}): Promise<string> =>
  problemOf(await service.ask('/api/v1/records', { method: 'POST', body, headers }));
const multipart = { 'content-type': 'multipart/form-data; boundary=X' };
const file = (name: string, content = 'x', more = '') =>
  `--X\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n${more}\r\n${content}\r\n`;

/** Writes raw bytes and ends, or cuts, the connection. @returns the status line, if any came */
function raw(lines: string[], body: (string | Uint8Array)[], end: 'end' | 'cut'): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
    const head = [
      'POST /api/v1/records HTTP/1.1',
      'Host: 127.0.0.1',
      `Authorization: Bearer ${service.token('officer')}`,
      'Connection: close',
      ...lines,
      '',
      '',
    ];
    socket.write(head.join('\r\n'));
    for (const part of body) socket.write(part);
    if (end === 'end') socket.end();
    else setTimeout(() => socket.destroy(), 150);
  });
}

describe('a malformed upload gets a 4xx of its own', () => {
  test.each([
    ['without a boundary', 'x', { 'content-type': 'multipart/form-data' }, 'multipart-invalid'],
    ['that holds no part', 'nothing like a form', multipart, 'upload-incomplete'],
    ['without its end', file('a'), multipart, 'upload-incomplete'],
    ['that ends inside a part', `${file('a').slice(0, -4)}`, multipart, 'upload-incomplete'],
    [
      'with a broken part header',
      '--X\r\nContent-Disposition\r\n\r\nx\r\n--X--\r\n',
      multipart,
      'multipart-invalid',
    ],
    [
      'without a name of the part',
      '--X\r\nContent-Disposition: form-data\r\n\r\nx\r\n--X--\r\n',
      multipart,
      'multipart-invalid',
    ],
    [
      'without files',
      '--X\r\nContent-Disposition: form-data; name="case"\r\n\r\nA\r\n--X--\r\n',
      multipart,
      'request-invalid',
    ],
    ['with an empty body', '--X--\r\n', multipart, 'request-invalid'],
    [
      'under another field',
      `${file('a').replace('"files"', '"file"')}--X--\r\n`,
      multipart,
      'multipart-invalid',
    ],
    [
      'with a nested field',
      '--X\r\nContent-Disposition: form-data; name="a[b][c]"\r\n\r\nx\r\n--X--\r\n',
      multipart,
      'multipart-invalid',
    ],
    [
      'with an unknown field',
      `--X\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n${file('a')}--X--\r\n`,
      multipart,
      'request-invalid',
    ],
    [
      'with claims that are no JSON',
      `--X\r\nContent-Disposition: form-data; name="claims"\r\n\r\n{\r\n${file('a')}--X--\r\n`,
      multipart,
      'request-invalid',
    ],
    [
      'with a doubled field',
      `${'--X\r\nContent-Disposition: form-data; name="case"\r\n\r\nA\r\n'.repeat(2)}${file('a')}--X--\r\n`,
      multipart,
      'request-invalid',
    ],
    ['of another type', 'x', { 'content-type': 'text/plain' }, 'media-type-unsupported'],
    ['of no JSON', '{', { 'content-type': 'application/json' }, 'request-invalid'],
    ['of JSON that is no record', '[1]', { 'content-type': 'application/json' }, 'request-invalid'],
    ['of deep JSON', '['.repeat(50_000), { 'content-type': 'application/json' }, 'request-invalid'],
    [
      'of JSON in another charset',
      '{}',
      { 'content-type': 'application/json; charset=gbk' },
      'media-type-unsupported',
    ],
    [
      'of too much JSON',
      `{"case":"${'x'.repeat(3e6)}"}`,
      { 'content-type': 'application/json' },
      'body-too-large',
    ],
  ])('%s', async (_title, body, headers, code) => {
    expect(await send(body, headers)).toBe(code);
  });

  test.each([
    ['../../etc/passwd'],
    ['/etc/passwd'],
    ['a/../../b'],
    ['C:\\Windows\\x'],
    ['..\\x'],
    ['a//b'],
    ['.'],
    ['line%0Abreak'],
    [`${'长'.repeat(342)}`],
  ])('with the name %j', async (name) => {
    expect(await send(`${file(name)}--X--\r\n`, multipart)).toBe('file-name-invalid');
  });

  test('with a control character in the header of a part, where none may stand', async () => {
    expect(await send(`${file('bell\u0007')}--X--\r\n`, multipart)).toBe('multipart-invalid');
  });

  test('with a NUL in a name or a header', async () => {
    expect(['file-name-invalid', 'multipart-invalid', 'upload-incomplete', 'request-invalid']).toContain(
      await send(`${file('a\u0000.txt')}--X--\r\n`, multipart),
    );
  });

  describe('with bytes that are no UTF-8', () => {
    const GBK = Uint8Array.of(0xd6, 0xa4, 0xbe, 0xdd);
    const around = (before: string, after: string, bytes = GBK) =>
      Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
    const disposition = '--X\r\nContent-Disposition: form-data; name=';
    const json = { 'content-type': 'application/json' };

    test.each([
      [
        'in a file name',
        around(`${file('a')}${disposition}"files"; filename="`, '.txt"\r\n\r\nx\r\n--X--\r\n'),
        'files (part 2)',
      ],
      [
        'in a file name after the end of a character',
        around(`${disposition}"files"; filename="`, '"\r\n\r\nx\r\n--X--\r\n', Uint8Array.of(0xe8, 0xaf)),
        'files (part 1)',
      ],
      [
        'in a file name that is percent-encoded',
        `${disposition}"files"; filename*=UTF-8''%BE%DD.txt\r\n\r\nx\r\n--X--\r\n`,
        'files (part 1)',
      ],
      [
        'in a file name that is said to be in another charset',
        `${disposition}"files"; filename*=GBK''%D6%A4.txt\r\n\r\nx\r\n--X--\r\n`,
        'files (part 1)',
      ],
      ['in a field', around(`${disposition}"case"\r\n\r\n`, `\r\n${file('a')}--X--\r\n`), 'case'],
      [
        'in a field whose part says so',
        around(
          `${disposition}"case"\r\nContent-Type: text/plain; charset=gbk\r\n\r\n`,
          `\r\n${file('a')}--X--\r\n`,
        ),
        'case (part 1)',
      ],
      [
        'in a field whose part says UTF-8',
        around(
          `${disposition}"case"\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n`,
          `\r\n${file('a')}--X--\r\n`,
        ),
        'case',
      ],
    ])('%s', async (_title, body, where) => {
      const response = await service.ask('/api/v1/records', { method: 'POST', body, headers: multipart });
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      expect({ status: response.status, code }).toEqual({ status: 400, code: 'text-not-utf8' });
      expect(detail).toContain(`: ${where}.`);
    });

    const inClaim = around('{"claims":{"by":"Li","place":"', '"},"files":[]}');
    const inName = around('{"files":[{"name":"\u00ff"},{"name":"\\"', '"}]}');
    test.each([
      ['/api/v1/records', inClaim, 'claims.place'],
      ['/api/v1/records', inName, 'files.1.name'],
      ['/api/v1/records', around('{"files":[],', ':1}'), 'body'],
      ['/api/v1/records/bulk', around('{"records":[{"case":"', '"}]}'), 'records.0.case'],
      ['/api/v1/verifications', around('{"recordId":"', '"}'), 'recordId'],
    ])('in the JSON of %s', async (path, body, where) => {
      const response = await service.ask(path, { method: 'POST', body, headers: json });
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      expect({ status: response.status, code }).toEqual({ status: 400, code: 'text-not-utf8' });
      expect(detail).toContain(`: ${where}.`);
    });

    test('though U+FFFD that was sent as such is a character like others', async () => {
      const name = `${'\ufffd'}/..`;
      expect(await send(`${file(name)}--X--\r\n`, multipart)).toBe('file-name-invalid');
      const form = new FormData();
      form.append('kind', '\ufffd');
      form.append('files', new Blob(['x']), '\ufffd.txt');
      expect(await send(form)).toBe('request-invalid');
    });

    test('and no JSON in UTF-16 is taken either', async () => {
      const body = Buffer.from('{"files":[]}', 'utf16le');
      const headers = { 'content-type': 'application/json; charset=utf-16le' };
      expect(await send(body, headers)).toBe('media-type-unsupported');
    });
  });

  test.each([
    [
      'without a head that says what it is',
      '--X\r\nContent-Type: text/plain\r\n\r\nx\r\n',
      'multipart-invalid',
    ],
    [
      'with a broken name',
      `--X\r\nContent-Disposition: form-data; name="files"; filename="a\r\n\r\nx\r\n`,
      'multipart-invalid',
    ],
    [
      'of content without a name',
      file('', 'x', 'Content-Type: application/octet-stream\r\n'),
      'file-name-invalid',
    ],
  ])('with a part %s, which the parser would pass over in silence', async (_title, part, code) => {
    expect(await send(`${part}${file('a')}--X--\r\n`, multipart)).toBe(code);
    expect(await send(`${file('a')}${part}--X--\r\n`, multipart)).toBe(code);
  });

  describe('with names of which one would be lost', () => {
    const files = `"files":[{"name":"a","size":1,"sha256":"${'0'.repeat(64)}"}]`;
    const asFields = (claims: string) =>
      `--X\r\nContent-Disposition: form-data; name="claims"\r\n\r\n${claims}\r\n${file('a')}--X--\r\n`;
    const refusedAt = async (path: string, body: string, headers: Record<string, string>) => {
      const response = await service.ask(path, { method: 'POST', body, headers });
      const { code, errors } = (await response.json()) as { code: string; errors: { path: string }[] };
      expect({ status: response.status, code }).toEqual({ status: 400, code: 'request-invalid' });
      return errors[0]?.path;
    };

    test.each([
      ['{"by":"Li","__proto__":"x"}', 'claims.__proto__'],
      ['{"__pro\\u0074o__":"x"}', 'claims.__proto__'],
      ['{"by":"Li","by":"Han"}', 'claims.by'],
      ['{"by":"{\\"","b\\u0079":"Han"}', 'claims.by'],
    ])('in the claims %s', async (claims, where) => {
      const json = { 'content-type': 'application/json' };
      expect(await refusedAt('/api/v1/records', `{"claims":${claims},${files}}`, json)).toBe(where);
      const records = `{"records":[{${files}},{"claims":${claims},${files}}]}`;
      expect(await refusedAt('/api/v1/records/bulk', records, json)).toBe(`records.1.${where}`);
      expect(await refusedAt('/api/v1/records', asFields(claims), multipart)).toBe(where);
    });

    test.each([
      ['/api/v1/records', `{"case":"A","case":"B",${files}}`, 'case'],
      ['/api/v1/records', `{${files},"__proto__":{"case":"A"}}`, '__proto__'],
      ['/api/v1/verifications', '{"receipt":{"record":1,"record":2}}', 'receipt.record'],
      ['/api/v1/verifications', '{"receipt":{"record":1,"__proto__":2}}', 'receipt.__proto__'],
    ])('in a body of %s', async (path, body, where) => {
      expect(await refusedAt(path, body, { 'content-type': 'application/json' })).toBe(where);
    });
  });

  test('with 10,000 fields', async () => {
    const field = '--X\r\nContent-Disposition: form-data; name="case"\r\n\r\nA\r\n';
    expect(await send(`${field.repeat(10_000)}--X--\r\n`, multipart)).toBe('too-many-parts');
  });

  test('with more files than a record has', async () => {
    expect(await send(`${file('a').repeat(1025)}--X--\r\n`, multipart)).toBe('too-many-parts');
  });

  test('with a huge field', async () => {
    const body = `--X\r\nContent-Disposition: form-data; name="case"\r\n\r\n${'x'.repeat(3e6)}\r\n${file('a')}--X--\r\n`;
    expect(await send(body, multipart)).toBe('body-too-large');
  });

  test('with a huge field name, or a huge part header', async () => {
    const named = (name: string) =>
      `--X\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nx\r\n--X--\r\n`;
    expect(await send(named('n'.repeat(5_000)), multipart)).toBe('multipart-invalid');
    expect(['multipart-invalid', 'upload-incomplete']).toContain(
      await send(named('n'.repeat(200_000)), multipart),
    );
  });

  test('that claims a coding it does not have', async () => {
    const code = await send('{}', { 'content-type': 'application/json', 'content-encoding': 'pigeon' });
    expect(code).toBe('media-type-unsupported');
  });

  test('also after large files have arrived', async () => {
    const large = form(
      { large: randomBytes(2_000_000), larger: randomBytes(4_000_000) },
      { kind: 'Not A Kind' },
    );
    expect(await send(large)).toBe('request-invalid');
  });
});

describe('an upload that stops', () => {
  const announced = ['Content-Type: multipart/form-data; boundary=X', 'Content-Length: 50000000'];
  test.each([
    ['before its first part', ['']],
    ['in a small part', [file('a').slice(0, -2)]],
    ['in a large part', [file('a').slice(0, -3), randomBytes(3_000_000)]],
    ['after a large part', [file('a').slice(0, -3), randomBytes(3_000_000), '\r\n', file('b').slice(0, -2)]],
  ])('%s leaves nothing, whether ended or cut', async (_title, body) => {
    for (const end of ['end', 'cut'] as const) {
      const answer = await raw(announced, body, end);
      if (answer) expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      await expect.poll(() => [...service.temporary(), ...service.openDescriptors()]).toEqual([]);
    }
    expect((await service.ask('/healthz')).status).toBe(200);
  });

  test('in chunks that end in the middle is refused', async () => {
    const answer = await raw(
      ['Content-Type: multipart/form-data; boundary=X', 'Transfer-Encoding: chunked'],
      ['ffffff\r\n', file('a').slice(0, -3), randomBytes(200_000)],
      'end',
    );
    if (answer) expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('a full disk answers 507 and keeps nothing', () => {
  const full = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const large = () => form({ first: randomBytes(300_000), second: randomBytes(5_000_000), small: 'x' });

  test('when a file cannot be opened', async () => {
    service.rest.openFile = (async () => {
      throw full();
    }) as unknown as typeof open;
    expect(await send(large())).toBe('storage-full');
    expect(await send(form({ small: 'a', other: 'b' }))).toBe('storage-full');
  });

  test.each(['writev', 'sync'] as const)('when %s fails, early or late', async (failing) => {
    for (const passes of [0, 1, 2]) {
      let left = passes;
      service.rest.openFile = (async (...given: Parameters<typeof open>) => {
        const handle = await open(...given);
        const original = handle[failing].bind(handle) as (...values: unknown[]) => Promise<unknown>;
        Object.defineProperty(handle, failing, {
          value: async (...values: unknown[]) => {
            if (left-- <= 0) throw full();
            return original(...values);
          },
        });
        return handle;
      }) as typeof open;
      expect(await send(large())).toBe('storage-full');
      await sleep(10);
      expect(service.content()).toEqual([]);
    }
  });

  test('when the database cannot grow', async () => {
    const { db } = service.services.store;
    const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    db.exec(`PRAGMA max_page_count = ${pages}`);
    try {
      const body = new FormData();
      body.append(
        'claims',
        JSON.stringify(
          Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`c${n}`, 'x'.repeat(4_000)])),
        ),
      );
      body.append('files', new Blob([randomBytes(200_000)]), 'a');
      expect(await send(body)).toBe('storage-full');
    } finally {
      db.exec('PRAGMA max_page_count = 1073741823');
    }
  });

  test('when the announced length would leave no room, before the body is read', async () => {
    const answer = await raw(
      [
        'Content-Type: multipart/form-data; boundary=X',
        `Content-Length: ${2 ** 52}`,
        'Accept-Language: zh-CN',
      ],
      [],
      'cut',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 507 /);
  });
});
