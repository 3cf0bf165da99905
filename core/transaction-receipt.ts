import { concat, toHex0x } from './bytes.ts';
import { FormatError } from './errors.ts';
import { decodeRlp, encodeRlp, type RlpItem, readList, readString, readUint, uintBytes } from './rlp.ts';
import { rpcArray, rpcData, rpcObject, rpcQuantity } from './rpc-hex.ts';

/**
 * Transaction receipts in the bytes that the receipts trie holds: RLP[status, cumulative gas, bloom, logs], and in
 * front of it the transaction's type where that is not 0 (EIP-658, EIP-2718). The word
 * "receipt" alone means the file that proves a record, so this one is always a transaction receipt.
 */
export type Log = {
  /** The contract that emitted it, lower-case hex with 0x. */
  readonly address: string;
  /** Up to four words of 32 bytes. */
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
};

export type TransactionReceipt = {
  /** 0 legacy, 1 access list, 2 dynamic fee, 3 blob, 4 set code: all of one form. */
  readonly type: number;
  /** Status 1. A failed transaction leaves no logs, and nothing that it would have said counts. */
  readonly succeeded: boolean;
  readonly cumulativeGasUsed: bigint;
  readonly logsBloom: Uint8Array;
  readonly logs: readonly Log[];
};

const MAX_TYPE = 4;
/** One transaction's logs: gas limits of our chains keep them far below. */
const MAX_LOGS = 65_536;
const MAX_RECEIPT_BYTES = 16 * 1024 * 1024;

function invalid(message: string, cause?: unknown): never {
  throw new FormatError('transaction-receipt-invalid', message, { cause });
}

function logItem(log: Log): RlpItem {
  return [rpcData(log.address, 'address', 20), log.topics, log.data];
}

/**
 * The bytes that the receipts trie holds.
 * @throws FormatError `transaction-receipt-invalid`, `rpc-value-invalid`
 */
export function encodeTransactionReceipt(receipt: TransactionReceipt): Uint8Array {
  const { type, succeeded, cumulativeGasUsed, logsBloom, logs } = receipt;
  const status = uintBytes(succeeded ? 1n : 0n);
  const payload = encodeRlp([status, uintBytes(cumulativeGasUsed), logsBloom, logs.map(logItem)]);
  const bytes = type === 0 ? payload : concat(Uint8Array.of(type), payload);
  decodeTransactionReceipt(bytes);
  return bytes;
}

/** Decodes those bytes strictly. @throws FormatError `transaction-receipt-invalid` */
export function decodeTransactionReceipt(bytes: Uint8Array): TransactionReceipt {
  if (bytes.length > MAX_RECEIPT_BYTES) invalid(`More than ${MAX_RECEIPT_BYTES} bytes`);
  const first = bytes[0] ?? 0;
  const typed = first < 0xc0;
  if (typed && (first < 1 || first > MAX_TYPE)) invalid(`Unknown transaction type ${first}`);
  try {
    return readReceipt(typed ? first : 0, decodeRlp(typed ? bytes.subarray(1) : bytes));
  } catch (cause) {
    if (cause instanceof FormatError && cause.code === 'rlp-invalid') return invalid(cause.message, cause);
    throw cause;
  }
}

function readReceipt(type: number, item: RlpItem): TransactionReceipt {
  const [status, gas, bloom, logs] = readList(item, 'transaction receipt', 4, 4);
  const succeeded = readUint(status, 'status', 1);
  if (succeeded > 1n) invalid('A status is 0 or 1');
  return {
    type,
    succeeded: succeeded === 1n,
    cumulativeGasUsed: readUint(gas, 'cumulative gas', 8),
    logsBloom: readString(bloom, 'bloom', 256),
    logs: readList(logs, 'logs', 0, MAX_LOGS).map(readLog),
  };
}

function readLog(item: RlpItem): Log {
  const [address, topics, data] = readList(item, 'log', 3, 3);
  return {
    address: toHex0x(readString(address, 'address of a log', 20)),
    topics: readList(topics, 'topics', 0, 4).map((topic) => readString(topic, 'topic', 32)),
    data: readString(data, 'data of a log', 0, MAX_RECEIPT_BYTES),
  };
}

/**
 * A receipt as `eth_getTransactionReceipt` and `eth_getBlockReceipts` give it. Hold the block's trie of them against
 * the header's `receiptsRoot` before trusting any of it.
 * @throws FormatError `rpc-value-invalid`
 */
export function transactionReceiptFromRpc(json: unknown): TransactionReceipt {
  const { type, status, cumulativeGasUsed, logsBloom, logs } = rpcObject(json, 'transaction receipt');
  return {
    // Engines older than EIP-2718 name no type.
    type: type === undefined ? 0 : Number(rpcQuantity(type, 'type')),
    succeeded: rpcQuantity(status, 'status') === 1n,
    cumulativeGasUsed: rpcQuantity(cumulativeGasUsed, 'cumulativeGasUsed'),
    logsBloom: rpcData(logsBloom, 'logsBloom', 256),
    logs: rpcArray(logs, 'logs').map(logFromRpc),
  };
}

/** A log as receipts and `eth_getLogs` give it. @throws FormatError `rpc-value-invalid` */
export function logFromRpc(json: unknown): Log {
  const { address, topics, data } = rpcObject(json, 'log');
  return {
    address: toHex0x(rpcData(address, 'address', 20)),
    topics: rpcArray(topics, 'topics').map((topic) => rpcData(topic, 'topic', 32)),
    data: rpcData(data, 'data'),
  };
}
