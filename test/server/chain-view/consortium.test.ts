import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toHex0x } from '../../../core/bytes.ts';
import { openEquivocation } from '../../../core/equivocation.ts';
import { headerFromRpc } from '../../../core/header-rpc.ts';
import { blockHash, sealHeader } from '../../../core/qbft.ts';
import { addressOfKey } from '../../../core/signature.ts';
import { openTrust } from '../../../core/trust.ts';
import { type Consortium, consortium } from '../../support/consortium.ts';
import { agencyKeys } from '../../support/founding.ts';
import { type RpcProxy, startProxy } from '../../support/rpc-proxy.ts';
import type { Service } from '../../support/service.ts';
import { until } from '../../support/until.ts';

/** Four nodes and two services as processes: what one agency anchors, the other reads from its own node. */

let net: Consortium;
let node: RpcProxy;
let court: Service;
let grid: Service;

beforeAll(async () => {
  net = await consortium();
  node = await startProxy(() => net.nodes.nodes[0]?.url);
  court = await net.service('court', node.url);
  grid = await net.service('grid');
});
afterAll(async () => {
  await net?.close();
  await node?.close();
});

type Agencies = { items: { id: string; lastSequence: number }[] };
type Status = { alerts: { code: string; subject: string }[] };
const ask = async <Value>(path: string): Promise<Value> =>
  (await (await court.request(path)).json()) as Value;

async function gridAnchors(sequence: number): Promise<void> {
  await grid.receipt((await grid.submit([{ name: 'a', bytes: `${sequence}` }])).recordId);
  await until('the court’s service has read it', async () => {
    const { items } = await ask<Agencies>('/api/v1/agencies');
    return items.find(({ id }) => id === 'grid')?.lastSequence === sequence || undefined;
  });
}

test('an agency’s service reads from its own node what the others anchor', async () => {
  await gridAnchors(1);
  const { items } = await ask<Agencies>('/api/v1/agencies');
  expect(items.map(({ id, lastSequence }) => [id, lastSequence])).toEqual([
    ['court', 0],
    ['grid', 1],
    ['police', 0],
    ['telecom', 0],
  ]);
});

test('three validators that seal a second block of one height convict themselves, and the service goes on with the first', async () => {
  const { followed } = await ask<{ followed: { number: number } }>('/api/v1/chain');
  const forgers = ['grid', 'police', 'telecom'].map((id) => agencyKeys(id).validator);
  node.rule = ({ method, params }) => {
    if (method !== 'eth_getBlockByNumber' || Number(params[0]) < followed.number) return undefined;
    return {
      answer: ({ result }) => {
        if (result === null) return { result };
        const header = headerFromRpc(result);
        const fork = sealHeader({ ...header, timestamp: header.timestamp + 1n }, forgers);
        const { extraData, timestamp } = fork;
        const changed = { extraData: toHex0x(extraData), timestamp: `0x${timestamp.toString(16)}` };
        return { result: { ...(result as object), ...changed, hash: toHex0x(blockHash(fork)) } };
      },
    };
  };
  await until('the alert', async () => {
    const { alerts } = await ask<Status>('/api/v1/status');
    return alerts.some(({ code }) => code === 'sealed-twice') || undefined;
  });
  const folder = join(court.data, 'evidence');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(files).toHaveLength(1);
  const bytes = new Uint8Array(readFileSync(join(folder, files[0] as string)));
  const found = openEquivocation(bytes, openTrust(net.trust));
  expect(found).toMatchObject({ number: followed.number, sameParent: true });
  const named = forgers.map(addressOfKey);
  for (const validator of found.validators) expect(named).toContain(validator);
  expect(found.validators.length).toBeGreaterThanOrEqual(2);

  node.rule = () => undefined;
  await gridAnchors(2);
});
