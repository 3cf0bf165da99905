import { toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import { readRevert } from '../../core/governance/reverts.ts';
import { type Motion, type RegistryState, readMotion, readRegistry } from '../../core/governance/state.ts';
import { rpcData, rpcObject, rpcQuantity } from '../../core/rpc-hex.ts';
import type { Trust } from '../../core/trust.ts';
import { CommandError, failure } from '../command-error.ts';
import type { Context } from '../context.ts';
import { askNumber, quantity, type Rpc, RpcRefusal } from './rpc.ts';

/** The pinned registry as a node shows it. Its address and its chain are the trust bundle's, not the node's. */
export type Registry = {
  readonly rpc: Rpc;
  readonly trust: Trust;
  /** Block that the state is of, and its time in unix seconds. */
  readonly block: number;
  readonly time: number;
  readonly state: RegistryState;
  /** @returns undefined where there is no such motion */
  motion(number: number): Promise<Motion | undefined>;
};

/** A refusal of the node or of the registry, in this command's words. */
export function refusalOf(context: Context, error: RpcRefusal): CommandError {
  const refused = readRevert(error.data);
  if (refused === undefined) {
    if (error.data.length === 0) return error;
    return failure('registry-refused', { reason: toHex0x(error.data).slice(0, 74) });
  }
  const { code, values } = refused;
  const { role, status } = values;
  return new CommandError(code, {
    values: {
      ...values,
      ...(role === undefined ? {} : { role: context.text(`role.${role}` as 'role.governance') }),
      ...(status === undefined ? {} : { status: context.text(`status.${status}` as 'status.active') }),
    },
    cause: error,
  });
}

/**
 * Runs a call without a transaction: what it would refuse is known before anything is signed.
 * @throws CommandError of `refusalOf`
 */
export async function tryCall(
  context: Context,
  { rpc, trust }: Pick<Registry, 'rpc' | 'trust'>,
  { from, data, at = 'latest' }: { from: string; data: string; at?: string },
): Promise<void> {
  try {
    await rpc('eth_call', { from, to: trust.registry, data }, at);
  } catch (error) {
    throw error instanceof RpcRefusal ? refusalOf(context, error) : error;
  }
}

async function headOf(rpc: Rpc): Promise<{ block: number; time: number }> {
  const block = await askNumber(rpc, 'eth_blockNumber');
  const answer = await rpc('eth_getBlockByNumber', quantity(block), false);
  const { timestamp } = rpcObject(answer, 'block');
  return { block, time: Number(rpcQuantity(timestamp, 'timestamp')) };
}

/** A node that shows another set under a version that the bundle proves is not to be signed through. */
function holdAgainstTrust({ sets }: Trust, { version, validators }: RegistryState): void {
  const known = sets[version - 1];
  const same = version > sets.length || (version === sets.length && known?.join() === validators.join());
  if (!same) throw failure('node-contradicts-trust', { version });
}

/**
 * @throws CommandError `rpc-unreachable`, `rpc-refused`, `rpc-answer-invalid`, `node-of-another-chain`,
 *   `registry-absent`, `node-contradicts-trust`
 */
export async function openRegistry(context: Context, rpc: Rpc, trust: Trust): Promise<Registry> {
  const chainId = await askNumber(rpc, 'eth_chainId');
  if (chainId !== trust.chainId) {
    throw failure('node-of-another-chain', { found: chainId, expected: trust.chainId });
  }
  const guarded = async <Value>(read: () => Promise<Value>): Promise<Value> => {
    try {
      return await read();
    } catch (error) {
      if (error instanceof RpcRefusal) throw refusalOf(context, error);
      if (!(error instanceof FormatError)) throw error;
      throw failure('rpc-answer-invalid', { method: 'eth_call' }, { cause: error });
    }
  };
  return guarded(async () => {
    const { block, time } = await headOf(rpc);
    const view = async (input: Uint8Array) => {
      const call = { to: trust.registry, data: toHex0x(input) };
      const result = rpcData(await rpc('eth_call', call, quantity(block)), 'result');
      // An address without code answers every call with nothing.
      if (result.length === 0) throw failure('registry-absent', { registry: trust.registry });
      return result;
    };
    const state = await readRegistry(view, time);
    holdAgainstTrust(trust, state);
    const ids = state.seats.map(({ id }) => id);
    return {
      rpc,
      trust,
      block,
      time,
      state,
      motion: (number) => guarded(() => readMotion(view, number, ids)),
    };
  });
}
