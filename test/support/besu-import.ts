import { createBlock } from '@ethereumjs/block';
import { createCustomCommon, Mainnet } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createTxFromRLP } from '@ethereumjs/tx';
import {
  Account,
  bytesToBigInt,
  bytesToHex,
  bytesToInt,
  createAddressFromString,
  hexToBytes,
  intToBytes,
} from '@ethereumjs/util';
import { createVM, encodeReceipt, runTx, type VM } from '@ethereumjs/vm';
import { keccak256, recoverAddress, Signature } from 'ethers';

/**
 * What `besu blocks import` does with an exported chain, written from Besu's rules and from other libraries than the
 * chain's own code: the rules of QbftBlockHeaderValidationRulesetFactory under contract selection, and the execution
 * of every transaction from the genesis allocation on.
 */

type Json = Record<string, unknown>;
type Hex = `0x${string}`;
export type GenesisFile = {
  readonly config: Json & {
    chainId: number;
    qbft: { blockperiodseconds: number; validatorcontractaddress: Hex };
  };
  readonly timestamp: Hex;
  readonly gasLimit: Hex;
  readonly extraData: Hex;
  readonly mixHash: Hex;
  readonly alloc: Record<Hex, { nonce: Hex; code: Hex; storage: Record<Hex, Hex> }>;
};

type HeaderItems = Uint8Array[];
/** Places of the fields in a header's RLP. */
const FIELD = {
  parent: 0,
  ommers: 1,
  coinbase: 2,
  state: 3,
  transactions: 4,
  receipts: 5,
  bloom: 6,
  difficulty: 7,
  number: 8,
  gasLimit: 9,
  gasUsed: 10,
  time: 11,
  extra: 12,
  mix: 13,
} as const;
const at = (header: HeaderItems, name: keyof typeof FIELD) => header[FIELD[name]] as Uint8Array;
const hex = (bytes: Uint8Array) => bytesToHex(bytes);

