import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jz, temporaryFolder } from '../../cli/support/jz.ts';
import { type SmallService, smallService } from '../small-service.ts';

/** Whoever is refused in the middle of a large upload gets to read why. */

const MIB = 1024 * 1024;
const SIZE = 64 * MIB;
const block = Buffer.alloc(MIB, 'evidence ');

type Refused = { path: string; headers: Record<string, string>; head: string; status: number; code: string };

let service: SmallService;
let full: SmallService;
const folder = temporaryFolder();
const large = path.join(folder, 'large.bin');
beforeAll(async () => {
  service = await smallService();
  full = await smallService({ config: { reserveBytes: Number.MAX_SAFE_INTEGER } });
  writeFileSync(large, Buffer.alloc(SIZE, 'evidence '));
});
afterAll(() => Promise.all([service.close(), full.close()]));

const form = 'multipart/form-data; boundary=X';
const named = (name: string) =>
  `--X\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n`;
const cases: [string, () => Refused & { url: string }][] = [
  [
    'with an unknown token',
    () => refused('records', { authorization: 'Bearer jz_unknown' }, 401, 'not-signed-in'),
  ],
  [
    'with another role',
    () =>
      refused('records', { authorization: `Bearer ${service.token('auditor')}` }, 403, 'role-insufficient'),
  ],
  [
    'as JSON that is too large',
    () => refused('records', { 'content-type': 'application/json' }, 413, 'body-too-large'),
  ],
  [
    'when no room is left',
    () => ({
      ...refused('records', { authorization: `Bearer ${full.token('officer')}` }, 507, 'storage-full'),
      url: full.url,
    }),
  ],
  ['by its first name', () => ({ ...refused('records', {}, 400, 'file-name-invalid'), head: named('../x') })],
  [
    'by a part that has no place there',
    () => ({
      ...refused('records', {}, 400, 'multipart-invalid'),
      head: named('x').replace('"files"', '"other"'),
    }),
  ],
  [
    'when it stands in the way of a receipt',
    () => ({
      ...refused('verifications', { authorization: '' }, 401, 'not-signed-in'),
      head: named('x').replace('"files"', '"file"'),
    }),
  ],
];

function refused(to: string, headers: Record<string, string>, status: number, code: string) {
  return {
    url: service.url,
    path: `/api/v1/${to}`,
    headers: { authorization: `Bearer ${service.token('officer')}`, 'content-type': form, ...headers },
    head: named('large.bin'),
    status,
    code,
  };
}

/** Sends all of it whatever is answered, as slowly as the other side takes it. */
function upload(given: Refused & { url: string }): Promise<{ status: number | undefined; code: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${given.url}${given.path}`, {
      method: 'POST',
      headers: { ...given.headers, 'content-length': String(given.head.length + SIZE) },
      agent: false,
    });
    let answered = false;
    request.on('error', (cause) => answered || reject(cause));
    request.on('response', async (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode, code: JSON.parse(Buffer.concat(chunks).toString()).code });
      request.destroy();
    });
    request.write(given.head);
    let left = SIZE / MIB;
    const more = () => {
      while (left-- > 0) if (!request.write(block)) return;
      request.end();
    };
    request.on('drain', more);
    more();
  });
}

/** Reads nothing before all is sent, as browsers do. @returns the answer as it stands on the line */
function uploadDeaf(given: Refused & { url: string }): Promise<string> {
  const { hostname, port } = new URL(given.url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    socket.pause();
    socket.on('error', reject);
    const head = Object.entries({ host: hostname, connection: 'close', ...given.headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const length = given.head.length + SIZE;
    socket.write(
      `POST ${given.path} HTTP/1.1\r\n${head.join('')}content-length: ${length}\r\n\r\n${given.head}`,
    );
    for (let left = SIZE / MIB; left > 1; left--) socket.write(block);
    socket.write(block, () => {
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('end', () => resolve(answer)).resume();
    });
  });
}

describe('64 MiB that are refused', () => {
  test.each(cases)('%s, to node:http', async (_title, given) => {
    const { status, code } = given();
    for (let round = 0; round < 3; round++) expect(await upload(given())).toEqual({ status, code });
  });

  test.each(cases)('%s, to whoever reads only when all is sent', async (_title, given) => {
    const { status, code } = given();
    const answer = await uploadDeaf(given());
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*"code":"${code}"`));
  });

  // A stream has no length that could be found too large beforehand.
  test.each(cases.filter(([title]) => title !== 'when no room is left'))(
    '%s, to fetch',
    async (_title, given) => {
      const { url, path: to, headers, head, status, code } = given();
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from(head));
        },
        pull(controller) {
          controller.enqueue(block);
          sent += block.length;
          if (sent >= SIZE) controller.close();
        },
      });
      let sent = 0;
      const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
      const response = await fetch(`${url}${to}`, init);
      expect(response.status).toBe(status);
      expect(((await response.json()) as { code: string }).code).toBe(code);
    },
  );

  test('to curl', async () => {
    for (const [, given] of cases.slice(0, 2)) {
      const { url, path: to, headers, code } = given();
      const { stdout } = await promisify(execFile)('curl', [
        ...['-sS', '-H', 'Expect:', '-H', `Authorization: ${headers.authorization}`],
        ...['-F', `files=@${large}`, `${url}${to}`],
      ]);
      expect(JSON.parse(stdout).code).toBe(code);
    }
  });

  test('to jz submit', async () => {
    const submit = (url: string, token: string) =>
      jz(['submit', '--json', 'large.bin'], {
        cwd: folder,
        env: { JIANZHENG_URL: url, JIANZHENG_TOKEN: token },
      });
    const codeOf = ({ stderr }: { stderr: string }) => JSON.parse(stderr).error.code;
    expect(codeOf(await submit(service.url, 'jz_unknown'))).toBe('not-signed-in');
    expect(codeOf(await submit(service.url, service.token('auditor')))).toBe('role-insufficient');
    expect(codeOf(await submit(full.url, full.token('officer')))).toBe('storage-full');
  });

  test('and nothing of it is kept', async () => {
    for (const { temporary, openDescriptors, content } of [service, full]) {
      await expect.poll(() => [...temporary(), ...openDescriptors(), ...content()]).toEqual([]);
    }
  });
});

test('whoever goes on sending is cut off in the end', async () => {
  const { url, path: to, headers } = refused('records', { authorization: 'Bearer jz_unknown' }, 401, '');
  const closed = new Promise((resolve) => {
    const request = http.request(`${url}${to}`, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(2 ** 40) },
      agent: false,
    });
    request.on('error', () => undefined);
    request.on('close', resolve);
    request.on('response', (response) => response.resume());
    const trickle = setInterval(() => request.write('x'), 100);
    request.on('close', () => clearInterval(trickle));
  });
  await closed;
}, 60_000);
