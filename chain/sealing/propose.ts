import type { Common } from '@ethereumjs/common';
import type { TypedTransaction } from '@ethereumjs/tx';
import { fromHex0x } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { blockHash, emptyExtra, encodeExtra } from '../../core/qbft.ts';
import { encodeRlp } from '../../core/rlp.ts';
import { trieRoot } from '../../core/trie.ts';
import { type Execution, execute } from '../execution/execute.ts';
import type { World } from '../state/world.ts';
import type { BlockCommit, StateChange, StoredLog, StoredTransaction } from '../store/rows.ts';

/** Keccak-256 of the RLP of an empty list: no block here has ommers. */
const NO_OMMERS = keccak256(encodeRlp([]));
/** The mixHash by which Istanbul-style consensus marks its blocks; Besu refuses any other. */
const MIX_HASH = fromHex0x('0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365');

export type Proposal = {
  /** Without seals. */
  readonly header: Header;
  readonly execution: Execution;
  readonly state: StateChange;
};

function union(blooms: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(256);
  for (const bloom of blooms)
    for (let i = 0; i < 256; i++) all[i] = (all[i] as number) | (bloom[i] as number);
  return all;
}

/**
 * Executes transactions on top of a parent and makes the header that QBFT engines would make of them.
 * @param world the state after the parent
 * @param timestamp unix seconds
 */
export async function propose(options: {
  rules: Common;
  parent: { header: Header; hash: Uint8Array };
  world: World;
  timestamp: number;
  miner: string;
  hashOf: (number: number) => Uint8Array;
  transactions: readonly TypedTransaction[];
}): Promise<Proposal> {
  const { rules, parent, world, miner, hashOf, transactions } = options;
  const number = parent.header.number + 1n;
  const timestamp = BigInt(options.timestamp);
  const { gasLimit } = parent.header;
  const context = { number, timestamp, miner, gasLimit };
  const execution = await execute(rules, world, context, hashOf, transactions);
  const { root, ...state } = await world.change();
  const { executed } = execution;
  const header: Header = {
    parentHash: parent.hash,
    sha3Uncles: NO_OMMERS,
    miner: fromHex0x(miner),
    stateRoot: root,
    transactionsRoot: trieRoot(executed.map(({ transaction }) => transaction.serialize())),
    receiptsRoot: trieRoot(executed.map(({ receipt }) => receipt)),
    logsBloom: union(executed.map(({ bloom }) => bloom)),
    difficulty: 1n,
    number,
    gasLimit,
    gasUsed: execution.gasUsed,
    timestamp,
    extraData: encodeExtra(emptyExtra()),
    mixHash: MIX_HASH,
    nonce: new Uint8Array(8),
    ...(rules.isActivatedEIP(1559) ? { baseFeePerGas: 0n } : {}),
  };
  return { header, execution, state };
}

/** The rows of a proposal once its header is sealed. */
export function commitOf({ execution, state }: Proposal, sealed: Header): BlockCommit {
  const number = Number(sealed.number);
  const logs: StoredLog[] = [];
  const transactions: StoredTransaction[] = execution.executed.map((done, position) => {
    for (const log of done.logs) {
      logs.push({ block: number, position: logs.length, transactionPosition: position, ...log });
    }
    return {
      block: number,
      position,
      hash: done.transaction.hash(),
      sender: done.transaction.getSenderAddress().bytes,
      raw: done.transaction.serialize(),
      receipt: done.receipt,
      gasUsed: Number(done.gasUsed),
      created: done.created,
    };
  });
  const block = { number, hash: blockHash(sealed), header: encodeHeader(sealed) };
  return { block, transactions, logs, state };
}
