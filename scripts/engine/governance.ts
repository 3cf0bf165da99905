import { readFileSync } from 'node:fs';
import { Interface, keccak256, SigningKey, Wallet } from 'ethers';
import { agencyWord } from '../../core/batch-anchored.ts';
import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import { rpcObject, rpcQuantity } from '../../core/rpc-hex.ts';
import { transactionReceiptFromRpc } from '../../core/transaction-receipt.ts';
import {
  readValidatorSetChanged,
  VALIDATOR_SET_CHANGED_TOPIC,
  type ValidatorSetChanged,
} from '../../core/validator-set-changed.ts';
import type { Consortium, Id } from './consortium.ts';
import type { Network } from './network.ts';

/** Calls of the registry by the agencies' own keys, each through the agency's own node. */

const registryAbi = (): Interface => {
  const path = new URL('../../artifacts/contracts/AgencyRegistry.sol/AgencyRegistry.json', import.meta.url);
  return new Interface((JSON.parse(readFileSync(path, 'utf8')) as { abi: [] }).abi);
};
/** `IAgencyRegistry.Role`. */
const VALIDATOR_ROLE = 3;
/** A motion with its votes takes some 0.3 million; what is not used is not paid for. */
const GAS_LIMIT = 2_000_000;

export type Mined = { readonly block: number; readonly receipt: unknown };

export type Governance = {
  /** Sends a call through an agency's node and waits for its block. @throws Error when it fails there */
  call(through: Id, key: Wallet, to: string, data: string): Promise<Mined>;
  governor(id: Id): Promise<Wallet>;
  /** A motion that `proposer` makes and the voters carry: `agency` gets another validator. */
  replaceValidator(motion: {
    agency: Id;
    proposer: Id;
    voters: readonly Id[];
    validator: Wallet;
  }): Promise<void>;
  /** The new validator takes its place. @returns the event, and the block that holds it */
  claim(through: Id, validator: Wallet): Promise<ValidatorSetChanged & { readonly block: number }>;
};

/** The public key of a node with this key, 128 hex digits. */
export function nodeIdOf({ privateKey }: Wallet): string {
  return SigningKey.computePublicKey(privateKey, false).slice(4);
}

export function governance(options: {
  network: Network;
  consortium: Pick<Consortium, 'keystore'>;
  registry: string;
  chainId: number;
}): Governance {
  const { network, consortium, registry, chainId } = options;
  const abi = registryAbi();

  const call: Governance['call'] = async (through, key, to, data) => {
    const rpc = network.rpc(through);
    const what = `a transaction through the node of ${through}`;
    const nonce = await network.wait(what, () => network.node(through).transactionCount(key.address));
    const fields = { type: 0, chainId, nonce, gasPrice: 0, gasLimit: GAS_LIMIT, to, data };
    const raw = await key.signTransaction(fields);
    const hash = keccak256(raw);
    let taken = false;
    const receipt = await network.wait(`${what} (${hash})`, async () => {
      const mined = await rpc.call('eth_getTransactionReceipt', [hash]);
      if (mined !== null) return mined;
      // Refused while the chain stands still, or known already: the next look tells which.
      if (!taken) await rpc.call('eth_sendRawTransaction', [raw]);
      taken = true;
      return undefined;
    });
    if (!transactionReceiptFromRpc(receipt).succeeded)
      throw new Error(`${what} (${hash}) failed in its block`);
    const { blockNumber } = rpcObject(receipt, 'receipt');
    return { block: Number(rpcQuantity(blockNumber, 'blockNumber')), receipt };
  };

  const governor: Governance['governor'] = async (id) => {
    const { text, password } = consortium.keystore(id);
    return (await Wallet.fromEncryptedJson(text, password)) as Wallet;
  };

  async function view(through: Id, name: string, values: readonly unknown[]): Promise<string> {
    const data = abi.encodeFunctionData(name, values);
    const answer = await network.rpc(through).call('eth_call', [{ to: registry, data }, 'latest']);
    return String(abi.decodeFunctionResult(name, answer as string)[0]);
  }

  return {
    call,
    governor,
    async replaceValidator({ agency, proposer, voters, validator }) {
      const { address } = validator;
      const word = agencyWord(agency);
      const possession = await view(proposer, 'possessionHash', [word, VALIDATOR_ROLE, address]);
      const proof = validator.signMessageSync(fromHex0x(possession));
      const motion = abi.encodeFunctionData('proposeValidator', [word, address, proof]);
      await call(proposer, await governor(proposer), registry, motion);
      const number = await view(proposer, 'motionCount', []);
      for (const voter of voters) {
        const vote = abi.encodeFunctionData('vote', [number]);
        await call(voter, await governor(voter), registry, vote);
      }
    },
    async claim(through, validator) {
      const data = abi.encodeFunctionData('claim');
      const { block, receipt } = await call(through, validator, registry, data);
      const ours = transactionReceiptFromRpc(receipt).logs.filter(({ address }) => address === registry);
      const topic = toHex0x(VALIDATOR_SET_CHANGED_TOPIC);
      const log = ours.find(({ topics: [first] }) => first && toHex0x(first) === topic);
      if (!log) throw new Error(`Block ${block} has the claim, but no change of the set`);
      return { ...readValidatorSetChanged(log), block };
    },
  };
}
