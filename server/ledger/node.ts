import { fromHex0x, toHex, toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import type { Header } from '../../core/header.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { blockHash } from '../../core/qbft.ts';
import { rpcArray, rpcData, rpcObject, rpcQuantity } from '../../core/rpc-hex.ts';
import { encodeTransactionReceipt, transactionReceiptFromRpc } from '../../core/transaction-receipt.ts';
import { ledgerInterface, registryInterface } from './abi.ts';
import { isMethodMissing, LedgerError } from './errors.ts';
import { MAX_BATCH, type Question, type Rpc } from './rpc.ts';

/**
 * What the service asks a node, typed. Answers are the node's word: a header's fields were held against its hash, all
 * else becomes more than a claim only by the proofs in proofs.ts. Every method raises the errors of `Rpc.call`.
 */
export type AnchoredBatch = {
  /** 64 hex digits. */
  readonly root: string;
  readonly size: number;
  readonly blockNumber: number;
};

export type Block = {
  readonly header: Header;
  /** 0x hex; held against the header. */
  readonly hash: string;
  /** 0x hashes, in order. */
  readonly transactions: readonly string[];
};

export type ChainNode = {
  chainId(): Promise<number>;
  blockNumber(): Promise<number>;
  /** The block of a number, or undefined where the node has none. */
  block(number: number): Promise<Block | undefined>;
  /**
   * The blocks of these numbers, `first` to `last`, 200 at most, in one request; those that the node does not have, and
   * all after them, are left out.
   */
  blocks(first: number, last: number): Promise<Block[]>;
  /** Receipts of a block in consensus bytes, in order; undefined where the node cannot give all of them yet. */
  blockReceipts(number: number, transactions: readonly string[]): Promise<Uint8Array[] | undefined>;
  /** The same of several blocks, in few requests, in the order given; undefined where one of them is not there yet. */
  receiptsOf(blocks: readonly Block[]): Promise<Uint8Array[][] | undefined>;
  /** How many transactions of this account the chain holds: its next nonce. */
  transactionCount(account: string): Promise<number>;
  /** The block that holds a transaction, or undefined while none does. */
  minedIn(hash: string): Promise<number | undefined>;
  /** The same, and whether it succeeded. */
  outcomeOf(hash: string): Promise<{ readonly block: number; readonly succeeded: boolean } | undefined>;
  send(raw: string): Promise<void>;
  batchCount(agency: string): Promise<number>;
  batchAt(agency: string, sequence: number): Promise<AnchoredBatch>;
  /** Runs `anchor` without a transaction. @throws LedgerError `ledger-refused`, with the revert's data */
  tryAnchor(from: string, sequence: number, root: string, size: number): Promise<void>;
  /** Runs a call without a transaction. @throws LedgerError `ledger-refused`, with the revert's data */
  tryCall(from: string, to: string, data: string, gas: number): Promise<void>;
  /** The registry's version of the validator set. */
  setVersion(): Promise<number>;
  /** Whose operator key an address is or was, and until when (unix seconds); undefined where it never was one. */
  operator(key: string): Promise<{ readonly agency: string; readonly until: number } | undefined>;
  /** Runs a view of the registry on the state of a block: input and result in bytes. */
  callRegistry(input: Uint8Array, block: number): Promise<Uint8Array>;
  /** Numbers of blocks from `from` to `to` in which the registry emitted this event with this number in its first topic. */
  linkBlocks(topic: string, number: number, from: number, to: number): Promise<number[]>;
};

/** Transaction receipts in one answer, about: each has some 2 kB of JSON. */
const MAX_RECEIPTS = 2_000;
/** Number of `IAgencyRegistry.Role.Operator`. */
const OPERATOR_ROLE = 2;

/** An id as the contracts have it, left-aligned and padded with zeros, as text. */
const agencyOfWord = (word: string) =>
  Buffer.from(word.slice(2), 'hex').toString('latin1').replace(/\0+$/, '');

const quantity = (value: number): string => `0x${value.toString(16)}`;
const word = (value: number): string => `0x${value.toString(16).padStart(64, '0')}`;

/** Reads an answer; one that does not have the form of its method is the node's fault, not a caller's. */
function read<Value>(method: string, reader: () => Value): Value {
  try {
    return reader();
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LedgerError('ledger-answer-invalid', `${method}: ${reason}`, { cause });
  }
}

function count(value: unknown, where: string): number {
  const number = rpcQuantity(value, where);
  if (number > BigInt(Number.MAX_SAFE_INTEGER))
    throw new FormatError('rpc-value-invalid', `${where} is too large`);
  return Number(number);
}

function blockOf(answer: unknown, number: number): Block | undefined {
  if (answer === null) return undefined;
  const { transactions, hash } = rpcObject(answer, 'block');
  const header = headerFromRpc(answer);
  if (header.number !== BigInt(number))
    throw new FormatError('rpc-value-invalid', 'another block than asked for');
  return {
    header,
    hash: toHex0x(rpcData(hash, 'hash', 32)),
    transactions: rpcArray(transactions, 'transactions').map((hash) => toHex0x(rpcData(hash, 'hash', 32))),
  };
}

/** Sorted by the index that each names: nothing obliges a node to keep the order. */
function receiptsOf(answers: readonly unknown[]): Uint8Array[] {
  return answers
    .map((answer) => {
      const { transactionIndex } = rpcObject(answer, 'transaction receipt');
      return { index: count(transactionIndex, 'transactionIndex'), answer };
    })
    .sort((a, b) => a.index - b.index)
    .map(({ answer }) => encodeTransactionReceipt(transactionReceiptFromRpc(answer)));
}

/** @param contracts addresses, 0x hex */
export function chainNode(rpc: Rpc, contracts: { registry: string; ledger: string }): ChainNode {
  const ask = async <Value>(
    method: string,
    params: readonly unknown[],
    reader: (answer: unknown) => Value,
  ): Promise<Value> => {
    const answer = await rpc.call(method, params);
    return read(method, () => reader(answer));
  };
  const view = async (to: string, data: string, at = 'latest'): Promise<string> => {
    const result = await ask('eth_call', [{ to, data }, at], (answer) => toHex0x(rpcData(answer, 'result')));
    // An address without code answers every call with nothing.
    if (result === '0x')
      throw new LedgerError('ledger-other-chain', `There is no contract at ${to} on this chain`);
    return result;
  };
  const viewLedger = async (name: string, values: readonly unknown[]) => {
    const result = await view(contracts.ledger, ledgerInterface.encodeFunctionData(name, values));
    return read(name, () => ledgerInterface.decodeFunctionResult(name, result));
  };

  /** In requests of bounded size: an answer grows with the transactions, not with the blocks. */
  async function askAll(questions: readonly (Question & { weight: number })[]): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (let at = 0; at < questions.length; ) {
      const start = at;
      let weight = 0;
      do weight += (questions[at++] as { weight: number }).weight;
      while (
        at < questions.length &&
        at - start < MAX_BATCH &&
        weight + (questions[at]?.weight ?? 0) <= MAX_RECEIPTS
      );
      const asked = questions.slice(start, at).map(({ method, params }) => ({ method, params }));
      answers.push(...(await rpc.batch(asked)));
    }
    return answers;
  }

  async function receiptsByBlock(blocks: readonly Block[]): Promise<Uint8Array[][] | undefined> {
    const answers = await askAll(
      blocks.map(({ header, transactions }) => ({
        method: 'eth_getBlockReceipts',
        params: [quantity(Number(header.number))],
        weight: transactions.length,
      })),
    );
    if (answers.includes(null)) return undefined;
    return read('eth_getBlockReceipts', () =>
      answers.map((answer) => receiptsOf(rpcArray(answer, 'receipts'))),
    );
  }

  async function receiptsByTransaction(blocks: readonly Block[]): Promise<Uint8Array[][] | undefined> {
    const hashes = blocks.flatMap(({ transactions }) => transactions);
    const answers = await askAll(
      hashes.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash], weight: 1 })),
    );
    if (answers.includes(null)) return undefined;
    let at = 0;
    return read('eth_getTransactionReceipt', () =>
      blocks.map(({ transactions }) => {
        const first = at;
        at += transactions.length;
        return receiptsOf(answers.slice(first, at));
      }),
    );
  }

  async function receiptsOneByOne(transactions: readonly string[]): Promise<Uint8Array[] | undefined> {
    const answers: unknown[] = [];
    for (const hash of transactions) {
      const answer = await rpc.call('eth_getTransactionReceipt', [hash]);
      if (answer === null) return undefined;
      answers.push(answer);
    }
    return read('eth_getTransactionReceipt', () => receiptsOf(answers));
  }

  async function tryCall(from: string, to: string, data: string, gas: number): Promise<void> {
    await rpc.call('eth_call', [{ from, to, data, gas: quantity(gas) }, 'latest']);
  }

  return {
    chainId: () => ask('eth_chainId', [], (answer) => count(answer, 'chainId')),
    blockNumber: () => ask('eth_blockNumber', [], (answer) => count(answer, 'blockNumber')),
    block: (number) =>
      ask('eth_getBlockByNumber', [quantity(number), false], (answer) => blockOf(answer, number)),
    async blocks(first, last) {
      const numbers = Array.from({ length: Math.min(last - first + 1, MAX_BATCH) }, (_, i) => first + i);
      const questions = numbers.map((number) => ({
        method: 'eth_getBlockByNumber',
        params: [quantity(number), false],
      }));
      const answers = await rpc.batch(questions);
      return read('eth_getBlockByNumber', () => {
        const blocks: Block[] = [];
        for (const [i, answer] of answers.entries()) {
          const block = blockOf(answer, first + i);
          if (!block) break;
          blocks.push(block);
        }
        return blocks;
      });
    },
    async blockReceipts(number, transactions) {
      try {
        const answer = await rpc.call('eth_getBlockReceipts', [quantity(number)]);
        if (answer === null) return undefined;
        return read('eth_getBlockReceipts', () => receiptsOf(rpcArray(answer, 'receipts')));
      } catch (error) {
        // GoQuorum does not have the method.
        if (isMethodMissing(error)) return receiptsOneByOne(transactions);
        throw error;
      }
    },
    async receiptsOf(blocks) {
      try {
        return await receiptsByBlock(blocks);
      } catch (error) {
        if (isMethodMissing(error)) return receiptsByTransaction(blocks);
        throw error;
      }
    },
    transactionCount: (account) =>
      ask('eth_getTransactionCount', [account, 'latest'], (answer) => count(answer, 'transactionCount')),
    minedIn: (hash) =>
      ask('eth_getTransactionReceipt', [hash], (answer) =>
        answer === null ? undefined : count(rpcObject(answer, 'receipt').blockNumber, 'blockNumber'),
      ),
    outcomeOf: (hash) =>
      ask('eth_getTransactionReceipt', [hash], (answer) => {
        if (answer === null) return undefined;
        const { blockNumber, status } = rpcObject(answer, 'receipt');
        return { block: count(blockNumber, 'blockNumber'), succeeded: count(status, 'status') === 1 };
      }),
    async send(raw) {
      await rpc.call('eth_sendRawTransaction', [raw]);
    },
    async batchCount(agency) {
      const [value] = await viewLedger('batchCount', [agency]);
      return Number(value);
    },
    async batchAt(agency, sequence) {
      const [root, size, blockNumber] = await viewLedger('batchAt', [agency, sequence]);
      return {
        root: toHex(rpcData(root, 'root', 32)),
        size: Number(size),
        blockNumber: Number(blockNumber),
      };
    },
    tryAnchor: (from, sequence, root, size) =>
      tryCall(
        from,
        contracts.ledger,
        ledgerInterface.encodeFunctionData('anchor', [sequence, `0x${root}`, size]),
        ANCHOR_GAS,
      ),
    tryCall,
    async setVersion() {
      const result = await view(contracts.registry, registryInterface.encodeFunctionData('setVersion'));
      return read('setVersion', () =>
        Number(registryInterface.decodeFunctionResult('setVersion', result)[0]),
      );
    },
    async operator(key) {
      const result = await view(contracts.registry, registryInterface.encodeFunctionData('keyRecord', [key]));
      return read('keyRecord', () => {
        const [{ agency, role, untilTime }] = registryInterface.decodeFunctionResult('keyRecord', result);
        if (Number(role) !== OPERATOR_ROLE) return undefined;
        return { agency: agencyOfWord(String(agency)), until: Number(untilTime) };
      });
    },
    async callRegistry(input, block) {
      return fromHex0x(await view(contracts.registry, toHex0x(input), quantity(block)));
    },
    linkBlocks: (topic, number, from, to) =>
      ask(
        'eth_getLogs',
        [
          {
            address: contracts.registry,
            topics: [topic, word(number)],
            fromBlock: quantity(from),
            toBlock: quantity(to),
          },
        ],
        (answer) =>
          rpcArray(answer, 'logs').map((log) => count(rpcObject(log, 'log').blockNumber, 'blockNumber')),
      ),
  };
}

/** An anchor takes 83,000 to 105,000 (test/contracts/gas.snap.json); what is not used is not paid for: it costs nothing. */
export const ANCHOR_GAS = 500_000;

/** Whether a header is the block of this hash. */
export function isBlock(header: Header, hash: string): boolean {
  return toHex0x(blockHash(header)) === hash;
}
