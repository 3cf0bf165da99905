import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordsRequest } from '../../../core/records-request.ts';
import { alertText } from '../../../language/service.ts';
import { type PeerLine, peerLine } from '../../support/peer-line.ts';
import { startTwoAgencies, type TwoAgencies } from '../../support/two-agencies.ts';
import { until } from '../../support/until.ts';

/**
 * The police asks the grid for the records behind each of its anchors, over a line that fails on demand: two real
 * services, each of which knows the other's anchors from the chain alone.
 */

let line: PeerLine;
let both: TwoAgencies;
beforeAll(async () => {
  line = await peerLine();
  both = await startTwoAgencies({
    police: { JIANZHENG_PEERS: `grid=${line.url}`, JIANZHENG_WITHHELD_SECONDS: '2' },
  });
  line.target = both.grid.url;
}, 120_000);
afterAll(async () => {
  await both?.close();
  await line?.close();
});

type Asked = {
  service: string;
  upTo: number;
  answeredAt: string | null;
  unreachableSince: string | null;
  reason: string | null;
  withheld: { sequence: number; outcome: string; reason: string }[];
};
async function asked(): Promise<Asked> {
  const answer = await both.police.request('/api/v1/agencies');
  const { items } = (await answer.json()) as { items: { id: string; asked?: Asked }[] };
  expect(items.filter((agency) => agency.asked).map(({ id }) => id)).toEqual(['grid']);
  return items.find(({ id }) => id === 'grid')?.asked as Asked;
}
async function alerts(): Promise<[code: string, subject: string][]> {
  const { alerts: open } = (await (await both.police.request('/api/v1/status')).json()) as {
    alerts: { code: string; subject: string }[];
  };
  return open.map(({ code, subject }) => [code, subject]);
}

/** A batch of one record of the grid. @returns its sequence */
let before = 0;
async function anchored(text: string): Promise<number> {
  const { recordId } = await both.grid.submit([{ name: `${text}.txt`, bytes: text }]);
  await both.grid.receipt(recordId);
  return until('it is followed', async () => {
    const answer = await both.grid.request('/api/v1/agencies/grid/batches');
    const { items } = (await answer.json()) as { items: { sequence: number }[] };
    const latest = items[0]?.sequence ?? 0;
    if (latest <= before) return false;
    before = latest;
    return latest;
  });
}
const handedOut = (sequence: number) =>
  until(`batch ${sequence} comes`, async () => {
    const { upTo, withheld, unreachableSince } = await asked();
    return upTo >= sequence && withheld.length === 0 && unreachableSince === null;
  });

test('an agency that hands out its records is asked for each batch, and nothing is said of it', async () => {
  const first = await anchored('first');
  const second = await anchored('second');
  await handedOut(second);
  const requests = line.asked.map((body) => JSON.parse(body) as RecordsRequest);
  expect(new Set(requests.map(({ sequence }) => sequence))).toEqual(new Set([first, second]));
  expect(requests.every(({ agency, of }) => agency === 'police' && of === 'grid')).toBe(true);
  expect(new Set(requests.map(({ nonce }) => nonce)).size).toBe(requests.length);
  expect(await alerts()).toEqual([]);
});

test('an outage is told apart from a refusal, and ends when the service answers', async () => {
  line.fault = 'down';
  const sequence = await anchored('while away');
  await until('the alert', async () => (await alerts()).length > 0);
  expect(await alerts()).toEqual([['peer-unreachable', 'grid']]);
  line.fault = { status: 503, type: 'application/problem+json', body: '{"code":"chain-unavailable"}' };
  await until('its reason', async () => (await asked()).reason === 'chain-unavailable');
  line.fault = 'half';
  await until('its reason', async () => /^UND_ERR|^ECONN|^TypeError/.test((await asked()).reason ?? ''));
  const { withheld, unreachableSince } = await asked();
  expect([withheld, typeof unreachableSince]).toEqual([[], 'string']);
  const soFar = line.asked.length;
  line.fault = undefined;
  await handedOut(sequence);
  // Once after every outage, and then not for an hour: the other tests are of new batches alone.
  await until('one that came before is asked for again', async () => line.asked.length >= soFar + 2);
  expect(await alerts()).toEqual([]);
});

test('a refusal is an alert once it has lasted, on the page, in the metrics and in the log, and ends when the records come', async () => {
  line.fault = { status: 404, type: 'application/problem+json', body: '{"code":"batch-not-found"}' };
  const sequence = await anchored('refused');
  await until('the refusal', async () => (await asked()).withheld.length > 0);
  expect((await asked()).withheld).toMatchObject([
    { sequence, outcome: 'refused', reason: 'batch-not-found' },
  ]);
  await until('the alert', async () => (await alerts()).length > 0);
  expect(await alerts()).toEqual([['batch-withheld', `grid ${sequence}`]]);
  const metrics = await (await both.police.request('/metrics')).text();
  expect(metrics).toContain('jianzheng_alerts{code="batch-withheld"} 1');
  expect(both.police.output()).toContain('"code":"batch-withheld"');
  // Asking for it again keeps nobody from asking for the next.
  const next = await anchored('refused too');
  await until('both', async () => (await asked()).withheld.length === 2);
  expect((await asked()).withheld).toMatchObject([{ sequence }, { sequence: next }]);
  // What it is worth is said with it.
  expect(alertText('batch-withheld', 'en')?.next).toContain('no proof');
  expect(alertText('batch-withheld', 'zh')?.next).toContain('不构成证明');
  line.fault = undefined;
  await handedOut(next);
  expect(await alerts()).toEqual([]);
});

test.each<[string, (body: string) => string, string]>([
  ['a changed record', (body) => body.replace('"evidence"', '"evidense"'), 'root-differs'],
  ['no record', () => '', 'count-differs'],
  ['one record more', (body) => `${body}${body}`, 'count-differs'],
  ['a record without its end', (body) => body.trimEnd(), 'count-differs'],
  ['a record without end', () => 'x'.repeat(200_000), 'record-too-long'],
])('%s is an alert at once', async (_, change, reason) => {
  line.fault = { change };
  const sequence = await anchored(`wrong ${reason} ${Date.now()}`);
  await until('the alert', async () => (await alerts()).length > 0);
  expect(await alerts()).toEqual([['batch-withheld', `grid ${sequence}`]]);
  expect((await asked()).withheld).toMatchObject([{ sequence, outcome: 'wrong', reason }]);
  line.fault = undefined;
  await handedOut(sequence);
});

test('a page that is no service of ours is a refusal without records', async () => {
  line.fault = { status: 200, body: '<p>Please sign in' };
  const sequence = await anchored('portal');
  await until('the refusal', async () => (await asked()).withheld.length > 0);
  expect((await asked()).withheld).toMatchObject([{ sequence, outcome: 'refused', reason: 'no-records' }]);
  line.fault = { status: 302 };
  await until('the other one', async () => (await asked()).withheld[0]?.reason === 'http-302');
  line.fault = undefined;
  await handedOut(sequence);
});

test('what has not come is known after a restart of whoever asks', async () => {
  line.fault = { status: 404 };
  const sequence = await anchored('kept');
  await until('the alert', async () => (await alerts()).length > 0);
  await both.restart('police');
  expect(await alerts()).toEqual([['batch-withheld', `grid ${sequence}`]]);
  line.fault = undefined;
  await handedOut(sequence);
  expect(await alerts()).toEqual([]);
});
