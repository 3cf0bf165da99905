import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../../server/http/openapi.ts';
import { OPERATIONS } from '../../../server/http/operations.ts';
import { type SmallService, smallService } from '../small-service.ts';

/** What was read before need not be sent again: every answer that is documented with an ETag keeps to it. */

let service: SmallService;
let recordId: string;
beforeAll(async () => {
  service = await smallService();
  recordId = await submit('first');
  service.rest.receiptFor = () => ({ kind: 'receipt', bytes: service.world.grid.receipts[0]! });
});
afterAll(() => service.close());

async function submit(name: string): Promise<string> {
  const files = [{ name, size: 1, sha256: 'ab'.repeat(32) }];
  const answer = await service.ask('/api/v1/records', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ case: 'etags', files }),
  });
  return ((await answer.json()) as { recordId: string }).recordId;
}

const { paths } = openApiDocument() as {
  paths: Record<string, { get?: { operationId: string; responses: Record<string, unknown> } }>;
};
const tagged = new Set(
  Object.values(paths).flatMap(({ get }) => (get?.responses['304'] ? [get.operationId] : [])),
);
/** Their answers need a chain, an account, a webhook or a certificate; all are sent in the same way, and some are tested elsewhere. */
const ELSEWHERE = [
  ...[
    'getUpload',
    'getCertificate',
    'getTimeStamps',
    'getKeptReceipt',
    'getAct',
    'getStatement',
    'getHandoff',
  ],
  ...['getGovernance', 'listBatches', 'listPasskeys', 'listDeliveries'],
];
const asked = OPERATIONS.filter(({ id }) => tagged.has(id) && !ELSEWHERE.includes(id));

const pathOf = (path: string) => path.replace('{id}', recordId);
const get = (path: string, headers: Record<string, string> = {}) =>
  service.ask(path, { headers: { authorization: `Bearer ${service.token('operator')}`, ...headers } });

describe.each(asked.map(({ id, path }) => [id, path] as const))('%s', (id, path) => {
  test('gives an ETag, and 304 without a body to whoever sends it back', async () => {
    const target = pathOf(path) + (id === 'getTimeline' ? '?case=etags' : '');
    const first = await get(target);
    expect(first.status, await first.clone().text()).toBe(200);
    const etag = first.headers.get('etag');
    expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
    // As `fetch` sends it: with `Cache-Control: no-cache`.
    const again = await get(target, { 'if-none-match': etag! });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const other = await get(target, { 'if-none-match': '"another"' });
    expect(other.status).toBe(200);
  });
});

test('a list that has grown is sent again', async () => {
  const list = '/api/v1/records?case=etags';
  const before = await get(list);
  await submit('second');
  const after = await get(list, { 'if-none-match': before.headers.get('etag')! });
  expect(after.status).toBe(200);
  expect(((await after.json()) as { items: unknown[] }).items).toHaveLength(2);
});

test('a tag opens nothing: who may not see the answer is not told that it is the same', async () => {
  const first = await get(`/api/v1/records/${recordId}`);
  const etag = first.headers.get('etag')!;
  const stranger = await fetch(`${service.url}/api/v1/records/${recordId}`, {
    headers: { 'if-none-match': etag },
  });
  expect(stranger.status).toBe(401);
});
