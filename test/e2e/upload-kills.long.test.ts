import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FaultPoint } from '../../server/faults.ts';
import { checkLedger } from '../support/check-ledger.ts';
import {
  type RecordAnswer,
  removeData,
  type Service,
  startService,
  temporaryData,
} from '../support/service.ts';

/** A large file whose service is killed at every commit point on its way: it arrives once, and whole. */

const TUS = { 'Tus-Resumable': '1.0.0' };
const PIECE = 1_000_000;

/** Sends what is missing, piece by piece, as a tus client does that asks for the offset first. */
async function sendRest(service: Service, path: string, bytes: Uint8Array): Promise<void> {
  const head = await service.request(path, { method: 'HEAD', headers: TUS });
  expect(head.status).toBe(200);
  let offset = Number(head.headers.get('upload-offset'));
  while (offset < bytes.length) {
    const answer = await service.request(path, {
      method: 'PATCH',
      headers: {
        ...TUS,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
      },
      body: bytes.slice(offset, offset + PIECE),
    });
    expect(answer.status).toBe(204);
    offset = Number(answer.headers.get('upload-offset'));
  }
}

async function submit(service: Service, path: string, key: string): Promise<RecordAnswer> {
  const form = new FormData();
  form.append('uploads', JSON.stringify([{ upload: path.split('/').at(-1), name: 'large.bin' }]));
  const answer = await service.request('/api/v1/records', {
    method: 'POST',
    body: form,
    headers: { 'Idempotency-Key': key },
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as RecordAnswer;
}

describe('killed on the way of an upload', () => {
  const data = temporaryData();
  afterAll(() => removeData(data));
  const acknowledged = new Map<string, string>();

  test.for<[FaultPoint, number]>([
    ['upload-written', 2],
    ['upload-noted', 2],
    ['file-durable', 1],
    ['record-uncommitted', 1],
    ['record-durable', 1],
  ])('%s: it goes on from what was received, and is one record', async ([point, pass]) => {
    const bytes = randomBytes(3 * PIECE + 1);
    const key = randomUUID();
    // The tokens of a run end with it, and an upload is its owner's.
    const first = await startService({ data, env: { JIANZHENG_FAULT: `${point}:${pass}` } });
    const made = await first.request('/api/v1/tokens', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ role: 'officer', name: point }),
    });
    const { token } = (await made.json()) as { token: string };
    const as = (service: Service): Service => ({
      ...service,
      request: (path, init = {}) =>
        service.request(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
    });
    const begun = await as(first).request('/api/v1/uploads', {
      method: 'POST',
      headers: { ...TUS, 'Upload-Length': String(bytes.length) },
    });
    const path = begun.headers.get('location')!;
    await sendRest(as(first), path, bytes)
      .then(() => submit(as(first), path, key))
      .catch(() => undefined);
    expect(await first.ended).toBe('SIGKILL');

    const service = await startService({ data });
    await sendRest(as(service), path, bytes);
    const record = await submit(as(service), path, key);
    expect(record.files[0]).toMatchObject({
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sm3: createHash('sm3').update(bytes).digest('hex'),
      stored: true,
    });
    expect((await submit(as(service), path, key)).recordId).toBe(record.recordId);
    acknowledged.set(key, record.recordId);
    const { checked } = await checkLedger(service, acknowledged.values());
    expect(checked.records).toBe(acknowledged.size);
    expect(readdirSync(join(data, 'service', 'uploads'))).toEqual([]);
    await service.kill();
  });
});
