import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex0x } from '../../core/bytes.ts';
import { blockHash, checkSeals } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { type ChainNode, chainNode } from '../../server/ledger/node.ts';
import { type Rpc, rpcTo } from '../../server/ledger/rpc.ts';
import type { Agency, Id } from './consortium.ts';
import type { Engine } from './engines.ts';
import { waitFor } from './patience.ts';
import { type Process, runToEnd, start } from './processes.ts';

/** The four nodes, asked over JSON-RPC alone: only methods that every engine has. */

const ANSWER_MS = 30_000;

export type Network = {
  /** Starts a node and waits until it answers. */
  start(id: Id): Promise<void>;
  stop(id: Id): Promise<void>;
  kill(id: Id): Promise<void>;
  /** Stops all that run. @throws Error for the first that had to be killed */
  stopAll(): Promise<void>;
  rpc(id: Id): Rpc;
  node(id: Id): ChainNode;
  url(id: Id): string;
  /** Waits, and ends waiting when a node that should run does not. */
  wait<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value>;
  /** Paths of all logs. */
  logs(): readonly string[];
};

export function openNetwork(options: {
  engine: Engine;
  agencies: readonly Agency[];
  founding: string;
  contracts: { registry: string; ledger: string };
  logs: string;
}): Network {
  const { engine, agencies, founding, contracts, logs } = options;
  const running = new Map<Id, Process>();
  const agency = (id: Id) => agencies.find((each) => each.id === id) as Agency;
  const url = (id: Id) => `http://127.0.0.1:${agency(id).rpcPort}`;
  const logOf = (id: Id) => join(logs, `${id}.log`);
  const never = new AbortController().signal;
  const rpc = (id: Id) => rpcTo({ url: () => url(id), deadlineMs: ANSWER_MS, stopped: never });
  const node = (id: Id) => chainNode(rpc(id), contracts);

  const check = () => {
    for (const [id, child] of running) {
      if (!child.running())
        throw new Error(`The node of ${id} has ended; see ${child.log}:\n${child.tail()}`);
    }
  };
  const wait: Network['wait'] = (what, look) => waitFor(what, look, check);

  return {
    async start(id) {
      const commands = await engine.commands({ folder: agency(id).node, founding });
      for (const command of commands.slice(0, -1)) {
        await runToEnd(`${command.program} before the node of ${id}`, command, logOf(id));
      }
      running.set(id, start(`The node of ${id}`, commands.at(-1)!, logOf(id)));
      await wait(`an answer of the node of ${id}`, () => node(id).chainId());
    },
    async stop(id) {
      const child = running.get(id);
      running.delete(id);
      await child?.stop();
    },
    async kill(id) {
      const child = running.get(id);
      running.delete(id);
      await child?.kill();
    },
    async stopAll() {
      const children = [...running.values()];
      running.clear();
      const ends = await Promise.allSettled(children.map((child) => child.stop()));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    },
    rpc,
    node,
    url,
    wait,
    logs: () => agencies.map(({ id }) => logOf(id)),
  };
}

/** Writes one enode for another in every file of a node, as an operator does by hand. */
export function replaceNodeId({ node }: Agency, before: string, after: string): void {
  const files = readdirSync(node, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) =>
    /(static|permissioned)-nodes\.json$|permissions_config\.toml$/.test(name),
  )) {
    const path = join(node, file);
    if (!statSync(path).isFile()) continue;
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(before, after));
  }
}

/**
 * Holds every block of every node against the set that was in force, and the nodes against each other.
 * @returns how many blocks all of them have
 * @throws Error for a block without a quorum of its set, or two blocks of a height
 */
export async function checkChain(nodes: readonly ChainNode[], trust: Trust): Promise<number> {
  const heads = await Promise.all(nodes.map((node) => node.blockNumber()));
  const common = Math.min(...heads);
  for (let number = 1; number <= common; number++) {
    const set = trust.sets[trust.changedAt.filter((block) => block < number).length - 1] ?? [];
    const hashes = new Set<string>();
    for (const node of nodes) {
      const block = await node.block(number);
      if (!block) throw new Error(`A node does not have block ${number}, which it named`);
      checkSeals(block.header, set);
      hashes.add(toHex0x(blockHash(block.header)));
    }
    if (hashes.size !== 1) throw new Error(`Two blocks of height ${number}: ${[...hashes].join(' ')}`);
  }
  return common;
}
