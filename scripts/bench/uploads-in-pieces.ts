import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import express from 'express';
import { readMultipart } from '../../server/http/multipart.ts';
import { uploadRoutes } from '../../server/http/uploads.ts';
import { openContent } from '../../server/ingest/content.ts';
import { openIntake } from '../../server/ingest/intake.ts';
import { sm3Pool } from '../../server/ingest/sm3.ts';
import { openStore } from '../../server/store/store.ts';
import { openUploads } from '../../server/uploads/uploads.ts';
import type { Row } from './row.ts';

/**
 * A large file in pieces (tus), until it is durable and both digests are known, beside the same bytes in one multipart
 * request: over a line that holds, and over one that breaks.
 */

const MIB = 1024 * 1024;
const BYTES = 256 * MIB;
const CUT_BYTES = 16 * MIB;
const ROUNDS = 3;

/** Sends bytes from memory, and breaks the connection after every `cut` of them. Returns ms until all of it is there. */
const CLIENT = `
const { parentPort } = require('node:worker_threads');
const http = require('node:http');
const block = require('node:crypto').randomBytes(${MIB});
const TUS = { 'tus-resumable': '1.0.0' };
function ask(port, method, path, headers, length, cut) {
  return new Promise((resolve) => {
    const request = http.request({ port, path, method, headers: { ...headers, 'content-length': length } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
    });
    request.on('error', () => resolve(undefined));
    let left = length;
    const more = () => {
      while (left > 0) {
        if (length - left >= cut) { request.destroy(); return resolve(undefined); }
        const size = Math.min(left, block.length);
        left -= size;
        if (!request.write(block.subarray(0, size))) { request.once('drain', more); return; }
      }
      request.end();
    };
    more();
  });
}
async function pieces({ port, bytes, cut }) {
  const begun = await ask(port, 'POST', '/uploads', { ...TUS, 'upload-length': bytes }, 0, Infinity);
  const path = '/uploads/' + begun.headers.location.split('/').at(-1);
  for (let offset = 0; offset < bytes; ) {
    const answer = await ask(port, 'PATCH', path, { ...TUS, 'upload-offset': offset,
      'content-type': 'application/offset+octet-stream' }, bytes - offset, cut);
    if (answer && answer.status !== 204) throw new Error('PATCH ' + answer.status + answer.text);
    const head = answer ?? (await ask(port, 'HEAD', path, TUS, 0, Infinity));
    offset = Number(head.headers['upload-offset']);
  }
  const done = await ask(port, 'POST', path + '/finish', {}, 0, Infinity);
  if (done.status !== 201) throw new Error('finish ' + done.status);
}
async function whole({ port, bytes }) {
  const boundary = '----WebKitFormBoundaryJianzhengBench0000';
  // The head and the tail are small beside it; the file is what lies between.
  const head = Buffer.from('--' + boundary + '\\r\\nContent-Disposition: form-data; name="files"; filename="f"\\r\\n\\r\\n');
  const tail = Buffer.from('\\r\\n--' + boundary + '--\\r\\n');
  const status = await new Promise((resolve, reject) => {
    const request = http.request({ port, path: '/', method: 'POST', headers: {
      'content-type': 'multipart/form-data; boundary=' + boundary, 'content-length': head.length + bytes + tail.length } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    request.on('error', reject);
    request.write(head);
    let left = bytes;
    const more = () => {
      while (left > 0) {
        const size = Math.min(left, block.length);
        left -= size;
        if (!request.write(block.subarray(0, size))) { request.once('drain', more); return; }
      }
      request.end(tail);
    };
    more();
  });
  if (status !== 201) throw new Error('POST ' + status);
}
let counter = 0;
parentPort.on('message', async (job) => {
  block.writeUInt32LE(counter++, 0);
  const start = performance.now();
  try {
    await (job.cut === undefined ? whole(job) : pieces(job));
    parentPort.postMessage({ ms: performance.now() - start });
  } catch (error) {
    parentPort.postMessage({ error: String(error) });
  }
});`;

type Job = { port: number; bytes: number; cut?: number };

function service(folder: string) {
  const store = openStore(folder);
  const content = openContent(folder, store);
  const sm3 = sm3Pool();
  const uploads = openUploads({ folder: join(folder, 'uploads'), store, sm3, reserveBytes: 0 });
  const routes = uploadRoutes(
    { uploads, stopping: () => false },
    { uploadBytes: { inc: () => undefined } as never },
  );
  const app = express();
  app.use((_request, response, next) => {
    response.locals.caller = { actor: 'bench', role: 'officer', name: 'bench' };
    next();
  });
  app.post('/', async (request, response) => {
    const intake = openIntake(content, sm3, store);
    await readMultipart(request, response, {
      files: { files: 1 },
      onFile: (stream, { name }) => intake.receive(stream, name, 'application/octet-stream'),
    });
    await intake.publish();
    // No record is made here, so the content is removed again: the next round stores it anew.
    await intake.discard();
    response.status(201).end();
  });
  app.post('/uploads', routes.onAll);
  app.head('/uploads/:id', routes.onOne);
  app.patch('/uploads/:id', routes.onOne);
  app.post('/uploads/:id/finish', async (request, response) => {
    const row = uploads.find('bench', String(request.params.id));
    const digests = await uploads.digestsOf(row);
    const intake = openIntake(content, sm3, store);
    await intake.adopt(uploads.pathOf(row.id), {
      name: 'f',
      mediaType: 'application/octet-stream',
      size: row.size,
      ...digests,
    });
    await intake.publish();
    await intake.discard();
    await uploads.remove(row);
    response.status(201).end();
  });
  return { app, store, sm3, uploads };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

export default async function uploadsInPieces(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-bench-pieces-'));
  const { app, store, sm3, uploads } = service(folder);
  const server = http.createServer({ requestTimeout: 0 }, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const worker = new Worker(CLIENT, { eval: true });
  const send = (job: Job) =>
    new Promise<number>((resolve, reject) => {
      worker.once('message', ({ ms, error }: { ms?: number; error?: string }) =>
        ms === undefined ? reject(new Error(error)) : resolve(ms),
      );
      worker.postMessage(job);
    });
  const jobs: Job[] = [
    { port, bytes: BYTES },
    { port, bytes: BYTES, cut: Number.POSITIVE_INFINITY },
    { port, bytes: BYTES, cut: CUT_BYTES },
  ];
  const times: number[][] = jobs.map(() => []);
  for (const job of jobs) await send({ ...job, bytes: 32 * MIB });
  // In turns, so that what else the machine does falls on all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [nth, job] of jobs.entries()) times[nth]!.push(await send(job));
  }
  await worker.terminate();
  server.closeAllConnections();
  server.close();
  await uploads.close();
  await sm3.close();
  store.close();
  rmSync(folder, { recursive: true });
  const [plain, pieces, cut] = times.map(median) as [number, number, number];
  return [
    {
      id: '',
      what: 'file of 256 MiB in one multipart request, durable, both digests',
      value: BYTES / MIB / (plain / 1000),
      unit: 'MiB/s',
    },
    {
      id: '',
      what: 'the same as an upload in pieces (tus), time against that request',
      value: pieces / plain,
      unit: 'x',
    },
    { id: '', what: 'the same, the connection cut after every 16 MiB', value: cut / plain, unit: 'x' },
  ];
}
