import { createMPT } from '@ethereumjs/mpt';
import { AbiCoder, encodeBytes32String } from 'ethers';
import { network } from 'hardhat';
import { describe, expect, it } from 'vitest';
import { besuGenesis } from '../../core/besu-genesis.ts';
import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import { handoffArguments, ledgerArguments, registryArguments } from '../../core/constructor-arguments.ts';
import { keccak256 } from '../../core/digests.ts';
import { foundingOf } from '../../core/founding.ts';
import type { CreationCode } from '../../core/founding-document.ts';
import { computeGenesis, type GenesisAccount, stateRootOf } from '../../core/genesis.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { encodeRlp, uintBytes } from '../../core/rlp.ts';
import { compiledCode } from '../support/artifacts.ts';
import { testDocument } from '../support/founding.ts';
import { contractFile } from '../support/qbft-vectors.ts';

const code = compiledCode();
const document = testDocument(['court', 'grid', 'police', 'telecom'], code);
const { registry, ledger, handoff = '' } = foundingOf(document);
const genesis = await computeGenesis(document, code);
const [registryAccount, ledgerAccount, handoffAccount] = genesis.alloc as [
  GenesisAccount,
  GenesisAccount,
  GenesisAccount,
];
const founders = document.agencies.map(({ id, governance, operators, validator }) => ({
  id: encodeBytes32String(id),
  governance,
  operators,
  validator,
}));

/** The root by @ethereumjs/mpt, as a peer. */
async function peerRoot(alloc: readonly GenesisAccount[]): Promise<Uint8Array> {
  const state = await createMPT({ useKeyHashing: true });
  for (const { address, nonce, balance, code: runtime, storage } of alloc) {
    const slots = await createMPT({ useKeyHashing: true });
    for (const [key, value] of storage) await slots.put(fromHex0x(key), encodeRlp(uintBytes(BigInt(value))));
    const account = [uintBytes(nonce), uintBytes(balance), slots.root(), keccak256(runtime)];
    await state.put(fromHex0x(address), encodeRlp(account));
  }
  return state.root();
}

describe('constructor arguments', () => {
  it('are encoded as the ABI says', () => {
    const type = 'tuple(bytes32 id, address governance, address[] operators, address validator)[]';
    const many = document.agencies.map((agency, i) => ({
      ...agency,
      operators: document.agencies.slice(0, i + 1).map(({ validator }) => validator),
    }));
    for (const agencies of [document.agencies, document.agencies.slice(0, 1), many]) {
      const values = agencies.map((agency) => ({ ...agency, id: encodeBytes32String(agency.id) }));
      const expected = AbiCoder.defaultAbiCoder().encode([type], [values]);
      expect(toHex0x(registryArguments(agencies))).toBe(expected);
    }
    expect(toHex0x(ledgerArguments(registry))).toBe(
      AbiCoder.defaultAbiCoder().encode(['address'], [registry]),
    );
    expect(toHex0x(handoffArguments(registry, ledger))).toBe(
      AbiCoder.defaultAbiCoder().encode(['address', 'address'], [registry, ledger]),
    );
  });
});

