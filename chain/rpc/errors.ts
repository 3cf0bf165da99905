import { JianzhengError } from '../../core/errors.ts';

/** JSON-RPC 2.0 section 5.1, and what Ethereum engines add: 3 is a revert, with its data; -32000 everything else. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
export const SERVER_ERROR = -32000;
export const LIMIT_EXCEEDED = -32005;
export const REVERTED = 3;

/** An error that goes to the client with its number. */
export class RpcError extends JianzhengError {
  readonly number: number;
  readonly data: unknown;

  constructor(number: number, message: string, data?: unknown) {
    super('rpc-error', message);
    this.number = number;
    this.data = data;
  }
}

export function invalidParams(message: string): never {
  throw new RpcError(INVALID_PARAMS, message);
}
