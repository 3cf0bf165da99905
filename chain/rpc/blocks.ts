import type { Header } from '../../core/header.ts';
import type { Chain } from '../chain.ts';
import { openBlock } from '../recover.ts';
import type { StoredBlock, StoredTransaction } from '../store/rows.ts';
import { invalidParams, LIMIT_EXCEEDED, RpcError, SERVER_ERROR } from './errors.ts';
import {
  decodeTransaction,
  formatBlock,
  formatLog,
  formatReceipt,
  formatTransaction,
  quantity,
} from './format.ts';
import { type BlockName, readBlockName, readData, readIndex, readObject } from './parameters.ts';

/** Methods about blocks, transactions, receipts and logs: all that is kept for ever. */

export function findBlock(chain: Chain, name: BlockName): StoredBlock | undefined {
  if (name === 'latest') return chain.store.blockByNumber(Number(chain.head.header.number));
  if (name === 'earliest') return chain.store.blockByNumber(0);
  return 'number' in name ? chain.store.blockByNumber(name.number) : chain.store.blockByHash(name.hash);
}

function blockJson(chain: Chain, block: StoredBlock | undefined, whole: unknown): unknown {
  if (!block) return null;
  const rows = chain.store.transactionsOf(block.number);
  const transactions =
    whole === true
      ? rows.map((row) => minedJson(chain, row, block))
      : rows.map((row) => `0x${Buffer.from(row.hash).toString('hex')}`);
  return formatBlock(block, openBlock(block), rows, transactions);
}

function minedJson(chain: Chain, row: StoredTransaction, block: StoredBlock): unknown {
  const place = { block, position: row.position };
  return formatTransaction(decodeTransaction(chain.rules, row.raw), row.sender, place);
}

function blockOf(chain: Chain, row: StoredTransaction): StoredBlock {
  return findBlock(chain, { number: row.block }) as StoredBlock;
}

function receiptsJson(chain: Chain, block: StoredBlock | undefined): unknown {
  if (!block) return null;
  return chain.store.transactionsOf(block.number).map((row) => receiptJson(chain, row, block));
}

function receiptJson(chain: Chain, row: StoredTransaction, block: StoredBlock): unknown {
  const firstLog = chain.store.logsBefore(row.block, row.position);
  return formatReceipt(row, decodeTransaction(chain.rules, row.raw), block, firstLog);
}

function transactionJson(chain: Chain, hash: Uint8Array): unknown {
  const row = chain.store.transactionByHash(hash);
  if (row) return minedJson(chain, row, blockOf(chain, row));
  const waiting = chain.pool.byHash(hash);
  return waiting ? formatTransaction(waiting, waiting.getSenderAddress().bytes, null) : null;
}

/** Logs in one answer, at most; blocks in one question, at most. */
const MAX_LOGS = 10_000;
const MAX_LOG_BLOCKS = 1_000_000;

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function logRange(chain: Chain, filter: Readonly<Record<string, unknown>>): [number, number] {
  const head = Number(chain.head.header.number);
  if (filter.blockHash !== undefined) {
    const block = chain.store.blockByHash(readData(filter.blockHash, 'blockHash', 32));
    if (!block) throw new RpcError(SERVER_ERROR, 'unknown block');
    return [block.number, block.number];
  }
  const numberOf = (name: BlockName) => {
    if (name === 'latest') return head;
    if (name === 'earliest') return 0;
    if ('number' in name) return name.number;
    throw new RpcError(SERVER_ERROR, 'a range is given by numbers');
  };
  const from = numberOf(readBlockName(filter.fromBlock, 'fromBlock'));
  const to = Math.min(head, numberOf(readBlockName(filter.toBlock, 'toBlock')));
  if (to - from > MAX_LOG_BLOCKS)
    throw new RpcError(LIMIT_EXCEEDED, `a range of more than ${MAX_LOG_BLOCKS} blocks`);
  return [from, to];
}