describe('a genesis block', () => {
  it('is the same each time it is computed, and another for another document', async () => {
    expect(await computeGenesis(document, code)).toEqual(genesis);
    const later = { ...document, genesis: { ...document.genesis, timestamp: 1_790_000_001 } };
    const other = await computeGenesis(later, code);
    expect(other.hash).not.toBe(genesis.hash);
    // Contracts move with every byte of the document, and so does the root.
    expect(other.header.stateRoot).not.toEqual(genesis.header.stateRoot);
  });

  it('has the root that another trie gives', async () => {
    expect(genesis.header.stateRoot).toEqual(await peerRoot(genesis.alloc));
    expect(stateRootOf([])).toEqual((await createMPT()).root());
  });

  it('holds what the same constructors leave on Hardhat’s chain', async () => {
    const { ethers } = await network.create();
    const deployed = await ethers.deployContract('AgencyRegistry', [founders]);
    const receipt = await deployed.deploymentTransaction()?.wait();
    const block = await ethers.provider.getBlock(receipt?.blockNumber ?? 0);
    const address = await deployed.getAddress();
    // In the genesis block number and time are zero; there they stand in the span of each key.
    const since = (BigInt(block?.number ?? 0) << 8n) | (BigInt(block?.timestamp ?? 0) << 56n);
    let spans = 0;
    for (const [slot, value] of registryAccount.storage) {
      const theirs = await ethers.provider.getStorage(address, slot);
      if (theirs === value) continue;
      expect(BigInt(theirs)).toBe(BigInt(value) | since);
      spans++;
    }
    expect(spans).toBe(founders.length * 3);
    expect(await ethers.provider.getCode(address)).toBe(toHex0x(registryAccount.code));
    const theirLedger = await ethers.deployContract('EvidenceLedger', [registry]);
    expect(await ethers.provider.getCode(await theirLedger.getAddress())).toBe(toHex0x(ledgerAccount.code));
    expect(ledgerAccount.storage).toEqual([]);
    const theirHandoff = await ethers.deployContract('CaseHandoff', [registry, ledger]);
    expect(await ethers.provider.getCode(await theirHandoff.getAddress())).toBe(toHex0x(handoffAccount.code));
    expect(handoffAccount.storage).toEqual([]);
  });

  it('answers as the founding document says when its state is put on a chain', async () => {
    const { ethers } = await network.create();
    for (const { address, code: runtime, storage } of genesis.alloc) {
      await ethers.provider.send('hardhat_setCode', [address, toHex0x(runtime)]);
      for (const [slot, value] of storage) {
        const key = `0x${BigInt(slot).toString(16)}`;
        await ethers.provider.send('hardhat_setStorageAt', [address, key, value]);
      }
    }
    const onChain = await ethers.getContractAt('AgencyRegistry', registry);
    const validators: string[] = [...(await onChain.getFunction('getValidators')())];
    expect(validators.map((address) => address.toLowerCase())).toEqual(
      document.agencies.map(({ validator }) => validator),
    );
    expect(await onChain.getFunction('setVersion')()).toBe(1n);
    for (const { id, operators } of document.agencies) {
      const rights = await onChain.getFunction('anchoringRights')(operators[0] ?? '');
      expect([...rights]).toEqual([encodeBytes32String(id), 1n]);
    }
    const atLedger = await ethers.getContractAt('EvidenceLedger', ledger);
    expect((await atLedger.getFunction('registry')()).toLowerCase()).toBe(registry);
    const atHandoff = await ethers.getContractAt('CaseHandoff', handoff);
    expect((await atHandoff.getFunction('registry')()).toLowerCase()).toBe(registry);
    expect((await atHandoff.getFunction('ledger')()).toLowerCase()).toBe(ledger);
    expect(await atHandoff.getFunction('handoffCount')()).toBe(0n);
  });

  it('has the first two contracts alone where its document names no others', async () => {
    const { CaseHandoff: _, ...two } = code;
    const older = testDocument(['court', 'grid'], two);
    const founding = foundingOf(older);
    expect(founding.handoff).toBeUndefined();
    const { alloc } = await computeGenesis(older, two);
    expect(alloc.map(({ address }) => address)).toEqual([founding.registry, founding.ledger]);
    const mismatch = { code: 'founding-code-mismatch' };
    await expect(computeGenesis(older, code)).rejects.toMatchObject(mismatch);
    await expect(computeGenesis(document, two)).rejects.toMatchObject(mismatch);
  });

  it('has the header form of a recorded chain whose validators come from a contract', () => {
    const recorded = headerFromRpc(contractFile.genesis);
    const { stateRoot, gasLimit, timestamp } = genesis.header;
    expect(genesis.header).toEqual({ ...recorded, stateRoot, gasLimit, timestamp });
  });

  it('has a base fee of zero under london, and none under berlin', async () => {
    const london = testDocument(['grid'], code, 'london');
    expect((await computeGenesis(london, code)).header.baseFeePerGas).toBe(0n);
    expect(genesis.header).not.toHaveProperty('baseFeePerGas');
  });

  it('is refused with other code than the document names, or a constructor that fails', async () => {
    const other: CreationCode = { ...code, AgencyRegistry: code.EvidenceLedger };
    await expect(computeGenesis(document, other)).rejects.toMatchObject({ code: 'founding-code-mismatch' });
    for (const AgencyRegistry of ['0xfd', '0x5ffd', '0xfe', '0x00', '0x60006000fd']) {
      const failing: CreationCode = { ...code, AgencyRegistry };
      await expect(computeGenesis(testDocument(['grid'], failing), failing)).rejects.toMatchObject({
        code: 'genesis-constructor-failed',
      });
    }
  });

  it('is computed for 64 agencies with 16 operators each', async () => {
    const ids = Array.from({ length: 64 }, (_, i) => `a${String(i).padStart(2, '0')}`);
    const small = testDocument(ids, code);
    const address = (n: number) => `0xcc${n.toString(16).padStart(38, '0')}`;
    const agencies = small.agencies.map((agency, i) => ({
      ...agency,
      operators: Array.from({ length: 16 }, (_, j) => address(i * 16 + j)),
    }));
    const large = await computeGenesis({ ...small, agencies }, code);
    expect(large.header.stateRoot).toEqual(await peerRoot(large.alloc));
  });
});

describe('the genesis file for Besu', () => {
  it('names the registry as the source of validators, and every account', () => {
    const file = besuGenesis(document, genesis);
    expect(JSON.parse(JSON.stringify(file))).toEqual(file);
    expect(file).toMatchObject({
      config: { chainId: 20261, berlinBlock: 0, qbft: { validatorcontractaddress: registry } },
      difficulty: '0x1',
      extraData: toHex0x(genesis.header.extraData),
      alloc: {
        [registry]: { nonce: '0x1', balance: '0x0', storage: Object.fromEntries(registryAccount.storage) },
        [ledger]: { code: toHex0x(ledgerAccount.code) },
        [handoff]: { nonce: '0x1', code: toHex0x(handoffAccount.code), storage: {} },
      },
    });
    expect(file.config).not.toHaveProperty('londonBlock');
  });

  it('sets the base fee to zero under london, where Besu would begin at another', async () => {
    const london = testDocument(['grid'], code, 'london');
    expect(besuGenesis(london, await computeGenesis(london, code))).toMatchObject({
      baseFeePerGas: '0x0',
      config: { londonBlock: 0, zeroBaseFee: true },
    });
  });
});
