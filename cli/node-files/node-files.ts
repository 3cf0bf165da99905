import path from 'node:path';
import { type Card, endpointParts } from '../../core/card.ts';
import type { FoundingDocument } from '../../core/founding-document.ts';
import type { Genesis } from '../../core/genesis.ts';
import { failure } from '../command-error.ts';
import { EXIT } from '../exit.ts';
import { besuFiles } from './besu.ts';
import { goquorumFiles } from './goquorum.ts';

/** The files that an agency's node starts from. The same pack and cards give the same network on both engines. */

export const ENGINES = ['besu', 'goquorum'] as const;
export type Engine = (typeof ENGINES)[number];

export type NodeFilesRequest = {
  readonly engine: Engine;
  /** Id of the agency whose node it is. */
  readonly agency: string;
  /** Folder where the files will stand; they name it. */
  readonly out: string;
  readonly rpcPort: number;
  /** One of each founding agency. */
  readonly cards: readonly Card[];
  readonly document: FoundingDocument;
  readonly genesis: Genesis;
};

/** What a node's files say, whatever its engine. */
export type NodePlan = Pick<NodeFilesRequest, 'document' | 'genesis' | 'rpcPort'> & {
  /** Absolute. */
  readonly folder: string;
  /** Where this node listens for the others. */
  readonly host: string;
  readonly port: number;
  /** enode URLs: of all nodes, and of all but this one. */
  readonly allowed: readonly string[];
  readonly peers: readonly string[];
};

/** Text that needs no quoting in TOML, in YAML, in a systemd unit or in a shell. */
const PLAIN_PATH = /^\/[A-Za-z0-9._/-]+$/;
const MAX_PORT = 65_535;

function enodeOf(card: Card): string {
  if (card.endpoint === null) throw failure('endpoint-missing', { id: card.id });
  const { host, port } = endpointParts(card.endpoint);
  return `enode://${card.node.slice(2)}@${host}:${port}`;
}

/**
 * A node's files by name.
 * @throws CommandError `agency-not-founding`, `endpoint-missing`, `endpoint-shared`, `path-unfit`, `port-unfit`
 */
export function nodeFiles(request: NodeFilesRequest): Record<string, string> {
  const { agency, cards, engine, rpcPort, document, genesis } = request;
  const own = cards.find(({ id }) => id === agency);
  if (!own) throw failure('agency-not-founding', { id: agency }, { exit: EXIT.usage });
  const folder = path.resolve(request.out);
  if (!PLAIN_PATH.test(folder)) throw failure('path-unfit', { path: folder }, { exit: EXIT.usage });
  const allowed = cards.map(enodeOf);
  const addresses = allowed.map((enode) => enode.split('@')[1]);
  const shared = addresses.findIndex((address, i) => addresses.indexOf(address) !== i);
  if (shared !== -1) throw failure('endpoint-shared', { id: cards[shared]!.id, address: addresses[shared]! });
  const { host, port } = endpointParts(own.endpoint ?? '');
  if (rpcPort < 1 || rpcPort > MAX_PORT || rpcPort === port) {
    throw failure('port-unfit', { port: rpcPort }, { exit: EXIT.usage });
  }
  const plan: NodePlan = {
    document,
    genesis,
    rpcPort,
    folder,
    host,
    port,
    allowed,
    peers: allowed.filter((enode) => enode !== enodeOf(own)),
  };
  return engine === 'besu' ? besuFiles(plan) : goquorumFiles(plan);
}

/** JSON as people read it: these files are looked at, and compared, by hand. */
export function jsonFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
