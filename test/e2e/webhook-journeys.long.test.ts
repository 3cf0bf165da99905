import { afterAll, beforeAll, expect, test } from 'vitest';
import { anchored, handReceipt, inDays, said } from '../support/custody-world.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { removeData, type Service, startService, temporaryData } from '../support/service.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';

/** What happens between two agencies is told to a receiver of each; and a kill loses none of it. */

const ENV = { JIANZHENG_WEBHOOK_NETWORKS: 'loopback' };
let both: TwoAgencies;
let told: { grid: Receiver; police: Receiver };

async function addTo(service: Service, receiver: Receiver): Promise<string> {
  const answer = await service.request('/api/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url }),
  });
  const { id, secret } = (await answer.json()) as { id: string; secret: string };
  expect(answer.status).toBe(201);
  receiver.secret = secret;
  return id;
}

beforeAll(async () => {
  // The shortest deadline that the contract takes is a day: here it is near from the start.
  const env = { ...ENV, JIANZHENG_DEADLINE_NEAR_HOURS: '48' };
  both = await startTwoAgencies({ grid: env, police: env });
  told = { grid: await startReceiver(), police: await startReceiver() };
  await Promise.all([addTo(both.grid, told.grid), addTo(both.police, told.police)]);
}, 180_000);
afterAll(async () => {
  await both?.close();
  for (const receiver of Object.values(told)) await receiver.close();
});

test('an anchored record, an offer, its answer and an opinion are told, in ids and hashes alone', async () => {
  const { grid, police } = both;
  const recordId = await anchored(grid, 'secret-name.txt', 'secret case');
  const proved = await told.grid.next('records.anchored', (data) => JSON.stringify(data).includes(recordId));
  expect(proved.body).toMatchObject({ agency: 'grid', data: { sequence: 1, records: [recordId] } });
  expect((await grid.request(`/api/v1/records/${recordId}/receipt`)).status).toBe(200);

  await said(grid, { do: 'offer', recordId, to: 'police', purpose: recordId, answerBy: inDays(1.5) }, [
    police,
  ]);
  const offered = await told.police.next('handoff.offered');
  expect(offered.body.data).toMatchObject({ from: 'grid', to: 'police', recordId, handoff: 1 });
  await told.grid.next('handoff.offered');
  await said(police, { do: 'accept', handoff: 1 }, [grid]);
  await told.grid.next('handoff.accepted');
  await handReceipt(grid, police, recordId);
  await said(police, { do: 'attest', recordId, opinion: 'confirm' }, [grid]);
  const opinion = await told.grid.next('opinion.given');
  expect(opinion.body.data).toMatchObject({ recordId, attester: 'police', opinion: 'confirm' });
  const everything = JSON.stringify([told.grid.received, told.police.received]);
  expect(everything).not.toMatch(/secret/);
  expect([told.grid.forged, told.police.forged]).toEqual([[], []]);
  expect([...told.grid.misshapen, ...told.police.misshapen]).toEqual([]);
  const ids = told.grid.received.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a deadline that is near is told to both sides, and each once', async () => {
  const { grid, police } = both;
  const recordId = await anchored(grid, 'second.txt', 'second');
  await said(grid, { do: 'offer', recordId, to: 'police', purpose: recordId, answerBy: inDays(1.5) }, [
    police,
  ]);
  const wanted = (data: Record<string, unknown>) => data.recordId === recordId;
  for (const receiver of Object.values(told)) {
    const { body } = await receiver.next('handoff.deadline_near', wanted);
    expect(body.data).toMatchObject({ handoff: 2, clock: 'answer', from: 'grid', to: 'police' });
    expect(receiver.misshapen).toEqual([]);
  }
}, 180_000);

test('killed after a notice was sent and before that was noted, the next start sends it again under the same ID', async () => {
  const receiver = await startReceiver();
  const data = temporaryData();
  const doomed = await startService({ data, env: { ...ENV, JIANZHENG_FAULT: 'notice-sent' } });
  await addTo(doomed, receiver);
  await doomed.submit([{ name: 'a.txt', bytes: 'a' }]);
  expect(await doomed.ended).toBe('SIGKILL');
  expect(receiver.received).toHaveLength(1);
  const service = await startService({ data, env: ENV });
  const { recordId } = await service.submit([{ name: 'b.txt', bytes: 'b' }]);
  await receiver.next('records.anchored', (told) => (told.records as string[]).includes(recordId));
  const first = receiver.received[0];
  expect(receiver.received.filter(({ id }) => id === first?.id)).toEqual([first, first]);
  expect(receiver.forged).toEqual([]);
  await service.stop();
  removeData(data);
  await receiver.close();
});

test('killed before anything was sent, nothing that was noted is lost', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => undefined;
  const data = temporaryData();
  const doomed = await startService({ data, env: ENV });
  await addTo(doomed, receiver);
  const records = [];
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const { recordId } = await doomed.submit([{ name, bytes: name }]);
    await doomed.receipt(recordId);
    records.push(recordId);
  }
  await doomed.kill();
  receiver.answer = (response) => response.writeHead(204).end();
  const service = await startService({ data, env: ENV });
  for (const recordId of records)
    await receiver.next('records.anchored', (told) => (told.records as string[]).includes(recordId));
  await service.stop();
  removeData(data);
  await receiver.close();
});
