import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../chain/rpc/server.ts';
import { toHex } from '../../core/bytes.ts';
import { agencyKeys } from './founding.ts';
import { removeData, type Service, startService, temporaryData } from './service.ts';
import { openTestNode, type TestNode } from './test-node.ts';

/**
 * Two of four agencies, each with the whole service beside a node of one chain. The chain is in the test's own process
 * and has one node for both, which seals with everybody's key: what is tested is what the services do with each other.
 */
export type TwoAgencies = {
  readonly node: TestNode;
  /** What the chain takes for now, unix ms: set forward, the next block is later. */
  readonly clock: { now: number };
  readonly rpcUrl: string;
  readonly grid: Service;
  readonly police: Service;
  /** Stops one and starts it again on its data. */
  restart(id: 'grid' | 'police'): Promise<void>;
  close(): Promise<void>;
};

/** @param env of the two services, by agency */
export async function startTwoAgencies(
  env: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<TwoAgencies> {
  // From now on: an agency whose last anchor is a month old would be an alert.
  const clock = { now: Date.now() };
  const node = await openTestNode(clock);
  const { server, url: rpcUrl } = await serve(node.chain.chain, 0);
  async function agency(id: string, data = temporaryData()): Promise<Service> {
    mkdirSync(join(data, 'keys'), { mode: 0o700, recursive: true });
    copyFileSync(node.trustPath, join(data, 'trust.json'));
    writeFileSync(join(data, 'keys', 'operator.key'), `${toHex(agencyKeys(id).operator)}\n`, { mode: 0o600 });
    return startService({ data, env: { JIANZHENG_AGENCY: id, JIANZHENG_RPC_URL: rpcUrl, ...env[id] } });
  }
  const [grid, police] = await Promise.all([agency('grid'), agency('police')]);
  const running = { grid, police };
  return {
    node,
    clock,
    rpcUrl,
    get grid() {
      return running.grid;
    },
    get police() {
      return running.police;
    },
    async restart(id) {
      await running[id].stop();
      running[id] = await agency(id, running[id].data);
    },
    async close() {
      for (const service of Object.values(running)) {
        await service.stop();
        removeData(service.data);
      }
      server.closeAllConnections();
      server.close();
      await node.close();
    },
  };
}
