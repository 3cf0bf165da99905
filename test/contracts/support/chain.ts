/**
 * A Hardhat network driven by plain JSON-RPC: any address may send, gas costs nothing, and a revert comes back as
 * the name and the values of the contract's own error.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ContractFactory,
  getAddress,
  Interface,
  type InterfaceAbi,
  type LogDescription,
  toQuantity,
} from 'ethers';
import { network } from 'hardhat';

export interface Contract {
  /** Block of its founding, where this test deployed it. */
  blockNumber?: number;
  gasUsed?: number;
  address: string;
  abi: Interface;
}

export interface Sent {
  hash: string;
  blockNumber: number;
  gasUsed: number;
  events: LogDescription[];
}

/** What a contract refused with: its error's name and values, such as `AgencyRegistryVoted(1,0x67..)`. */
export class Revert extends Error {
  override name = 'Revert';
}

interface RpcReceipt {
  blockNumber: string;
  gasUsed: string;
  status: string;
  contractAddress: string | null;
  logs: { address: string; topics: string[]; data: string }[];
}

interface Artifact {
  abi: InterfaceAbi;
  bytecode: string;
  deployedBytecode: string;
}

/** Mutation testing puts its own builds in another folder. */
const artifacts = process.env.JIANZHENG_TEST_ARTIFACTS ?? 'artifacts';

export function artifact(path: string, folder = artifacts): Artifact {
  return JSON.parse(readFileSync(join(folder, path), 'utf8')) as Artifact;
}

function revertOf(error: unknown, abi: Interface): Error {
  const text = (error as { data?: unknown }).data;
  const data = typeof text === 'string' ? text : (text as { data?: unknown } | undefined)?.data;
  if (typeof data !== 'string') return error as Error;
  const parsed = data.length > 2 ? abi.parseError(data) : null;
  return new Revert(parsed ? `${parsed.name}(${parsed.args.join(',')})` : `unknown ${data}`);
}

export async function openChain(hardfork = 'berlin', chainId = 31337) {
  // Berlin has no base fee that could be set to zero.
  const noBaseFee = hardfork === 'berlin' ? {} : { initialBaseFeePerGas: 0 };
  const { provider } = await network.create({
    network: 'hardhat',
    // Builds that are instrumented or not optimized are larger; a test of its own holds the size of the real ones.
    override: {
      hardfork,
      chainId,
      blockGasLimit: 200_000_000,
      allowUnlimitedContractSize: true,
      ...noBaseFee,
    },
  });
  const rpc = (method: string, params: unknown[] = []) => provider.request({ method, params });
  const known = new Set<string>();

  async function queue(from: string, to: string | undefined, data: string): Promise<string> {
    if (!known.has(from)) await rpc('hardhat_impersonateAccount', [from]);
    known.add(from);
    const gas = toQuantity(100_000_000);
    return (await rpc('eth_sendTransaction', [
      { from, ...(to ? { to } : {}), data, gas, gasPrice: '0x0' },
    ])) as string;
  }

  async function receipt(hash: string): Promise<RpcReceipt> {
    return (await rpc('eth_getTransactionReceipt', [hash])) as RpcReceipt;
  }

  async function call(contract: Contract, from: string, name: string, args: unknown[] = []) {
    const data = contract.abi.encodeFunctionData(name, args);
    try {
      const result = (await rpc('eth_call', [{ from, to: contract.address, data }, 'latest'])) as string;
      return contract.abi.decodeFunctionResult(name, result);
    } catch (error) {
      throw revertOf(error, contract.abi);
    }
  }

  return {
    rpc,
    call,

    async deploy(
      built: Artifact,
      args: unknown[],
      from = `0x${'0d'.repeat(20)}`,
    ): Promise<Contract & Omit<Sent, 'hash'>> {
      const abi = new Interface(built.abi);
      const { data } = await new ContractFactory(abi, built.bytecode).getDeployTransaction(...args);
      try {
        const done = await receipt(await queue(from, undefined, data));
        const at = { blockNumber: Number(done.blockNumber), gasUsed: Number(done.gasUsed) };
        return { address: getAddress(done.contractAddress!), abi, ...at, events: [] };
      } catch (error) {
        throw revertOf(error, abi);
      }
    },

    /** Sends a call in a block of its own. */
    async send(contract: Contract, from: string, name: string, args: unknown[] = []): Promise<Sent> {
      let hash: string;
      try {
        hash = await queue(from, contract.address, contract.abi.encodeFunctionData(name, args));
      } catch (error) {
        throw revertOf(error, contract.abi);
      }
      const done = await receipt(hash);
      const events = done.logs.map((log) => contract.abi.parseLog(log)!);
      return { hash, blockNumber: Number(done.blockNumber), gasUsed: Number(done.gasUsed), events };
    },

    /** Puts calls into one block, in this order; says for each whether it succeeded. */
    async sendTogether(calls: [Contract, string, string, unknown[]?][]): Promise<boolean[]> {
      await rpc('evm_setAutomine', [false]);
      const hashes: string[] = [];
      for (const [contract, from, name, args = []] of calls) {
        hashes.push(await queue(from, contract.address, contract.abi.encodeFunctionData(name, args)));
      }
      await rpc('evm_mine');
      await rpc('evm_setAutomine', [true]);
      const done = await Promise.all(hashes.map(receipt));
      if (new Set(done.map((one) => one.blockNumber)).size !== 1) throw new Error('not in one block');
      return done.map((one) => one.status === '0x1');
    },

    /** Unix seconds of the last block. */
    async time(): Promise<number> {
      const block = (await rpc('eth_getBlockByNumber', ['latest', false])) as { timestamp: string };
      return Number(block.timestamp);
    },

    /** The next block, sent for by whatever comes next, has exactly this time. */
    async nextBlockAt(unixSeconds: number): Promise<void> {
      await rpc('evm_setNextBlockTimestamp', [toQuantity(unixSeconds)]);
    },

    async pass(seconds: number): Promise<void> {
      await rpc('evm_increaseTime', [toQuantity(seconds)]);
      await rpc('evm_mine');
    },
  };
}

export type Chain = Awaited<ReturnType<typeof openChain>>;
