import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import express from 'express';
import { readMultipart } from '../../server/http/multipart.ts';
import { openContent } from '../../server/ingest/content.ts';
import { openIntake } from '../../server/ingest/intake.ts';
import { receivePart } from '../../server/ingest/part.ts';
import { type Sm3Pool, sm3Pool } from '../../server/ingest/sm3.ts';
import { openStore } from '../../server/store/store.ts';
import type { Row } from './row.ts';

/**
 * P1 and P2: uploads of one large file through Express and multer into our storage engine, durable, beside a plain
 * Express that pipes the same body into a file and promises nothing. The client sends from a thread of its own.
 */

const MIB = 1024 * 1024;
/** As long as those of browsers: whoever looks for it in the bytes takes steps of its length. */
const BOUNDARY = '----WebKitFormBoundaryJianzhengBench0000';

/** Sends `bytes` from memory as one multipart file, or as a plain body. Returns ms until the answer. */
const CLIENT = `
const { parentPort } = require('node:worker_threads');
const http = require('node:http');
const block = require('node:crypto').randomBytes(${MIB});
parentPort.on('message', ({ port, path, bytes, multipart }) => {
  const head = multipart ? Buffer.from('--${BOUNDARY}\\r\\nContent-Disposition: form-data; name="files"; filename="f"\\r\\n\\r\\n') : Buffer.alloc(0);
  const tail = multipart ? Buffer.from('\\r\\n--${BOUNDARY}--\\r\\n') : Buffer.alloc(0);
  const start = performance.now();
  const request = http.request({ port, path, method: 'POST', headers: {
    'content-type': multipart ? 'multipart/form-data; boundary=${BOUNDARY}' : 'application/octet-stream',
    'content-length': head.length + bytes + tail.length } }, (answer) => {
    answer.resume();
    answer.on('end', () => parentPort.postMessage({ ms: performance.now() - start, status: answer.statusCode }));
  });
  request.on('error', (error) => parentPort.postMessage({ ms: Infinity, status: String(error) }));
  let left = bytes;
  let counter = 0;
  request.write(head);
  const more = () => {
    while (left > 0) {
      const size = Math.min(left, block.length);
      block.writeUInt32LE(counter++, 0);
      left -= size;
      if (!request.write(size === block.length ? block : block.subarray(0, size))) { request.once('drain', more); return; }
    }
    request.end(tail);
  };
  more();
});`;