function demand(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

function hashOf(header: HeaderItems, round: Uint8Array, seals: Uint8Array[]): string {
  const [vanity, validators, vote] = RLP.decode(at(header, 'extra')) as Uint8Array[];
  const fields = [...header];
  fields[FIELD.extra] = RLP.encode([vanity, validators, vote, round, seals]);
  return keccak256(RLP.encode(fields));
}

function checkHeader(
  header: HeaderItems,
  parent: HeaderItems,
  period: number,
  validators: readonly string[],
): void {
  const none = new Uint8Array();
  const number = (name: keyof typeof FIELD, of = header) => bytesToBigInt(at(of, name));
  demand(hex(at(header, 'parent')) === hashOf(parent, none, []), 'AncestryValidationRule: parent hash');
  demand(number('number') === number('number', parent) + 1n, 'AncestryValidationRule: number');
  demand(number('gasUsed') <= number('gasLimit'), 'GasUsageValidationRule');
  const delta = number('gasLimit') - number('gasLimit', parent);
  const bound = number('gasLimit', parent) / 1024n;
  demand(
    (delta < 0n ? -delta : delta) < bound && number('gasLimit') >= 5000n,
    'GasLimitRangeAndDeltaValidationRule',
  );
  demand(number('time') >= number('time', parent) + BigInt(period), 'TimestampMoreRecentThanParent');
  demand(
    hex(at(header, 'mix')) === '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365',
    'ConstantFieldValidationRule: MixHash',
  );
  demand(number('difficulty') === 1n, 'ConstantFieldValidationRule: Difficulty');
  demand(hex(at(header, 'ommers')) === keccak256(RLP.encode([])), 'ommers hash');
  const extra = RLP.decode(at(header, 'extra')) as unknown as [
    Uint8Array,
    unknown[],
    unknown[],
    Uint8Array,
    Uint8Array[],
  ];
  demand(extra.length === 5 && extra[0].length === 32, 'BftVanityDataValidationRule');
  demand(extra[1].length === 0 && extra[2].length === 0, 'QbftValidatorsValidationRule');
  demand(validators.includes(hex(at(header, 'coinbase'))), 'BftCoinbaseValidationRule');
  const digest = hashOf(header, extra[3], []);
  const committers = extra[4].map((seal) =>
    recoverAddress(
      digest,
      Signature.from({
        r: hex(seal.slice(0, 32)),
        s: hex(seal.slice(32, 64)),
        yParity: seal[64] === 1 ? 1 : 0,
      }),
    ).toLowerCase(),
  );
  demand(new Set(committers).size === committers.length, 'BftCommitSealsValidationRule: duplicated seals');
  demand(
    committers.length >= Math.ceil((2 * validators.length) / 3),
    'BftCommitSealsValidationRule: insufficient',
  );
  demand(
    committers.every((who) => validators.includes(who)),
    'BftCommitSealsValidationRule: not validators',
  );
}

async function listRoot(values: readonly Uint8Array[]): Promise<string> {
  const trie = new MerklePatriciaTrie();
  for (const [i, value] of values.entries()) await trie.put(RLP.encode(intToBytesOf(i)), value);
  return hex(trie.root());
}

const intToBytesOf = (value: number) => (value === 0 ? new Uint8Array() : intToBytes(value));

async function genesisState(genesis: GenesisFile, state: MerkleStateManager): Promise<void> {
  for (const [name, { nonce, code, storage }] of Object.entries(genesis.alloc)) {
    const address = createAddressFromString(name);
    await state.putAccount(address, new Account(BigInt(nonce), 0n));
    await state.putCode(address, hexToBytes(code));
    for (const [slot, value] of Object.entries(storage)) {
      await state.putStorage(address, hexToBytes(slot as Hex), hexToBytes(value));
    }
  }
}

async function validatorsIn(vm: VM, contract: Hex): Promise<string[]> {
  // On a copy: a call leaves the account of its caller behind.
  const { execResult } = await (await vm.shallowCopy()).evm.runCall({
    to: createAddressFromString(contract),
    data: hexToBytes(keccak256(new TextEncoder().encode('getValidators()')).slice(0, 10) as Hex),
    gasLimit: 50_000_000n,
    isStatic: true,
  });
  const words = execResult.returnValue;
  return Array.from({ length: bytesToInt(words.slice(60, 64)) }, (_, i) =>
    hex(words.slice(64 + 32 * i + 12, 96 + 32 * i)),
  );
}

/**
 * Imports an exported chain. @returns how many blocks, and the last one's hash
 * @throws Error named after the rule that a block breaks
 */
export async function importBlocks(
  genesis: GenesisFile,
  file: Uint8Array,
): Promise<{ blocks: number; head: string }> {
  const { chainId, qbft } = genesis.config;
  const london = 'londonBlock' in genesis.config;
  const common = createCustomCommon({ chainId }, Mainnet, { hardfork: london ? 'london' : 'berlin' });
  const stateManager = new MerkleStateManager({ common });
  await genesisState(genesis, stateManager);
  const vm = await createVM({ common, stateManager });
  const empty = hexToBytes(await listRoot([]).then((root) => root as Hex));
  let parent: HeaderItems = [
    new Uint8Array(32),
    hexToBytes(keccak256(RLP.encode([])) as Hex),
    new Uint8Array(20),
    await stateManager.getStateRoot(),
    ...[empty, empty, new Uint8Array(256), Uint8Array.of(1), new Uint8Array()],
    hexToBytes(genesis.gasLimit.length % 2 ? (`0x0${genesis.gasLimit.slice(2)}` as Hex) : genesis.gasLimit),
    new Uint8Array(),
    intToBytes(Number(genesis.timestamp)),
    ...[hexToBytes(genesis.extraData), hexToBytes(genesis.mixHash), new Uint8Array(8)],
    ...(london ? [new Uint8Array()] : []),
  ];
  let blocks = 0;
  for (let rest = file; rest.length > 0; ) {
    const { data, remainder } = RLP.decode(rest, true);
    rest = remainder;
    const [header, bodies, ommers] = data as unknown as [
      HeaderItems,
      (Uint8Array | Uint8Array[])[],
      unknown[],
    ];
    demand(ommers.length === 0, 'no ommers');
    const validators = await validatorsIn(vm, qbft.validatorcontractaddress);
    checkHeader(header, parent, qbft.blockperiodseconds, validators);
    const block = createBlock(
      {
        header: {
          number: at(header, 'number'),
          timestamp: at(header, 'time'),
          coinbase: at(header, 'coinbase'),
          gasLimit: at(header, 'gasLimit'),
          difficulty: 1n,
          ...(london ? { baseFeePerGas: 0n } : {}),
        },
      },
      { common, skipConsensusFormatValidation: true },
    );
    const raws = bodies.map((body) => (body instanceof Uint8Array ? body : RLP.encode(body)));
    const receipts: Uint8Array[] = [];
    let bloom = 0n;
    let gas = 0n;
    for (const raw of raws) {
      const tx = createTxFromRLP(raw, { common });
      demand(
        gas + tx.gasLimit <= bytesToBigInt(at(header, 'gasLimit')),
        'transaction exceeds the block gas limit',
      );
      const { receipt, totalGasSpent } = await runTx(vm, { tx, block, blockGasUsed: gas });
      gas += totalGasSpent;
      bloom |= bytesToBigInt(receipt.bitvector);
      receipts.push(encodeReceipt(receipt, tx.type));
    }
    demand(gas === bytesToBigInt(at(header, 'gasUsed')), 'gas used');
    demand((await listRoot(raws)) === hex(at(header, 'transactions')), 'transactions root');
    demand((await listRoot(receipts)) === hex(at(header, 'receipts')), 'receipts root');
    demand(bloom === bytesToBigInt(at(header, 'bloom')), 'logs bloom');
    demand(
      hex(await stateManager.getStateRoot()) === hex(at(header, 'state')),
      `state root of block ${blocks + 1}`,
    );
    parent = header;
    blocks++;
  }
  return { blocks, head: hashOf(parent, new Uint8Array(), []) };
}
