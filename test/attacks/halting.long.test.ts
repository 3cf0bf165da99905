import { afterAll, beforeAll, expect, it } from 'vitest';
import { alertText } from '../../language/service.ts';
import { type Consortium, consortium } from '../support/consortium.ts';
import type { Service } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Attack 7: validators that go away, the proposer among them. No two final blocks of a height, ever; nothing lost. */

type Ready = { reasons: string[]; chain: { able?: number }; acceptsRecords: boolean };

let net: Consortium;
let grid: Service;
const ids: string[] = [];
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8);

async function submit(): Promise<void> {
  ids.push((await grid.submit([{ name: 'a', bytes: `file ${ids.length}` }])).recordId);
}
async function allAnchored(): Promise<void> {
  for (const id of ids) await grid.receipt(id, 120_000);
}

beforeAll(async () => {
  net = await consortium();
  grid = await net.service('grid');
});
afterAll(() => net?.close());

it('one validator down: the chain goes on without it', async () => {
  await net.nodes.kill(3);
  await submit();
  await allAnchored();
  await net.nodes.start(3);
});

it('two down: it halts and says so, what is handed in waits, and it resumes', async () => {
  await Promise.all([net.nodes.kill(2), net.nodes.kill(3)]);
  await submit();
  await until('the halt', async () => (await net.nodes.status(1)).halted !== null);
  const head = await net.nodes.head(1);
  expect((await grid.request(`/api/v1/records/${ids.at(-1)}/receipt`)).status).toBe(202);
  const said = await until('its service says so', async () => {
    const answer = await grid.request('/readyz', { headers: { 'accept-language': 'zh-CN' } });
    const { reasons, chain, acceptsRecords } = (await answer.json()) as Ready;
    // A node that is late with an answer on a busy machine is waited for like one that is away, for a moment.
    return (
      reasons.includes('chain-halted') && chain.able === 2 && { status: answer.status, chain, acceptsRecords }
    );
  });
  expect(said).toEqual({
    status: 503,
    acceptsRecords: true,
    chain: {
      ...{ ok: false, reason: 'chain-halted', able: 2, needed: 3, validators: 4 },
      ...alertText('chain-halted', 'zh'),
    },
  });
  await until('its status names who is waited for', async () => {
    const { chain } = (await (await grid.request('/api/v1/status')).json()) as { chain: object };
    expect(chain).toMatchObject({
      reachable: true,
      trouble: 'chain-halted',
      halted: { able: 2, needed: 3, validators: 4, waitingFor: ['police', 'telecom'] },
    });
    return true;
  });
  expect(await net.nodes.head(1)).toBe(head);
  await Promise.all([net.nodes.start(2), net.nodes.start(3)]);
  await allAnchored();
  await until('its service is ready', async () => (await grid.request('/readyz')).status === 200);
});

it('the proposer down: nothing is made, and it resumes', async () => {
  await net.nodes.kill(0);
  await submit();
  await until('the halt', async () => (await net.nodes.status(1)).halted !== null);
  await net.nodes.start(0);
  await allAnchored();
});

it('any two or three of them killed again and again while records come in: one final block of each height, no record lost', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    // Never the grid's own node, whose address its service was given.
    const victims = [
      [2, 3],
      [0, 2],
      [0, 3],
      [0, 2, 3],
    ][round % 4]!;
    await submit();
    await Promise.all(victims.map((i) => net.nodes.kill(i)));
    await submit();
    await Promise.all(victims.map((i) => net.nodes.start(i)));
  }
  await allAnchored();
  const head = await net.nodes.head(1);
  await net.nodes.reach(head, [0, 1, 2, 3], 120_000);
  await net.nodes.checkAll();
});