async function serve(listener: RequestListener) {
  const server = http.createServer({ requestTimeout: 0 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

function client() {
  const worker = new Worker(CLIENT, { eval: true });
  return {
    send: (request: { port: number; path: string; bytes: number; multipart: boolean }) =>
      new Promise<number>((resolve, reject) => {
        worker.once('message', ({ ms, status }: { ms: number; status: number | string }) =>
          status === 201 ? resolve(ms) : reject(new Error(`The server answered ${status}`)),
        );
        worker.postMessage(request);
      }),
    close: () => worker.terminate(),
  };
}

/** SM3 left out: what SHA-256 alone costs. */
const noSm3: Sm3Pool = {
  loaded: Promise.resolve(),
  open: () => ({ push: async () => undefined, digest: async () => '0'.repeat(64), abandon: () => undefined }),
  batch: async (contents) => contents.map(() => '0'.repeat(64)),
  close: async () => undefined,
};

/** @param flush whether it promises what we promise: the bytes are on the disk when it answers */
function plainExpress(folder: string, flush: boolean): express.Express {
  const app = express();
  app.post('/', async (request, response) => {
    await pipeline(request, createWriteStream(join(folder, `plain-${flush}`), { flush }));
    response.status(201).end();
  });
  return app;
}

function ours(folder: string, sm3: Sm3Pool): express.Express {
  const store = openStore(folder);
  const content = openContent(folder, store);
  const app = express();
  app.post('/', async (request, response) => {
    const intake = openIntake(content, sm3, store);
    await readMultipart(request, response, {
      files: { files: 1 },
      onFile: (stream, { name }) => intake.receive(stream, name, 'application/octet-stream'),
    });
    const [file] = await intake.publish();
    if (!file) throw new Error('No file');
    // No record is made here, so the content is removed again: the next round stores it anew.
    await intake.discard();
    response.status(201).end();
  });
  return app;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** A 16 GiB file that costs no disk: everything but the platter is as it is. */
async function memoryOf(bytes: number): Promise<{ idle: number; peak: number }> {
  const sm3 = sm3Pool();
  const nowhere = {
    writev: async (buffers: readonly Uint8Array[]) => ({
      bytesWritten: buffers.reduce((sum, buffer) => sum + buffer.length, 0),
    }),
    datasync: async () => undefined,
    sync: async () => undefined,
    close: async () => undefined,
  };
  const app = express();
  app.post(
    '/',
    async (request: IncomingMessage & express.Request, response: ServerResponse & express.Response) => {
      await readMultipart(request, response, {
        files: { files: 1 },
        onFile: async (stream) => {
          await receivePart(stream, {
            sm3,
            openTemp: async () => ({ handle: nowhere as never, path: '' }),
            removeTemp: async () => undefined,
            flush: async () => false,
          });
        },
      });
      response.status(201).end();
    },
  );
  const server = await serve(app);
  const sender = client();
  const send = (size: number) => sender.send({ port: server.port, path: '/', bytes: size, multipart: true });
  await send(16 * MIB);
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  await send(bytes);
  clearInterval(timer);
  await sender.close();
  server.close();
  await sm3.close();
  return { idle, peak };
}

export default async function bench(): Promise<Row[]> {
  const mib = Number(process.env.BENCH_MIB ?? 512);
  const rounds = 5;
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'jianzheng-upload-'));
  const sm3 = sm3Pool();
  const servers = {
    plain: await serve(plainExpress(folder, false)),
    durable: await serve(plainExpress(folder, true)),
    sha256: await serve(ours(join(folder, 'sha256'), noSm3)),
    both: await serve(ours(join(folder, 'both'), sm3)),
  };
  const sender = client();
  const times = {
    plain: [] as number[],
    durable: [] as number[],
    sha256: [] as number[],
    both: [] as number[],
  };
  for (let round = -1; round < rounds; round++) {
    // Interleaved: whatever else the machine does meets all of them.
    for (const kind of ['plain', 'durable', 'sha256', 'both'] as const) {
      const ms = await sender.send({
        port: servers[kind].port,
        path: '/',
        bytes: (round < 0 ? 16 : mib) * MIB,
        multipart: kind === 'sha256' || kind === 'both',
      });
      if (round >= 0) times[kind].push(ms);
    }
  }
  for (const server of Object.values(servers)) server.close();
  await sender.close();
  await sm3.close();
  rmSync(folder, { recursive: true });

  const [plain, durable] = [median(times.plain), median(times.durable)];
  const speed = (ms: number) => `${((mib / ms) * 1000).toFixed(0)} MiB/s`;
  const ratio = (name: string, ms: number, target: number): Row => {
    const value = plain / ms;
    const what = `upload of ${mib} MiB, durable, ${name} (${speed(ms)}), against a plain pipe to a file (${speed(plain)})`;
    return { id: 'P1', what, value, unit: 'x', target: `>= ${target}`, ok: value >= target };
  };
  const samePromise = (name: string, ms: number): Row => ({
    id: 'P1',
    what: `${name}, against that pipe where it too waits for the disk (${speed(durable)})`,
    value: durable / ms,
    unit: 'x',
  });
  const rows: Row[] = [
    ratio('SHA-256', median(times.sha256), 1),
    samePromise('SHA-256', median(times.sha256)),
    ratio('SHA-256 and SM3', median(times.both), 0.45),
    samePromise('SHA-256 and SM3', median(times.both)),
  ];
  const gib = Number(process.env.BENCH_MEMORY_GIB ?? 16);
  const memory = await memoryOf(gib * 1024 * MIB);
  const above = (memory.peak - memory.idle) / MIB;
  rows.push({
    id: 'P2',
    what: `resident memory above idle while ${gib} GiB stream in`,
    value: above,
    unit: 'MiB',
    target: '<= 150',
    ok: above <= 150,
  });
  return rows;
}
