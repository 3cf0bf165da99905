import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { groupCommit } from '../../server/store/group-commit.ts';
import { smallService } from '../../test/server/small-service.ts';
import type { Row } from './row.ts';

/**
 * P4 and P5: records from digests, durable, through HTTP with 32 requests in flight: one record each, and a hundred
 * each. Beside it a bare node:http server that parses nothing, makes nothing, and commits each body as one row, many
 * in a transaction. The distance is what a record costs: access, validation, salts, hashes, three rows.
 */

const IN_FLIGHT = 32;
const SECONDS = 4;

const CLIENT = `
const { parentPort } = require('node:worker_threads');
const http = require('node:http');
const { createHash, randomUUID } = require('node:crypto');
const agent = new http.Agent({ keepAlive: true, maxSockets: ${IN_FLIGHT} });
let n = 0;
const record = () => { n++; return { case: 'bench-' + (n % 50), files: [{ name: 'photo-' + n + '.jpg', size: 1234 + n, mediaType: 'image/jpeg', sha256: createHash('sha256').update('r' + n + process.pid).digest('hex') }] }; };
parentPort.on('message', ({ port, path, token, records, seconds }) => {
  let answered = 0, running = 0, failed = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const one = () => {
    if (performance.now() > end) { if (--running === 0) parentPort.postMessage({ answered, failed, ms: performance.now() - start }); return; }
    const body = JSON.stringify(records === 1 ? record() : { records: Array.from({ length: records }, record) });
    const request = http.request({ port, path, method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: 'Bearer ' + token, 'idempotency-key': randomUUID() } }, (answer) => {
      answer.resume();
      answer.on('end', () => { if (answer.statusCode === 201) answered++; else failed++; one(); });
    });
    request.on('error', () => { failed++; one(); });
    request.end(body);
  };
  for (let i = 0; i < ${IN_FLIGHT}; i++) { running++; one(); }
});`;

function bareServer(folder: string): { server: http.Server; close(): void } {
  const db = new DatabaseSync(join(folder, 'bare.sqlite'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB)',
  );
  const insert = db.prepare('INSERT INTO rows (body) VALUES (?)');
  const { enqueue } = groupCommit(db);
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      enqueue(() => insert.run(body)).then(() => {
        response.writeHead(201).end(createHash('sha256').update(body).digest('hex'));
      });
    });
  });
  return { server, close: () => db.close() };
}

export default async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'jianzheng-records-'));
  const bare = bareServer(folder);
  await new Promise<void>((resolve) => bare.server.listen(0, '127.0.0.1', resolve));
  const service = await smallService();
  service.services.log.level = 'silent';
  const token = service.token('officer');
  const client = new Worker(CLIENT, { eval: true });
  const ports = {
    bare: (bare.server.address() as AddressInfo).port,
    ours: Number(new URL(service.url).port),
  };
  const run = (port: number, path: string, records: number, seconds = SECONDS) =>
    new Promise<number>((resolve, reject) => {
      client.once('message', ({ answered, failed, ms }: { answered: number; failed: number; ms: number }) =>
        failed > 0 ? reject(new Error(`${failed} requests failed`)) : resolve((answered / ms) * 1000),
      );
      client.postMessage({ port, path, token, records, seconds });
    });
  const pair = async (path: string, records: number) => {
    await run(ports.ours, path, records, 1);
    await run(ports.bare, path, records, 1);
    const ours = await run(ports.ours, path, records);
    return { ours, bare: await run(ports.bare, path, records) };
  };
  const single = await pair('/api/v1/records', 1);
  const bulk = await pair('/api/v1/records/bulk', 100);
  await client.terminate();
  await service.close();
  bare.server.closeAllConnections();
  bare.server.close();
  bare.close();
  rmSync(folder, { recursive: true });
  return [
    { id: 'P4', what: 'single records, durable, 32 in flight', value: single.ours, unit: 'requests/s' },
    {
      id: 'P4',
      what: 'against a bare server that only group-commits',
      value: single.ours / single.bare,
      unit: 'x',
    },
    {
      id: 'P5',
      what: 'bulk records, 100 a request, durable, 32 in flight',
      value: bulk.ours * 100,
      unit: 'records/s',
    },
    {
      id: 'P5',
      what: 'against a bare server that only group-commits',
      value: bulk.ours / bulk.bare,
      unit: 'x',
    },
  ];
}