function logsJson(chain: Chain, given: unknown): unknown {
  const filter = readObject(given, 'filter');
  const [fromBlock, toBlock] = logRange(chain, filter);
  const topics = list(filter.topics);
  if (topics.length > 4) invalidParams('topics has more than 4 places');
  const logs = chain.store.logs({
    fromBlock,
    toBlock,
    addresses: list(filter.address).map((address) => readData(address, 'address', 20)),
    topics: topics.map((alternatives) => list(alternatives).map((topic) => readData(topic, 'topic', 32))),
    limit: MAX_LOGS + 1,
  });
  if (logs.length > MAX_LOGS) {
    throw new RpcError(
      LIMIT_EXCEEDED,
      `query returned more than ${MAX_LOGS} results: ask for fewer blocks at a time`,
    );
  }
  const blocks = new Map<number, StoredBlock>();
  return logs.map((log) => {
    const block = blocks.get(log.block) ?? (findBlock(chain, { number: log.block }) as StoredBlock);
    blocks.set(log.block, block);
    const row = chain.store.transactionAt(log.block, log.transactionPosition) as StoredTransaction;
    return formatLog(log, block.hash, row.hash);
  });
}

function transactionIn(chain: Chain, block: StoredBlock | undefined, position: number): unknown {
  const row = block && chain.store.transactionAt(block.number, position);
  return block && row ? minedJson(chain, row, block) : null;
}

function countIn(chain: Chain, block: StoredBlock | undefined): unknown {
  return block ? quantity(chain.store.transactionsOf(block.number).length) : null;
}

/** Base fees are zero for ever, so the only thing to tell is how full blocks were. */
function feeHistory(chain: Chain, count: unknown, newest: unknown, percentiles: unknown): unknown {
  const asked = typeof count === 'number' ? count : readIndex(count, 'blockCount');
  const last = findBlock(chain, readBlockName(newest, 'newestBlock'));
  if (!last) throw new RpcError(SERVER_ERROR, 'unknown block');
  const blocks = Math.min(Math.max(0, Math.trunc(asked)), 1024, last.number + 1);
  const oldest = last.number - blocks + 1;
  const ratios: number[] = [];
  for (let number = oldest; number <= last.number; number++) {
    const header: Header = openBlock(findBlock(chain, { number }) as StoredBlock);
    ratios.push(Number(header.gasUsed) / Number(header.gasLimit));
  }
  const rewards = Array.isArray(percentiles) ? percentiles.map(() => '0x0') : undefined;
  return {
    oldestBlock: quantity(oldest),
    baseFeePerGas: Array.from({ length: blocks + 1 }, () => '0x0'),
    gasUsedRatio: ratios,
    ...(rewards ? { reward: ratios.map(() => rewards) } : {}),
  };
}

type Method = (chain: Chain, params: readonly unknown[]) => unknown;

const byNumber = (chain: Chain, value: unknown) => findBlock(chain, readBlockName(value, 'block'));
const byHash = (chain: Chain, value: unknown) => findBlock(chain, { hash: readData(value, 'blockHash', 32) });

export const blockMethods: Readonly<Record<string, Method>> = {
  eth_blockNumber: (chain) => quantity(chain.head.header.number),
  eth_getBlockByNumber: (chain, [name, whole]) => blockJson(chain, byNumber(chain, name), whole),
  eth_getBlockByHash: (chain, [hash, whole]) => blockJson(chain, byHash(chain, hash), whole),
  eth_getBlockReceipts: (chain, [name]) =>
    receiptsJson(
      chain,
      typeof name === 'string' && name.length === 66 ? byHash(chain, name) : byNumber(chain, name),
    ),
  eth_getBlockTransactionCountByNumber: (chain, [name]) => countIn(chain, byNumber(chain, name)),
  eth_getBlockTransactionCountByHash: (chain, [hash]) => countIn(chain, byHash(chain, hash)),
  eth_getTransactionByBlockNumberAndIndex: (chain, [name, index]) =>
    transactionIn(chain, byNumber(chain, name), readIndex(index, 'index')),
  eth_getTransactionByBlockHashAndIndex: (chain, [hash, index]) =>
    transactionIn(chain, byHash(chain, hash), readIndex(index, 'index')),
  eth_getTransactionByHash: (chain, [hash]) => transactionJson(chain, readData(hash, 'hash', 32)),
  eth_getTransactionReceipt: (chain, [hash]) => {
    const row = chain.store.transactionByHash(readData(hash, 'hash', 32));
    return row ? receiptJson(chain, row, blockOf(chain, row)) : null;
  },
  eth_getLogs: (chain, [filter]) => logsJson(chain, filter),
  eth_feeHistory: (chain, [count, newest, percentiles]) => feeHistory(chain, count, newest, percentiles),
};
