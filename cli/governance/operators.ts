import { toHex0x } from '../../core/bytes.ts';
import { eventTopic, readEvent } from '../../core/governance/events.ts';
import { rpcArray, rpcData, rpcObject } from '../../core/rpc-hex.ts';
import type { Registry } from './registry.ts';
import { quantity, readAnswer } from './rpc.ts';

/** Operator keys: the registry lists none, so they are those of the founding and those that its events tell of. */
export type Operator = { readonly agency: string; readonly key: string; readonly active: boolean };

const BLOCKS_AT_A_TIME = 10_000;

async function eventsIn({ rpc, trust }: Registry, from: number, to: number) {
  const names = ['operator-added', 'operator-revoked'] as const;
  const answers = await Promise.all(
    names.map((name) =>
      rpc('eth_getLogs', {
        address: trust.registry,
        topics: [toHex0x(eventTopic(name))],
        fromBlock: quantity(from),
        toBlock: quantity(to),
      }),
    ),
  );
  // An addition comes before its revocation, and a key never comes back: the order of the two lists is enough.
  return answers.flatMap((answer) =>
    readAnswer('eth_getLogs', () =>
      rpcArray(answer, 'logs').flatMap((one) => {
        const log = rpcObject(one, 'log');
        const topics = rpcArray(log.topics, 'topics').map((topic) => rpcData(topic, 'topic', 32));
        return readEvent({ topics, data: rpcData(log.data, 'data') }) ?? [];
      }),
    ),
  );
}

/** In the order in which they came to be. */
export async function operatorsOf(registry: Registry): Promise<Operator[]> {
  const { trust, block, state } = registry;
  const removed = new Set(state.seats.flatMap(({ id, status }) => (status === 'removed' ? id : [])));
  const operators = new Map<string, Operator>();
  const add = (agency: string, key: string) =>
    operators.set(key, { agency, key, active: !removed.has(agency) });
  for (const { id, operators: keys } of trust.agencies) for (const key of keys) add(id, key);
  const revoked: string[] = [];
  for (let from = 0; from <= block; from += BLOCKS_AT_A_TIME) {
    const to = Math.min(block, from + BLOCKS_AT_A_TIME - 1);
    for (const { event, values } of await eventsIn(registry, from, to)) {
      if (event === 'operator-added') add(String(values.agency), String(values.operator));
      else revoked.push(String(values.operator));
    }
  }
  for (const key of revoked) {
    const operator = operators.get(key);
    if (operator) operators.set(key, { ...operator, active: false });
  }
  return [...operators.values()];
}
