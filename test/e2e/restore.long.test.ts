import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp } from '../../cli/backup.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { removeData, type Service, startService, temporaryData } from '../support/service.ts';

/**
 * A restore, rehearsed as docs/operations/one-machine.md tells it: everything that the service had taken before the
 * backup is there again, and each thing that it does goes on, not only its records.
 */

const ENV = { JIANZHENG_WEBHOOK_NETWORKS: 'loopback', JIANZHENG_BATCH_MS: '100' };
const TUS = { 'Tus-Resumable': '1.0.0' };
const JSON_BODY = { 'content-type': 'application/json' };

const folders: string[] = [];
const folder = () => {
  const made = temporaryData();
  folders.push(made);
  return made;
};
const backup = folder();
let service: Service;
let receiver: Receiver;

beforeAll(async () => {
  service = await startService({ data: folder(), env: ENV });
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.kill();
  await receiver.close();
  for (const each of folders) removeData(each);
});

async function post<Answer>(path: string, body: object, status = 201): Promise<Answer> {
  const answer = await service.request(`/api/v1/${path}`, {
    method: 'POST',
    headers: JSON_BODY,
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(status);
  return (await answer.json()) as Answer;
}
async function ask<Answer>(path: string): Promise<Answer> {
  const answer = await service.request(`/api/v1/${path}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}
const patch = (path: string, offset: number, bytes: Uint8Array<ArrayBuffer>) =>
  service.request(path, {
    method: 'PATCH',
    headers: { ...TUS, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
    body: bytes,
  });
/** @returns the cookie of a session */
async function enter(ticket: string): Promise<string> {
  const answer = await fetch(`${service.url}/api/v1/session`, {
    method: 'POST',
    headers: JSON_BODY,
    body: JSON.stringify({ ticket }),
  });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}
const whoIs = async (cookie: string) =>
  (await (await fetch(`${service.url}/api/v1/session`, { headers: { cookie } })).json()) as { name?: string };
type Log = { items: { action: string; subject: string | null }[] };
const logged = async () => (await ask<Log>('access-log?limit=200')).items.map(({ action }) => action);

test('records, people, webhooks and uploads come back, and go on', async () => {
  const record = await service.submit(
    [{ name: '证据.txt', bytes: 'evidence' }],
    { case: '2026-0042' },
    'once',
  );
  const receipt = await service.receipt(record.recordId);
  const account = await post<{ id: string; ticket: string }>('accounts', { name: 'p-0417', role: 'officer' });
  const cookie = await enter(account.ticket);
  const { ticket } = await post<{ ticket: string }>(`accounts/${account.id}/tickets`, {});
  const { token } = await post<{ token: string }>('tokens', { name: 'integration', role: 'auditor' });
  const hook = await post<{ id: string; secret: string }>('webhooks', { url: receiver.url });
  receiver.secret = hook.secret;
  // On its way while the backup is taken: half of it is there.
  const bytes = new Uint8Array(1_000_000).fill(7);
  const begun = await service.request('/api/v1/uploads', {
    method: 'POST',
    headers: { ...TUS, 'Upload-Length': String(bytes.length) },
  });
  const upload = begun.headers.get('location')!;
  expect((await patch(upload, 0, bytes.slice(0, 500_000))).status).toBe(204);
  const before = await logged();

  await backUp(service.data, backup);
  const lost = await service.submit([{ name: 'later.txt', bytes: 'after the backup' }], {
    case: '2026-0042',
  });
  await service.receipt(lost.recordId);
  await service.kill();

  const data = join(folder(), 'restored');
  cpSync(backup, data, { recursive: true });
  service = await startService({ data, env: ENV });

  expect(Buffer.from(await service.receipt(record.recordId)).equals(receipt)).toBe(true);
  expect((await service.request(`/api/v1/records/${lost.recordId}`)).status).toBe(404);
  // The same wish again, with its key, is not done twice.
  const again = await service.submit(
    [{ name: '证据.txt', bytes: 'evidence' }],
    { case: '2026-0042' },
    'once',
  );
  expect(again.recordId).toBe(record.recordId);

  // Whoever was signed in still is, and a link that nobody had used still opens.
  expect(await whoIs(cookie)).toMatchObject({ name: 'p-0417' });
  expect(await whoIs(await enter(ticket))).toMatchObject({ name: 'p-0417' });
  const asAuditor = { authorization: `Bearer ${token}` };
  expect((await service.request('/api/v1/records', { headers: asAuditor })).status).toBe(200);
  const after = await logged();
  for (const action of new Set(before)) expect(after).toContain(action);

  // The part was not copied: whoever sends it is told to begin again.
  expect((await service.request(upload, { method: 'HEAD', headers: TUS })).status).toBe(404);
  const anew = await service.request('/api/v1/uploads', {
    method: 'POST',
    headers: { ...TUS, 'Upload-Length': String(bytes.length) },
  });
  const whole = anew.headers.get('location')!;
  expect((await patch(whole, 0, bytes)).status).toBe(204);
  const form = new FormData();
  form.append('case', '2026-0042');
  form.append('uploads', JSON.stringify([{ upload: whole.split('/').at(-1), name: 'large.bin' }]));
  const taken = await service.request('/api/v1/records', { method: 'POST', body: form });
  expect([taken.status, await taken.json()]).toEqual([
    201,
    expect.objectContaining({ position: 2, files: [expect.objectContaining({ size: bytes.length })] }),
  ]);

  const next = await service.submit([{ name: 'next.txt', bytes: 'next' }], { case: '2026-0042' });
  expect(next.position).toBe(3);
  await service.receipt(next.recordId);
  const told = await receiver.next('records.anchored', (data_) =>
    JSON.stringify(data_).includes(next.recordId),
  );
  expect(told.body.agency).toBe('grid');
  expect([receiver.forged, receiver.misshapen]).toEqual([[], []]);
});
