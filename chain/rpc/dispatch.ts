import { JianzhengError } from '../../core/errors.ts';
import type { Chain } from '../chain.ts';
import { ChainError } from '../errors.ts';
import { Refusal } from '../txpool/admit.ts';
import { blockMethods } from './blocks.ts';
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  INVALID_REQUEST,
  METHOD_NOT_FOUND,
  RpcError,
  SERVER_ERROR,
} from './errors.ts';
import { quantity } from './format.ts';
import { stateMethods } from './states.ts';

type Method = (chain: Chain, params: readonly unknown[]) => unknown;

/** What it says of itself. No one who reads it should take this chain for a consortium's. */
export const CLIENT_VERSION = 'Jianzheng/0.1 (embedded chain, single operator)';

function clientVersion({ coSealing }: Chain): string {
  if (!coSealing) return CLIENT_VERSION;
  return `Jianzheng/0.1 (embedded chain, ${coSealing.validators.length} co-sealing validators, fixed proposer, no consensus engine)`;
}

function syncing({ coSealing, head }: Chain): unknown {
  const current = Number(head.header.number);
  if (!coSealing || coSealing.highest <= current) return false;
  return {
    startingBlock: quantity(current),
    currentBlock: quantity(current),
    highestBlock: quantity(coSealing.highest),
  };
}

/** Can blocks be made, and if not, why: for whoever decides whether this node is ready. */
function sealing(chain: Chain): unknown {
  return { halted: chain.trouble ?? null, ...(chain.coSealing?.status() ?? { role: 'single' }) };
}

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...blockMethods,
    ...stateMethods,
    web3_clientVersion: clientVersion,
    jianzheng_sealing: sealing,
    net_version: (chain: Chain) => chain.chainId.toString(),
    net_listening: () => true,
    net_peerCount: (chain: Chain) => quantity(chain.coSealing?.peersAnswering ?? 0),
    eth_chainId: (chain: Chain) => quantity(chain.chainId),
    eth_gasPrice: () => '0x0',
    eth_maxPriorityFeePerGas: () => '0x0',
    eth_accounts: () => [],
    eth_syncing: syncing,
    eth_mining: (chain: Chain) => chain.coSealing?.isProposer ?? true,
    eth_protocolVersion: () => '0x41',
  } satisfies Record<string, Method>),
);

/** Requests in one batch, at most. */
const MAX_BATCH = 256;

type Answer = { readonly jsonrpc: '2.0'; readonly id: unknown } & (
  | { readonly result: unknown }
  | { readonly error: { code: number; message: string; data?: unknown } }
);

export function errorAnswer(id: unknown, code: number, message: string, data?: unknown): Answer {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } };
}

function answerOf(id: unknown, error: unknown): Answer {
  if (error instanceof RpcError) return errorAnswer(id, error.number, error.message, error.data);
  if (error instanceof Refusal) return errorAnswer(id, SERVER_ERROR, error.message);
  // It says what to do, and that the same may be sent again.
  if (error instanceof ChainError && error.code === 'storage-full') {
    return errorAnswer(id, SERVER_ERROR, error.message, { code: error.code });
  }
  if (error instanceof JianzhengError) return errorAnswer(id, INTERNAL_ERROR, error.message);
  return errorAnswer(id, INTERNAL_ERROR, 'internal error');
}

/** @returns undefined for a notification, which gets no answer */
async function one(chain: Chain, request: unknown): Promise<Answer | undefined> {
  if (request === null || typeof request !== 'object' || Array.isArray(request)) {
    return errorAnswer(null, INVALID_REQUEST, 'a request is an object');
  }
  const { jsonrpc, id, method, params } = request as Record<string, unknown>;
  const idFits = id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
  if (jsonrpc !== '2.0' || typeof method !== 'string' || !idFits) {
    return errorAnswer(idFits ? (id ?? null) : null, INVALID_REQUEST, 'not a JSON-RPC 2.0 request');
  }
  let answer: Answer;
  try {
    const known = METHODS.get(method);
    if (!known) throw new RpcError(METHOD_NOT_FOUND, `the method ${method.slice(0, 64)} does not exist`);
    if (params !== undefined && !Array.isArray(params))
      throw new RpcError(INVALID_PARAMS, 'params must be an array');
    answer = { jsonrpc: '2.0', id: id ?? null, result: await known(chain, params ?? []) };
  } catch (error) {
    if (!(error instanceof RpcError) && !(error instanceof Refusal)) chain.report(error);
    answer = answerOf(id ?? null, error);
  }
  return id === undefined ? undefined : answer;
}

/**
 * Answers one request or a batch of them (JSON-RPC 2.0). The members of a batch are taken up in order, and run side
 * by side: so many transactions sent in one batch share one sync of the disk.
 * @returns undefined when there is nothing to answer
 */
export async function dispatch(chain: Chain, body: unknown): Promise<Answer | Answer[] | undefined> {
  if (!Array.isArray(body)) return one(chain, body);
  if (body.length === 0) return errorAnswer(null, INVALID_REQUEST, 'an empty batch');
  if (body.length > MAX_BATCH)
    return errorAnswer(null, INVALID_REQUEST, `more than ${MAX_BATCH} requests in a batch`);
  const answers = await Promise.all(body.map((request) => one(chain, request)));
  const given = answers.filter((answer) => answer !== undefined);
  return given.length > 0 ? given : undefined;
}
