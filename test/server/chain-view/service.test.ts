import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../support/anchoring-rig.ts';
import { removeData, type Service, startService, temporaryData } from '../../support/service.ts';

/** The product as it runs: what it follows outlives it. */

type Chain = {
  head: { number: number };
  followed: { number: number } | null;
  set: { version: number };
  blocks: { number: number; signers: string[] | null }[];
};
type Agencies = { items: { id: string; lastSequence: number }[] };

const data = temporaryData();
let service: Service;
beforeAll(async () => {
  service = await startService({ data });
});
afterAll(async () => {
  await service.stop();
  removeData(data);
});

const ask = async <Value>(path: string): Promise<Value> => {
  const answer = await service.request(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Value;
};

async function anchored(count: number): Promise<void> {
  await until(async () => {
    const { items } = await ask<Agencies>('/api/v1/agencies');
    return items[0]?.id === 'grid' && items[0].lastSequence === count;
  });
}

async function submitOne(name: string): Promise<void> {
  const { recordId } = await service.submit([{ name, bytes: name }]);
  await service.receipt(recordId);
}

test('a service follows its own chain, and says who sealed', async () => {
  await submitOne('a.txt');
  await anchored(1);
  await until(async () => (await ask<Chain>('/api/v1/chain')).blocks[0]?.signers?.length === 1);
  const chain = await ask<Chain>('/api/v1/chain');
  expect(chain.followed?.number).toBe(chain.head.number);
  expect(chain.set.version).toBe(1);
});

test('killed at any moment it goes on where it stopped, and misses nothing', async () => {
  for (let round = 2; round <= 4; round++) {
    await service.submit([{ name: `${round}.txt`, bytes: `${round}` }]);
    await new Promise((resolve) => setTimeout(resolve, 150 * round));
    await service.kill();
    service = await startService({ data });
    await anchored(round);
  }
  const page = await ask<{ items: { sequence: number }[] }>('/api/v1/agencies/grid/batches');
  expect(page.items.map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
});
