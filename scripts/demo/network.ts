import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { recoverSeals } from '../../core/qbft.ts';
import { openTrust } from '../../core/trust.ts';
import { AGENCIES, type AgencyId } from './agencies.ts';
import { type Child, startChild } from './child.ts';
import { type AgencyPaths, pathsOf } from './founding.ts';
import { freePorts } from './ports.ts';

/** The four nodes and the four services of the demo: started, stopped, looked at. Each knows its own agency's files only. */

export type Sealing = { halted: string | null };
export type NodeState = {
  readonly running: boolean;
  /** The node's newest block; null while it does not answer. */
  readonly head: number | null;
  /** Agencies whose seals that block carries. */
  readonly sealedBy: readonly AgencyId[];
  /** Why no block can be made, in the node's own words; null while one can. */
  readonly halted: string | null;
};

export type Network = {
  startNode(id: AgencyId): Promise<void>;
  stopNode(id: AgencyId): Promise<void>;
  nodeState(id: AgencyId): Promise<NodeState>;
  startService(id: AgencyId): Promise<void>;
  serviceUrl(id: AgencyId): string;
  /** A request to an agency's service, with the token of its own machine. */
  ask(id: AgencyId, path: string, init?: RequestInit): Promise<Response>;
  /** A fresh link that signs a browser in, once. */
  signInLink(id: AgencyId): Promise<string>;
  paths(id: AgencyId): AgencyPaths;
  /** Resident memory of all processes started here, bytes; undefined where the system does not tell. */
  memory(): number | undefined;
  stop(): Promise<void>;
};

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const START_MS = 60_000;
const ANSWER_MS = 5_000;
/** Small heaps: eight processes share a machine that someone wants to work on. */
const NODE_OPTIONS = '--max-semi-space-size=2 --max-old-space-size=256';

function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('JIANZHENG_'));
  return { ...Object.fromEntries(inherited), NODE_OPTIONS, ...more };
}

async function until(what: string, look: () => Promise<boolean>, child: Child): Promise<void> {
  const end = Date.now() + START_MS;
  while (!(await look().catch(() => false))) {
    if (!child.running()) throw new Error(`${what} ended:\n${child.output()}`);
    if (Date.now() > end) throw new Error(`${what} does not answer:\n${child.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function residentBytes(pid: number | undefined): number | undefined {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

export async function openNetwork(folder: string): Promise<Network> {
  const ids = AGENCIES.map(({ id }) => id);
  const ports = await freePorts(ids.length * 3);
  const portsOf = (id: AgencyId) => {
    const at = ids.indexOf(id) * 3;
    return { rpc: ports[at]!, peer: ports[at + 1]!, service: ports[at + 2]! };
  };
  const rpcUrl = (id: AgencyId) => `http://127.0.0.1:${portsOf(id).rpc}`;
  const serviceUrl = (id: AgencyId) => `http://127.0.0.1:${portsOf(id).service}`;
  const trust = openTrust(new Uint8Array(readFileSync(join(folder, ids[0]!, 'trust.json'))));
  const agencyOfValidator = new Map(trust.agencies.map(({ id, validator }) => [validator, id as AgencyId]));
  const nodes = new Map<AgencyId, Child>();
  const services = new Map<AgencyId, Child>();

  async function rpc(id: AgencyId, method: string, ...params: unknown[]): Promise<unknown> {
    const response = await fetch(rpcUrl(id), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (error) throw new Error(error.message);
    return result;
  }

  function local(id: AgencyId): { url: string; token: string; pid: number } {
    const path = join(pathsOf(folder, id).data, 'service', 'local.json');
    return JSON.parse(readFileSync(path, 'utf8')) as { url: string; token: string; pid: number };
  }

  const ask: Network['ask'] = (id, path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${local(id).token}`);
    return fetch(`${serviceUrl(id)}${path}`, { ...init, headers });
  };

  return {
    async startNode(id) {
      if (nodes.get(id)?.running()) return;
      const { founding, validatorKey, chain } = pathsOf(folder, id);
      const { rpc: port, peer } = portsOf(id);
      const peers = ids
        .filter((other) => other !== id)
        .map((other) => `http://127.0.0.1:${portsOf(other).peer}`);
      const child = startChild(
        [file('chain/main.ts'), '--data', chain, '--founding', founding, '--key', validatorKey].concat([
          '--port',
          String(port),
          '--peer-port',
          String(peer),
          '--peer',
          peers.join(','),
        ]),
        environment({}),
      );
      nodes.set(id, child);
      await until(`The node of ${id}`, async () => (await rpc(id, 'eth_chainId')) !== undefined, child);
    },
    async stopNode(id) {
      await nodes.get(id)?.stop();
    },
    async nodeState(id) {
      if (!nodes.get(id)?.running()) return { running: false, head: null, sealedBy: [], halted: null };
      try {
        const block = await rpc(id, 'eth_getBlockByNumber', 'latest', false);
        const header = headerFromRpc(block);
        const signers = header.number === 0n ? [] : recoverSeals(header);
        const sealedBy = signers.flatMap((signer) => agencyOfValidator.get(signer) ?? []).sort();
        const { halted } = (await rpc(id, 'jianzheng_sealing')) as Sealing;
        return { running: true, head: Number(header.number), sealedBy, halted };
      } catch {
        // It is starting, or has just been stopped: the next look tells.
        return { running: true, head: null, sealedBy: [], halted: null };
      }
    },
    async startService(id) {
      if (services.get(id)?.running()) return;
      const child = startChild(
        [file('server/main.ts')],
        environment({
          JIANZHENG_DATA: pathsOf(folder, id).data,
          JIANZHENG_AGENCY: id,
          JIANZHENG_PORT: String(portsOf(id).service),
          JIANZHENG_RPC_URL: rpcUrl(id),
          JIANZHENG_PEERS: ids
            .filter((other) => other !== id)
            .map((other) => `${other}=${serviceUrl(other)}`)
            .join(','),
          // One proposer, and blocks only when there is something to put in: silence means nothing here.
          JIANZHENG_EMPTY_BLOCK_SECONDS: '0',
          JIANZHENG_SILENT_BLOCKS: '0',
          JIANZHENG_LOG: 'warn',
        }),
      );
      services.set(id, child);
      const answers = async () => local(id).pid === child.pid && (await fetch(`${serviceUrl(id)}/readyz`)).ok;
      await until(`The service of ${id}`, answers, child);
    },
    serviceUrl,
    ask,
    async signInLink(id) {
      const answer = await ask(id, '/api/v1/tickets', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ role: 'operator', name: 'demo' }),
      });
      if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
      const { ticket } = (await answer.json()) as { ticket: string };
      return `${serviceUrl(id)}/#/sign-in?ticket=${ticket}`;
    },
    paths: (id) => pathsOf(folder, id),
    memory() {
      const found = [...nodes.values(), ...services.values()]
        .filter((child) => child.running())
        .map(({ pid }) => residentBytes(pid));
      return found.includes(undefined)
        ? undefined
        : found.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
    },
    async stop() {
      // Services first: they have something to finish with their nodes.
      await Promise.all([...services.values()].map((child) => child.stop()));
      await Promise.all([...nodes.values()].map((child) => child.stop()));
    },
  };
}
