import { FormatError } from '../../core/errors.ts';
import { rpcData, rpcQuantity } from '../../core/rpc-hex.ts';
import { CommandError, failure } from '../command-error.ts';
import { EXIT } from '../exit.ts';

/** JSON-RPC 2.0 to the agency's node, for one command. */
export type Rpc = (method: string, ...params: readonly unknown[]) => Promise<unknown>;

/** What a node answers an error with, where the call itself was understood. */
export class RpcRefusal extends CommandError {
  /** Of a revert, the contract's own bytes; empty where there are none. */
  readonly data: Uint8Array;

  constructor(method: string, reason: string, data: Uint8Array) {
    super('rpc-refused', { values: { method, reason } });
    this.data = data;
  }
}

const DEADLINE_MS = 15_000;
const MAX_SHOWN = 300;

/** The revert's bytes: engines put them into `data` as hex, some with words before it or an object around it. */
function revertData(data: unknown): Uint8Array {
  const text = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data;
  const hex = /0x(?:[0-9a-f]{2})*/i.exec(typeof text === 'string' ? text : '')?.[0];
  return hex === undefined ? new Uint8Array() : rpcData(hex, 'data');
}

/** @throws CommandError `url-invalid` */
export function rpcTo(url: string): Rpc {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw failure('url-invalid', { url }, { exit: EXIT.usage });
  }
  let lastId = 0;
  return async (method, ...params) => {
    const id = ++lastId;
    let answer: { result?: unknown; error?: { message?: unknown; data?: unknown } };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
        redirect: 'error',
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      answer = (await response.json()) as typeof answer;
    } catch (cause) {
      const { message } = cause as Error;
      throw failure('rpc-unreachable', { url: new URL(url).origin, reason: message }, { cause });
    }
    const { error } = answer;
    if (error)
      throw new RpcRefusal(method, String(error.message).slice(0, MAX_SHOWN), revertData(error.data));
    if (!('result' in answer)) throw failure('rpc-answer-invalid', { method });
    return answer.result;
  };
}

/** A quantity as a number of at most 2^53 - 1. @throws CommandError `rpc-answer-invalid` */
export async function askNumber(rpc: Rpc, method: string, ...params: readonly unknown[]): Promise<number> {
  const answer = await rpc(method, ...params);
  return readAnswer(method, () => Number(rpcQuantity(answer, method)));
}

/** Reads an answer; one without the form of its method is the node's fault. @throws CommandError `rpc-answer-invalid` */
export function readAnswer<Value>(method: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw failure('rpc-answer-invalid', { method }, { cause });
  }
}

export const quantity = (value: number): string => `0x${value.toString(16)}`;
