import { JianzhengError } from '../../core/errors.ts';

/**
 * Why the chain cannot be asked or believed right now. None of them says anything about evidence: whatever waits for
 * the chain goes on waiting, and shows the code.
 *
 * - `ledger-unreachable`: no answer in time, or none that is JSON-RPC
 * - `ledger-refused`: the node answered with an error (`details`: number, message, data)
 * - `ledger-answer-invalid`: the answer does not have the form that the method promises, or contradicts a hash
 * - `ledger-other-chain`: the node is of another chain than the trust bundle
 * - `node-behind`: the node's chain ends before a block that we have verified
 * - `node-off-chain`: the node has another block where we have verified one; finality excludes that
 * - `head-unverified`: the seals of the node's last block do not hold
 * - `ledger-superseded`: the agencies have named another ledger (`details`: ledger, fromBlock), and its time has come
 * - `chain-not-ready`: the chain has not sealed its first block yet
 */
export type LedgerErrorCode =
  | 'ledger-unreachable'
  | 'ledger-refused'
  | 'ledger-answer-invalid'
  | 'ledger-other-chain'
  | 'node-behind'
  | 'node-off-chain'
  | 'head-unverified'
  | 'ledger-superseded'
  | 'chain-not-ready';

export class LedgerError extends JianzhengError {
  declare readonly code: LedgerErrorCode;

  constructor(
    code: LedgerErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(code, message, options);
  }
}

/** JSON-RPC 2.0 section 5.1. */
const METHOD_NOT_FOUND = -32601;

/** Whether the node does not know the method; engines that hide one behind another number say so in words. */
export function isMethodMissing(error: unknown): boolean {
  if (!(error instanceof LedgerError) || error.code !== 'ledger-refused') return false;
  const { number, message } = error.details;
  return (
    number === METHOD_NOT_FOUND || /method .*(not found|does not exist|not available)/i.test(String(message))
  );
}
