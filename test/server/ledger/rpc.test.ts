import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Rpc, rpcTo } from '../../../server/ledger/rpc.ts';

type Request = { id: number; method: string };

let close: () => void = () => undefined;
afterEach(() => close());

/** A node that answers a whole request with what `answer` makes of it. */
async function nodeThat(answer: (body: Request[]) => unknown): Promise<{ rpc: Rpc; requests: () => number }> {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    requests++;
    response.end(JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request[])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close();
  const { port } = server.address() as AddressInfo;
  const rpc = rpcTo({
    url: () => `http://127.0.0.1:${port}`,
    deadlineMs: 10_000,
    stopped: new AbortController().signal,
  });
  return { rpc, requests: () => requests };
}

const QUESTIONS = ['a', 'b', 'c'].map((method) => ({ method, params: [] }));

test('several questions go in one request, and each gets its own answer, whatever the order', async () => {
  const { rpc, requests } = await nodeThat((body) =>
    body.map(({ id, method }) => ({ jsonrpc: '2.0', id, result: `answer to ${method}` })).reverse(),
  );
  expect(await rpc.batch(QUESTIONS)).toEqual(['answer to a', 'answer to b', 'answer to c']);
  expect(requests()).toBe(1);
  expect(await rpc.batch([])).toEqual([]);
  expect(requests()).toBe(1);
});

test.each([
  [
    'one question is refused',
    'ledger-refused',
    (body: Request[]) =>
      body.map(({ id, method }) =>
        method === 'b' ? { id, error: { code: -32601, message: 'no' } } : { id, result: 1 },
      ),
  ],
  [
    'the node takes no batches',
    'ledger-refused',
    () => ({ id: null, error: { code: -32600, message: 'no batches' } }),
  ],
  [
    'an answer is left out',
    'ledger-unreachable',
    (body: Request[]) => body.slice(1).map(({ id }) => ({ id, result: 1 })),
  ],
  [
    'an answer is to no question of ours',
    'ledger-unreachable',
    (body: Request[]) => body.map(({ id }) => ({ id: id + 1000, result: 1 })),
  ],
  ['it is no answer at all', 'ledger-unreachable', () => 'good morning'],
])('all of them fail when %s', async (_, code, answer) => {
  const { rpc } = await nodeThat(answer);
  await expect(rpc.batch(QUESTIONS)).rejects.toMatchObject({ code });
});
