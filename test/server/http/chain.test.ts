import { afterAll, beforeAll, expect, test } from 'vitest';
import { toHex0x } from '../../../core/bytes.ts';
import { encodeHeader, type Header } from '../../../core/header.ts';
import { blockHash, recoverSeals } from '../../../core/qbft.ts';
import { insertFounders } from '../../../server/chain-view/registry-events.ts';
import { agencyList, batchPage, chainView } from '../../../server/http/schemas.ts';
import { keepBatch, keepBlock, keepSigners } from '../../../server/store/chain-view.ts';
import { type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
  const { store } = service.services;
  const { world } = service;
  insertFounders(store, world.trust);
  for (const { header } of world.chain.blocks) {
    const number = Number(header.number);
    const hash = toHex0x(blockHash(header));
    const time = Number(header.timestamp);
    keepBlock(
      store,
      { number, hash, time, proposer: toHex0x(header.miner), header: encodeHeader(header) },
      false,
    );
    if (number > 0) keepSigners(store, number, recoverSeals(header));
  }
  for (const sequence of [1, 2, 3]) {
    const root = String(sequence).repeat(64);
    const place = { blockNumber: sequence, blockTime: 1_790_000_000 + sequence, sealedBy: 1 };
    keepBatch(store, { agency: 'grid', sequence, root, size: 5, ...place });
  }
});
afterAll(() => service.close());

async function get<Value>(path: string): Promise<Value> {
  const response = await service.ask(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Value;
}

test('agencies are listed with their keys, their state, and what they last anchored', async () => {
  const { items } = agencyList.parse(await get('/api/v1/agencies'));
  expect(items.map(({ id }) => id)).toEqual(service.world.trust.agencies.map(({ id }) => id));
  const grid = items.find(({ id }) => id === 'grid');
  expect(grid).toMatchObject({
    name: { en: 'The grid agency' },
    state: 'active',
    lastSequence: 3,
    lastAnchored: '2026-09-21T14:13:23.000Z',
  });
  expect(grid?.keys.map(({ role, from, until }) => [role, from, until])).toEqual([
    ['governance', { block: 0, time: null }, null],
    ['operator', { block: 0, time: null }, null],
    ['validator', { block: 0, time: null }, null],
  ]);
  expect(items.find(({ id }) => id === 'court')).toMatchObject({ lastSequence: 0, lastAnchored: null });
});

test('batches of an agency come newest first, page by page', async () => {
  const first = batchPage.parse(await get('/api/v1/agencies/grid/batches?limit=2'));
  expect(first.items.map(({ sequence }) => sequence)).toEqual([3, 2]);
  expect(first.items[0]).toEqual({
    sequence: 3,
    root: '3'.repeat(64),
    size: 5,
    blockNumber: 3,
    blockTime: '2026-09-21T14:13:23.000Z',
    sealedBy: 1,
  });
  const second = batchPage.parse(await get(`/api/v1/agencies/grid/batches?limit=2&cursor=${first.next}`));
  expect([second.items.map(({ sequence }) => sequence), second.next]).toEqual([[1], null]);
  expect(await get('/api/v1/agencies/court/batches')).toEqual({ items: [], next: null });
});

test.each([
  ['/api/v1/agencies/nobody/batches', 404, 'agency-not-found'],
  ['/api/v1/agencies/grid/batches?limit=0', 400, 'request-invalid'],
  ['/api/v1/agencies/grid/batches?cursor=abc', 400, 'request-invalid'],
])('%s is answered with %i %s', async (path, status, code) => {
  const response = await service.ask(path);
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
});

test('the chain is shown with who may seal, and who sealed the last blocks', async () => {
  const view = chainView.parse(await get('/api/v1/chain'));
  const { blocks } = service.world.chain;
  const last = blocks.at(-1)!.header;
  expect(view.followed).toMatchObject({ number: Number(last.number), hash: toHex0x(blockHash(last)) });
  expect(view.set).toMatchObject({ version: 2, changedAt: service.world.changedAt });
  expect(view.blocks[0]).toMatchObject({ number: Number(last.number), signers: [...recoverSeals(last)] });
  expect(view.blocks.at(-1)?.number).toBe(1);
  const sealed = view.blocks.flatMap(({ signers }) => signers ?? []);
  for (const validator of view.set.validators) {
    expect(validator.sealed).toBe(sealed.filter((signer) => signer === validator.address).length);
  }
  expect(view.set.validators.map(({ agency }) => agency)).toEqual([
    ...service.world.trust.agencies.map(({ id }) => id),
    null,
  ]);
});

test('the sealed headers of a receipt that someone shows are held against the chain, those of a broken one are not', async () => {
  const shown: number[] = [];
  service.rest.compare = async (header: Header) => {
    shown.push(Number(header.number));
    return false;
  };
  const [receipt] = service.world.grid.receipts;
  const text = Buffer.from(receipt!).toString('utf8');
  const send = (body: object) =>
    service.ask('/api/v1/verifications', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await send({ receipt: text })).status).toBe(200);
  expect(shown).toEqual([2, 1]);
  shown.length = 0;
  expect((await send({ receipt: '{}' })).status).toBe(200);
  expect(shown).toEqual([]);
  service.rest.compare = async () => {
    throw new Error('the node is away');
  };
  // What comes of it is for us alone: the verdict stands.
  expect(await (await send({ receipt: text })).json()).toMatchObject({ verdict: 'UNDETERMINED' });
});
