import type { Common } from '@ethereumjs/common';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import type { Header } from '../../core/header.ts';
import { HEADER_FIELDS } from '../../core/header.ts';
import { decodeRlp, encodeRlp, type RlpItem } from '../../core/rlp.ts';
import { decodeTransactionReceipt } from '../../core/transaction-receipt.ts';
import type { StoredBlock, StoredLog, StoredTransaction } from '../store/rows.ts';

/** Chain data in the JSON form of the Ethereum JSON-RPC specification. */

export const quantity = (value: number | bigint): string => `0x${value.toString(16)}`;
export const data = toHex0x;

const NO_TRANSACTIONS = encodeRlp([]);

/** The block's full RLP: header, transactions as lists or (typed ones) as strings, no ommers. */
export function encodeBlock(header: Uint8Array, transactions: readonly Uint8Array[]): Uint8Array {
  const items: RlpItem[] = transactions.map((raw) => ((raw[0] ?? 0) >= 0xc0 ? decodeRlp(raw) : raw));
  return encodeRlp([decodeRlp(header), items, decodeRlp(NO_TRANSACTIONS)]);
}

export function formatBlock(
  block: StoredBlock,
  header: Header,
  rows: readonly StoredTransaction[],
  transactions: readonly unknown[],
): Record<string, unknown> {
  const json: Record<string, unknown> = { hash: data(block.hash) };
  for (const { name, kind } of HEADER_FIELDS) {
    const value = header[name];
    if (value === undefined) continue;
    json[name] = kind === 'uint' ? quantity(value as bigint) : data(value as Uint8Array);
  }
  json.totalDifficulty = quantity(header.number + 1n);
  json.size = quantity(
    encodeBlock(
      block.header,
      rows.map((row) => row.raw),
    ).length,
  );
  json.transactions = transactions;
  json.uncles = [];
  return json;
}

export function decodeTransaction(rules: Common, raw: Uint8Array): TypedTransaction {
  return createTxFromRLP(raw, { common: rules });
}

/** @param place where it was mined; null while it waits */
export function formatTransaction(
  transaction: TypedTransaction,
  sender: Uint8Array,
  place: { block: StoredBlock; position: number } | null,
): Record<string, unknown> {
  const { v, r, s } = transaction;
  const json: Record<string, unknown> = {
    blockHash: place && data(place.block.hash),
    blockNumber: place && quantity(place.block.number),
    transactionIndex: place && quantity(place.position),
    hash: data(transaction.hash()),
    type: quantity(transaction.type),
    nonce: quantity(transaction.nonce),
    from: data(sender),
    to: transaction.to ? data(transaction.to.bytes) : null,
    value: quantity(transaction.value),
    gas: quantity(transaction.gasLimit),
    gasPrice: '0x0',
    input: data(transaction.data),
    chainId: quantity(transaction.common.chainId()),
    v: quantity(v ?? 0n),
    r: quantity(r ?? 0n),
    s: quantity(s ?? 0n),
  };
  if (transaction.type > 0) json.yParity = quantity(v ?? 0n);
  if ('accessList' in transaction) {
    json.accessList = transaction.accessList.map(([address, slots]) => ({
      address: data(address),
      storageKeys: slots.map(data),
    }));
  }
  if ('maxFeePerGas' in transaction) {
    json.maxFeePerGas = quantity(transaction.maxFeePerGas);
    json.maxPriorityFeePerGas = quantity(transaction.maxPriorityFeePerGas);
  }
  return json;
}

export function formatLog(
  log: StoredLog,
  blockHash: Uint8Array,
  transactionHash: Uint8Array,
): Record<string, unknown> {
  return {
    address: data(log.address),
    topics: log.topics.map(data),
    data: data(log.data),
    blockNumber: quantity(log.block),
    blockHash: data(blockHash),
    transactionHash: data(transactionHash),
    transactionIndex: quantity(log.transactionPosition),
    logIndex: quantity(log.position),
    removed: false,
  };
}

/** @param firstLog position in the block of this transaction's first log */
export function formatReceipt(
  row: StoredTransaction,
  transaction: TypedTransaction,
  block: StoredBlock,
  firstLog: number,
): Record<string, unknown> {
  const receipt = decodeTransactionReceipt(row.receipt);
  const at = { block: row.block, transactionPosition: row.position };
  return {
    type: quantity(transaction.type),
    status: receipt.succeeded ? '0x1' : '0x0',
    cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
    logsBloom: data(receipt.logsBloom),
    logs: receipt.logs.map((log, i) =>
      formatLog(
        { ...at, position: firstLog + i, ...log, address: fromHex0x(log.address) },
        block.hash,
        row.hash,
      ),
    ),
    transactionHash: data(row.hash),
    transactionIndex: quantity(row.position),
    blockHash: data(block.hash),
    blockNumber: quantity(row.block),
    gasUsed: quantity(row.gasUsed),
    effectiveGasPrice: '0x0',
    from: data(row.sender),
    to: transaction.to ? data(transaction.to.bytes) : null,
    contractAddress: row.created && data(row.created),
  };
}
