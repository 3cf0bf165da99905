import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex0x } from '../../core/bytes.ts';
import type { Header } from '../../core/header.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { blockHash, sealHeader } from '../../core/qbft.ts';
import { type Consortium, consortium } from '../support/consortium.ts';
import { agencyKeys } from '../support/founding.ts';
import { type RpcProxy, startProxy } from '../support/rpc-proxy.ts';
import type { Service } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Attack 3: a node, its agency's own or one put in its place, serves a fork with headers that look right. */

let net: Consortium;
let node: RpcProxy;
let grid: Service;

type Json = Record<string, unknown>;
type Status = { chain: { head: number | null }; alerts: { code: string }[] };

const validator = (id: string) => agencyKeys(id).validator;
const status = async () => (await (await grid.request('/api/v1/status')).json()) as Status;
const state = async (id: string) => {
  const answer = (await (await grid.request(`/api/v1/records/${id}`)).json()) as { state: string };
  return answer.state;
};

/** A block as a node answers it, with a change in its header and the seals of these keys. */
function forked(block: Json, change: (header: Header) => Header, keys: readonly Uint8Array[]): Json {
  const header = sealHeader(change(headerFromRpc(block)), keys);
  return {
    ...block,
    timestamp: `0x${header.timestamp.toString(16)}`,
    parentHash: toHex0x(header.parentHash),
    extraData: toHex0x(header.extraData),
    hash: toHex0x(blockHash(header)),
  };
}

/** Every block from this number on is another one. */
function serveFork(from: number, keys: readonly Uint8Array[]): void {
  node.rule = ({ method, params }) => {
    if (method !== 'eth_getBlockByNumber' || Number(params[0]) < from) return undefined;
    return {
      answer: ({ result }) => ({
        result:
          result &&
          forked(result as Json, (header) => ({ ...header, timestamp: header.timestamp + 1n }), keys),
      }),
    };
  };
}

beforeAll(async () => {
  net = await consortium();
  node = await startProxy(() => net.nodes.nodes[1]?.url);
  grid = await net.service('grid', node.url);
  await grid.receipt((await grid.submit([{ name: 'a', bytes: 'a' }])).recordId);
});
afterAll(async () => {
  await net?.close();
  await node?.close();
});

describe('a node serves a fork', () => {
  it('of new blocks with too few seals: refused as head-unverified, nothing is anchored there, and it goes on afterwards', async () => {
    const { head } = (await status()).chain;
    serveFork(head! + 1, [validator('grid'), validator('court')]);
    const { recordId } = await grid.submit([{ name: 'b', bytes: 'b' }]);
    // Another agency makes the chain go on, so that there is a new head to lie about.
    await net.nodes.send(2);
    await until('the alert', async () =>
      (await status()).alerts.some(({ code }) => code === 'head-unverified'),
    );
    expect((await status()).chain.head).toBe(head);
    expect(await state(recordId)).not.toBe('anchored');

    node.rule = () => undefined;
    await grid.receipt(recordId);
    expect(await state(recordId)).toBe('anchored');
  });

  it('of a block that is verified already, with seals of its own making: refused as node-off-chain', async () => {
    const { head } = (await status()).chain;
    // Three seals: even a quorum over another block of a height does not move who has verified the first.
    serveFork(head!, ['court', 'grid', 'police'].map(validator));
    const { recordId } = await grid.submit([{ name: 'c', bytes: 'c' }]);
    await until('the alert', async () =>
      (await status()).alerts.some(({ code }) => code === 'node-off-chain'),
    );
    expect(await state(recordId)).not.toBe('anchored');
    expect((await status()).chain.head).toBe(head);

    node.rule = () => undefined;
    await grid.receipt(recordId);
  });

  it('behind the last verified block: refused as node-behind', async () => {
    const { head } = (await status()).chain;
    node.rule = ({ method }) =>
      method === 'eth_blockNumber'
        ? { answer: () => ({ result: `0x${(head! - 1).toString(16)}` }) }
        : undefined;
    const { recordId } = await grid.submit([{ name: 'd', bytes: 'd' }]);
    await until('the alert', async () => (await status()).alerts.some(({ code }) => code === 'node-behind'));
    expect(await state(recordId)).not.toBe('anchored');

    node.rule = () => undefined;
    await grid.receipt(recordId);
  });
});
