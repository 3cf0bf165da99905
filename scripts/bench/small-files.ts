import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import multer from 'multer';
import { readMultipart } from '../../server/http/multipart.ts';
import { openContent } from '../../server/ingest/content.ts';
import { openIntake } from '../../server/ingest/intake.ts';
import { sm3Pool } from '../../server/ingest/sm3.ts';
import { insertFile } from '../../server/store/files.ts';
import { openStore } from '../../server/store/store.ts';
import type { Row } from './row.ts';

/**
 * P3: a hundred files of 4 KiB in one request, durable when it is answered: both digests of each, one pack, its rows.
 * Beside it multer's own diskStorage, which hashes nothing, with `flush` (each file durable, as ours are) and without.
 */

const FILES = 100;
const BYTES = 4096;
const BOUNDARY = '----WebKitFormBoundaryJianzhengBench0000';

/** Other content each time: the same would be stored only once. */
function body(): Buffer {
  const parts = Array.from({ length: FILES }, (_, n) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="${n}"\r\n\r\n`),
    randomBytes(BYTES),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts.flat(), Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

const agent = new http.Agent({ keepAlive: true });

function post(port: number, path: string, content: Buffer): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': content.length,
    };
    const request = http.request({ port, path, method: 'POST', headers, agent }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 201
          ? resolve(performance.now() - start)
          : reject(new Error(`The server answered ${answer.statusCode}`)),
      );
    });
    request.on('error', reject);
    request.end(content);
  });
}

export default async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'jianzheng-small-'));
  const store = openStore(join(folder, 'ours'));
  const content = openContent(join(folder, 'ours'), store);
  const sm3 = sm3Pool();
  const app = express();
  app.post('/ours', async (request, response) => {
    const intake = openIntake(content, sm3, store);
    await readMultipart(request, response, {
      files: { files: 1024 },
      onFile: (stream, { name }) => intake.receive(stream, name, 'application/octet-stream'),
    });
    const files = await intake.publish();
    await store.enqueue(() => {
      for (const { row, heal } of files) if (row) insertFile(store, row, Date.now(), heal);
    });
    await intake.settle();
    response.status(201).end();
  });
  for (const flush of [false, true]) {
    const destination = join(folder, `disk-${flush}`);
    mkdirSync(destination);
    const storage = multer.diskStorage({ destination, flush } as multer.DiskStorageOptions);
    app.post(`/disk-${flush}`, multer({ storage }).array('files'), (_request, response) => {
      response.status(201).end();
    });
  }
  const keepsNothing: multer.StorageEngine = {
    _handleFile(_request, file, done) {
      file.stream.resume().once('end', () => done(null, {}));
    },
    _removeFile: (_request, _file, done) => done(null),
  };
  app.post('/floor', multer({ storage: keepsNothing }).array('files'), (_request, response) => {
    response.status(201).end();
  });
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const paths = ['/ours', '/disk-true', '/disk-false', '/floor'] as const;
  const times: Record<string, number[]> = {};
  for (let round = -100; round < 60; round++) {
    for (const path of paths) {
      const ms = await post(port, path, body());
      const kept = times[path] ?? [];
      times[path] = kept;
      if (round >= 0) kept.push(ms);
    }
  }
  agent.destroy();
  server.close();
  await sm3.close();
  store.close();
  rmSync(folder, { recursive: true });
  const median = (path: string) => times[path]!.toSorted((a, b) => a - b)[times[path]!.length >> 1]!;
  const ours = median('/ours');
  const durable = median('/disk-true') / ours;
  return [
    {
      id: 'P3',
      what: `${FILES} files of 4 KiB in one request, durable and hashed twice (${ours.toFixed(1)} ms), against diskStorage with flush`,
      value: durable,
      unit: 'x',
      target: '>= 10',
      ok: durable >= 10,
    },
    {
      id: 'P3',
      what: 'against diskStorage without flush, which nothing survives',
      value: median('/disk-false') / ours,
      unit: 'x',
    },
    {
      id: 'P3',
      what: 'of that, what multer takes with an engine that keeps nothing',
      value: median('/floor'),
      unit: 'ms',
    },
  ];
}
