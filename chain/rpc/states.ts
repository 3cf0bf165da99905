import { createMerkleProof } from '@ethereumjs/mpt';
import { Account, Address } from '@ethereumjs/util';
import { toHex, toHex0x } from '../../core/bytes.ts';
import type { Header } from '../../core/header.ts';
import { decodeRlp } from '../../core/rlp.ts';
import type { Chain } from '../chain.ts';
import { ChainError } from '../errors.ts';
import { type CallResult, call, estimate } from '../execution/call.ts';
import { openBlock } from '../recover.ts';
import { ACCOUNTS, EMPTY_ROOT, openTrie, ownerOf } from '../state/nodes.ts';
import type { World } from '../state/world.ts';
import { findBlock } from './blocks.ts';
import { invalidParams, REVERTED, RpcError, SERVER_ERROR } from './errors.ts';
import { data, quantity } from './format.ts';
import { readBlockName, readCall, readData, readSlot } from './parameters.ts';

/** Methods about a state: of the latest block, or of one whose state is still kept. */

function headerAt(chain: Chain, name: unknown): Header {
  const block = findBlock(chain, readBlockName(name, 'block'));
  if (!block) throw new RpcError(SERVER_ERROR, 'header not found');
  refusePruned(chain, block.number);
  return openBlock(block);
}

function refusePruned(chain: Chain, number: number): void {
  if (number >= chain.oldestState) return;
  throw new RpcError(
    SERVER_ERROR,
    `missing trie node: the state of block ${number} is no longer kept; the oldest that is kept is that of block ${chain.oldestState}`,
  );
}

/** Answers from a state. It may be forgotten while the answer is worked out: that is no damage. */
async function onState<Result>(
  chain: Chain,
  name: unknown,
  answer: (header: Header, world: World) => Promise<Result>,
): Promise<Result> {
  const header = headerAt(chain, name);
  try {
    return await answer(header, chain.worldAt(header));
  } catch (error) {
    if (error instanceof ChainError) refusePruned(chain, Number(header.number));
    throw error;
  }
}

const addressOf = (value: unknown) => new Address(readData(value, 'address', 20));

/** Error(string), the ABI of a revert with a reason: its selector, an offset, a length, the text. */
const ERROR_STRING = '08c379a0';

function reasonOf(bytes: Uint8Array): string {
  if (toHex(bytes.subarray(0, 4)) !== ERROR_STRING || bytes.length < 68) return 'execution reverted';
  const length = Number(BigInt(toHex0x(bytes.subarray(36, 68))));
  if (length > bytes.length - 68) return 'execution reverted';
  return `execution reverted: ${Buffer.from(bytes.subarray(68, 68 + length)).toString('utf8')}`;
}

function orThrow(result: CallResult): CallResult & { outcome: 'returned' } {
  if (result.outcome === 'returned') return result;
  if (result.outcome === 'reverted') throw new RpcError(REVERTED, reasonOf(result.data), data(result.data));
  throw new RpcError(SERVER_ERROR, result.reason);
}

function noOverrides(extra: readonly unknown[]): void {
  if (extra.some((value) => value !== undefined && value !== null)) {
    invalidParams('this chain has no state overrides');
  }
}

const MAX_PROVED_SLOTS = 1024;

async function proof(chain: Chain, header: Header, address: Address, slots: readonly Uint8Array[]) {
  const accounts = openTrie(chain.nodes, ACCOUNTS, header.stateRoot);
  const account = (await chain.worldAt(header).getAccount(address)) ?? new Account();
  const storage = openTrie(chain.nodes, ownerOf(address.bytes), account.storageRoot);
  const empty = toHex(account.storageRoot) === toHex(EMPTY_ROOT);
  const storageProof: unknown[] = [];
  for (const slot of slots) {
    const value = empty ? null : await storage.get(slot);
    const bytes = value ? toHex(decodeRlp(value) as Uint8Array) : '';
    storageProof.push({
      key: data(slot),
      value: quantity(BigInt(`0x${bytes || '0'}`)),
      proof: empty ? [] : (await createMerkleProof(storage, slot)).map(data),
    });
  }
  return {
    address: data(address.bytes),
    balance: quantity(account.balance),
    codeHash: data(account.codeHash),
    nonce: quantity(account.nonce),
    storageHash: data(account.storageRoot),
    accountProof: (await createMerkleProof(accounts, address.bytes)).map(data),
    storageProof,
  };
}

function slotsOf(value: unknown): Uint8Array[] {
  if (!Array.isArray(value) || value.length > MAX_PROVED_SLOTS) {
    return invalidParams(`storageKeys must be an array of at most ${MAX_PROVED_SLOTS}`);
  }
  return value.map((slot) => readSlot(slot, 'storageKeys'));
}

type Method = (chain: Chain, params: readonly unknown[]) => unknown;

export const stateMethods: Readonly<Record<string, Method>> = {
  eth_call: (chain, [message, block, ...extra]) => {
    noOverrides(extra);
    const asked = readCall(message);
    return onState(chain, block, async (header) =>
      data(orThrow(await call(chain.environment(header), asked)).data),
    );
  },
  eth_estimateGas: (chain, [message, block, ...extra]) => {
    noOverrides(extra);
    const asked = readCall(message);
    return onState(chain, block, async (header) => {
      const result = await estimate(chain.environment(header), asked);
      return quantity(typeof result === 'bigint' ? result : orThrow(result).gasUsed);
    });
  },
  eth_getBalance: (chain, [address, block]) =>
    onState(chain, block, async (_, world) =>
      quantity((await world.getAccount(addressOf(address)))?.balance ?? 0n),
    ),
  eth_getCode: (chain, [address, block]) =>
    onState(chain, block, async (_, world) => data(await world.getCode(addressOf(address)))),
  eth_getStorageAt: (chain, [address, slot, block]) =>
    onState(chain, block, async (_, world) => {
      const value = await world.getStorage(addressOf(address), readSlot(slot, 'position'));
      return `0x${toHex(value).padStart(64, '0')}`;
    }),
  eth_getTransactionCount: (chain, [address, block]) =>
    onState(chain, block, async (_, world) => {
      const sender = addressOf(address);
      const nonce = (await world.getAccount(sender))?.nonce ?? 0n;
      return quantity(block === 'pending' ? chain.pool.nextNonce(sender.bytes, nonce) : nonce);
    }),
  eth_getProof: (chain, [address, slots, block]) => {
    const asked = slotsOf(slots);
    const account = addressOf(address);
    return onState(chain, block, (header) => proof(chain, header, account, asked));
  },
  eth_sendRawTransaction: async (chain, [raw]) => data(await chain.submit(readData(raw, 'transaction'))),
};
