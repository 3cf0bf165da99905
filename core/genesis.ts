import { createCustomCommon, Mainnet } from '@ethereumjs/common';
import { createEVM, type EVM } from '@ethereumjs/evm';
import { SimpleStateManager } from '@ethereumjs/statemanager';
import { Account, createAddressFromString } from '@ethereumjs/util';
import { concat, fromHex0x, toHex0x, utf8 } from './bytes.ts';
import { handoffArguments, ledgerArguments, registryArguments } from './constructor-arguments.ts';
import { keccak256 } from './digests.ts';
import { FormatError, InvariantError } from './errors.ts';
import { foundingOf } from './founding.ts';
import { type CreationCode, contractsOf, type FoundingDocument } from './founding-document.ts';
import type { Header } from './header.ts';
import { blockHash, emptyExtra, encodeExtra } from './qbft.ts';
import { encodeRlp, uintBytes } from './rlp.ts';
import { secureTrieRoot, trieRoot } from './trie.ts';

/**
 * The genesis block that a founding document fixes. The contracts' constructors are run on an empty state, each at
 * its address, and what they leave behind is the state; so anyone gets the same block from the same document and
 * code. `verify` never comes here: only who founds or runs a chain does.
 */
export type GenesisAccount = {
  readonly address: string;
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly code: Uint8Array;
  /** Slots that are not zero, 32 bytes each as hex with 0x, by ascending key. */
  readonly storage: readonly (readonly [key: string, value: string])[];
};

export type Genesis = {
  readonly header: Header;
  /** Lower-case hex with 0x. */
  readonly hash: string;
  readonly alloc: readonly GenesisAccount[];
};

/** What Istanbul, IBFT and QBFT put there: the end of "practical byzantine fault tolerance", as ASCII. */
const BFT_MIX_HASH = utf8('ctical byzantine fault tolerance');
/** More than 64 agencies with all their keys need; the constructors run in no block, so no limit of one counts. */
const CONSTRUCTOR_GAS = 2n ** 40n;
/** EIP-161: a contract begins with nonce 1. */
const CONTRACT_NONCE = 1n;

async function construct(evm: EVM, address: string, code: string, args: Uint8Array): Promise<void> {
  const to = createAddressFromString(address);
  await evm.stateManager.putAccount(to, new Account(CONTRACT_NONCE, 0n));
  // Block number, time and sender are zero in here, whatever the document says.
  const result = await evm.runCode({
    code: concat(fromHex0x(code), args),
    to,
    gasLimit: CONSTRUCTOR_GAS,
  });
  if (result.exceptionError) {
    throw new FormatError(
      'genesis-constructor-failed',
      `A constructor ended in ${result.exceptionError.error}`,
      {
        details: { address, data: toHex0x(result.returnValue) },
      },
    );
  }
  if (result.returnValue.length === 0) {
    throw new FormatError('genesis-constructor-failed', 'A constructor left no code', {
      details: { address },
    });
  }
  await evm.stateManager.putCode(to, result.returnValue);
}

function padded(value: Uint8Array): string {
  return toHex0x(concat(new Uint8Array(32 - value.length), value));
}

/** What the constructors left at one address. The state manager keeps raw keys, `address_0xkey`. */
async function dump(state: SimpleStateManager, address: string): Promise<GenesisAccount> {
  const slots = [...(state.storageStack.at(-1) ?? [])]
    .filter(([key, value]) => key.startsWith(`${address}_`) && value.some((byte) => byte !== 0))
    .map(([key, value]) => [padded(fromHex0x(key.slice(address.length + 1))), padded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const code = await state.getCode(createAddressFromString(address));
  return { address, nonce: CONTRACT_NONCE, balance: 0n, code, storage: slots };
}

/** A constructor that makes other contracts would leave accounts that the dump does not have. */
function refuseOthers(state: SimpleStateManager, addresses: readonly string[]): void {
  for (const [address, account] of state.accountStack.at(-1) ?? []) {
    if (!addresses.includes(address) && account && !account.isEmpty()) {
      throw new InvariantError('A constructor made an account of its own', { details: { address } });
    }
  }
}

function trimmed(hex: string): Uint8Array {
  return uintBytes(BigInt(hex));
}

/** The state's root: accounts as RLP[nonce, balance, storage root, code hash] (yellow paper section 4.1). */
export function stateRootOf(alloc: readonly GenesisAccount[]): Uint8Array {
  return secureTrieRoot(
    alloc.map(({ address, nonce, balance, code, storage }) => {
      const storageRoot = secureTrieRoot(
        storage.map(([key, value]) => [fromHex0x(key), encodeRlp(trimmed(value))] as const),
      );
      const account = [uintBytes(nonce), uintBytes(balance), storageRoot, keccak256(code)];
      return [fromHex0x(address), encodeRlp(account)] as const;
    }),
  );
}

function genesisHeader({ genesis }: FoundingDocument, alloc: readonly GenesisAccount[]): Header {
  return {
    parentHash: new Uint8Array(32),
    sha3Uncles: keccak256(encodeRlp([])),
    miner: new Uint8Array(20),
    stateRoot: stateRootOf(alloc),
    transactionsRoot: trieRoot([]),
    receiptsRoot: trieRoot([]),
    logsBloom: new Uint8Array(256),
    difficulty: 1n,
    number: 0n,
    gasLimit: BigInt(genesis.gasLimit),
    gasUsed: 0n,
    timestamp: BigInt(genesis.timestamp),
    extraData: encodeExtra(emptyExtra()),
    mixHash: BFT_MIX_HASH,
    nonce: new Uint8Array(8),
    ...(genesis.forks === 'london' ? { baseFeePerGas: 0n } : {}),
  };
}

/**
 * Computes the genesis block of a founding document.
 * @param code creation code without arguments, as a founding pack has it; held against the document's hashes
 * @throws FormatError `founding-code-mismatch`, `genesis-constructor-failed`
 */
export async function computeGenesis(document: FoundingDocument, code: CreationCode): Promise<Genesis> {
  const { registry, ledger, handoff } = foundingOf(document);
  const given = contractsOf(code);
  for (const [i, { name, creationCodeHash }] of document.contracts.entries()) {
    if (creationCodeHash !== given[i]?.creationCodeHash || given.length !== document.contracts.length) {
      throw new FormatError('founding-code-mismatch', `The code of ${name} is not what the document names`);
    }
  }
  const state = new SimpleStateManager();
  const common = createCustomCommon({ chainId: document.chainId }, Mainnet, {
    hardfork: document.genesis.forks,
  });
  const evm = await createEVM({ common, stateManager: state });
  await construct(evm, registry, code.AgencyRegistry, registryArguments(document.agencies));
  await construct(evm, ledger, code.EvidenceLedger, ledgerArguments(registry));
  const addresses = [registry, ledger];
  if (handoff !== undefined && code.CaseHandoff !== undefined) {
    await construct(evm, handoff, code.CaseHandoff, handoffArguments(registry, ledger));
    addresses.push(handoff);
  }
  refuseOthers(state, addresses);
  const alloc: GenesisAccount[] = [];
  for (const address of addresses) alloc.push(await dump(state, address));
  const header = genesisHeader(document, alloc);
  return { header, hash: toHex0x(blockHash(header)), alloc };
}
