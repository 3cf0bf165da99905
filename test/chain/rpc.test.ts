import { request } from 'node:http';
import { connect } from 'node:net';
import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import { Contract, JsonRpcProvider, Wallet } from 'ethers';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../chain/rpc/server.ts';
import { toHex0x } from '../../core/bytes.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { addressOfKey } from '../../core/signature.ts';
import { post } from '../support/chain-process.ts';
import { openTestChain, type TestChain, temporaryFolder } from '../support/embedded-chain.ts';
import { agencyKeys } from '../support/founding.ts';
import { anchorCall, ledgerInterface, signCall } from '../support/ledger-calls.ts';
import { agencyWord } from '../support/registry-calls.ts';

const keys = agencyKeys('grid');
const operator = addressOfKey(keys.operator);
let place: ReturnType<typeof temporaryFolder>;
let test: TestChain;
let url: string;
let close: () => void;
let nonce = 0;

beforeAll(async () => {
  place = temporaryFolder();
  test = await openTestChain({ folder: place.folder });
  const { server, url: bound } = await serve(test.chain, 0);
  url = bound;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  await anchor();
  await anchor();
});
afterAll(async () => {
  close();
  await test.close();
  place.remove();
});

async function anchor(): Promise<string> {
  const raw = signCall(keys.operator, { to: test.ledger, data: anchorCall(nonce + 1), nonce: nonce++ });
  const hash = (await test.rpc('eth_sendRawTransaction', raw)) as string;
  await test.settled();
  return hash;
}

/** A raw request: what a hostile or broken client may send. */
function send(
  body: string,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      { method, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

const codeOf = async (body: unknown) =>
  JSON.parse((await send(typeof body === 'string' ? body : JSON.stringify(body))).text).error?.code;
const errorOf = async (method: string, ...params: unknown[]) => (await post(url, method, ...params)).error;

describe('JSON-RPC 2.0', () => {
  it('errors have the codes of the specification', async () => {
    const good = { jsonrpc: '2.0', id: 1, method: 'eth_chainId' };
    expect(await codeOf('{')).toBe(-32700);
    expect(await codeOf([])).toBe(-32600);
    expect(await codeOf('7')).toBe(-32600);
    expect(await codeOf({ ...good, jsonrpc: '1.0' })).toBe(-32600);
    expect(await codeOf({ ...good, id: {} })).toBe(-32600);
    expect(await codeOf({ ...good, method: 7 })).toBe(-32600);
    expect(await codeOf({ ...good, method: 'evm_mine' })).toBe(-32601);
    expect(await codeOf({ ...good, method: 'constructor' })).toBe(-32601);
    expect(await codeOf({ ...good, params: {} })).toBe(-32602);
    expect(await codeOf({ ...good, method: 'eth_getBlockByNumber', params: ['soon'] })).toBe(-32602);
    expect(await codeOf(good)).toBeUndefined();
  });

  it('a batch is answered in order, its notifications not at all, and has a bound', async () => {
    const ask = (id: number | undefined, method: string) => ({ jsonrpc: '2.0', id, method });
    const batch = [ask(1, 'eth_chainId'), ask(undefined, 'eth_chainId'), ask(3, 'nothing'), 5];
    const { text } = await send(JSON.stringify(batch));
    expect(JSON.parse(text)).toMatchObject([
      { id: 1, result: '0x4f25' },
      { id: 3, error: { code: -32601 } },
      { id: null, error: { code: -32600 } },
    ]);
    expect(await send(JSON.stringify([batch[1]]))).toEqual({ status: 204, text: '' });
    expect(await codeOf(Array.from({ length: 257 }, (_, id) => ask(id, 'eth_chainId')))).toBe(-32600);
  });

  it('transactions sent in one batch go into one block', async () => {
    const batch = [0, 1, 2].map((i) => ({
      jsonrpc: '2.0',
      id: i,
      method: 'eth_sendRawTransaction',
      params: [signCall(keys.governance, { to: test.ledger, data: anchorCall(1), nonce: i })],
    }));
    const answers = JSON.parse((await send(JSON.stringify(batch))).text) as { result: string }[];
    await test.settled();
    const receipts = await Promise.all(
      answers.map(({ result }) => test.rpc('eth_getTransactionReceipt', result)),
    );
    expect(new Set(receipts.map((r) => (r as { blockNumber: string }).blockNumber)).size).toBe(1);
  });
});

describe('only programs on this machine are answered', () => {
  it.each([
    ['a host name that was rebound to loopback', { host: 'evil.example' }, 403],
    ['a page of some origin', { origin: 'http://evil.example' }, 403],
    ['a page of an opaque origin', { origin: 'null' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('%s is refused', async (_, headers, status) => {
    expect((await send('{}', headers as Record<string, string>)).status).toBe(status);
  });

  it('only POST is taken', async () => {
    expect((await send('', {}, 'GET')).status).toBe(405);
  });

  it('localhost is a name for here', async () => {
    expect((await send('{}', { host: 'localhost:8545' })).status).toBe(200);
  });

  it('a body beyond the limit is refused, and the next request is answered', async () => {
    const large = await send(`"${'x'.repeat(3 * 1024 * 1024)}"`).catch(() => ({ status: 413 }));
    expect(large.status).toBe(413);
    expect(await post(url, 'eth_chainId')).toMatchObject({ result: '0x4f25' });
  });

  it('an upload that breaks off leaves it running', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const head = 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';
    await new Promise<void>((done) => socket.write(`${head}Content-Length: 100\r\n\r\n{"js`, () => done()));
    socket.destroy();
    expect(await post(url, 'eth_chainId')).toMatchObject({ result: '0x4f25' });
  });
});

describe('blocks and transactions', () => {
  it('a header as it is told has the hash that it is told to have', async () => {
    const { result } = await post(url, 'eth_getBlockByNumber', '0x2', true);
    headerFromRpc(result);
    const { hash, transactions } = result as { hash: string; transactions: { hash: string }[] };
    expect(await post(url, 'eth_getBlockByHash', hash, true)).toMatchObject({ result });
    const [transaction] = transactions;
    for (const [method, name] of [
      ['eth_getTransactionByBlockNumberAndIndex', '0x2'],
      ['eth_getTransactionByBlockHashAndIndex', hash],
    ] as const) {
      expect(await post(url, method, name, '0x0')).toMatchObject({ result: transaction });
    }
    expect(await post(url, 'eth_getTransactionByHash', transaction?.hash)).toMatchObject({
      result: transaction,
    });
  });

  it.each(['latest', 'pending', 'safe', 'finalized'])('%s is the last sealed block', async (tag) => {
    const { result } = await post(url, 'eth_getBlockByNumber', tag, false);
    expect(result).toMatchObject({ number: `0x${test.chain.head.header.number.toString(16)}` });
  });

  it('what is unknown is null', async () => {
    const hash = `0x${'ab'.repeat(32)}`;
    for (const [method, ...params] of [
      ['eth_getBlockByNumber', '0xffff', false],
      ['eth_getBlockByHash', hash, false],
      ['eth_getBlockReceipts', '0xffff'],
      ['eth_getTransactionByHash', hash],
      ['eth_getTransactionReceipt', hash],
      ['eth_getTransactionByBlockNumberAndIndex', '0x2', '0x9'],
    ] as const) {
      expect(await post(url, method, ...params), method).toMatchObject({ result: null });
    }
  });

  it('logs are found by address, topic and range, and not by what they do not have', async () => {
    const event = ledgerInterface.getEvent('BatchAnchored')?.topicHash as string;
    const all = { address: test.ledger, topics: [event, agencyWord('grid')], fromBlock: '0x0' };
    const count = async (change: object) =>
      ((await post(url, 'eth_getLogs', { ...all, ...change })).result as unknown[]).length;
    expect(await count({})).toBe(2);
    expect(await count({ toBlock: '0x2' })).toBe(1);
    expect(await count({ topics: [event, null, [`0x${'2'.padStart(64, '0')}`, agencyWord('x')]] })).toBe(1);
    expect(await count({ topics: [null, null, null, null] })).toBe(0);
    expect(await count({ topics: [event, agencyWord('court')] })).toBe(0);
    expect(await count({ address: [test.registry] })).toBe(0);
    const { hash } = (await test.rpc('eth_getBlockByNumber', '0x3', false)) as { hash: string };
    expect(await count({ fromBlock: undefined, blockHash: hash })).toBe(1);
    expect(await errorOf('eth_getLogs', { topics: [1, 2, 3, 4, 5] })).toMatchObject({ code: -32602 });
  });
});

describe('calls', () => {
  const wrong = () => ({ from: operator, to: test.ledger, data: anchorCall(99) });

  it('a revert has code 3 and its data, called or estimated', async () => {
    for (const method of ['eth_call', 'eth_estimateGas']) {
      const error = await errorOf(method, wrong(), 'latest');
      expect(error?.code).toBe(3);
      expect(ledgerInterface.parseError(error?.data as string)?.name).toBe('EvidenceLedgerWrongSequence');
    }
  });

  it('the estimate is just enough gas', async () => {
    const raw = { from: operator, to: test.ledger, data: anchorCall(nonce + 1) };
    const gas = Number((await post(url, 'eth_estimateGas', raw)).result);
    const with_ = (limit: number) =>
      post(url, 'eth_call', { ...raw, gas: `0x${limit.toString(16)}` }, 'latest');
    expect((await with_(gas)).error).toBeUndefined();
    expect((await with_(gas - 1)).error).toBeDefined();
  });

  it('what would edit the state for a call, or move coin, is refused', async () => {
    expect(await errorOf('eth_call', wrong(), 'latest', {})).toMatchObject({ code: -32602 });
    expect(await errorOf('eth_call', { ...wrong(), value: '0x1' })).toMatchObject({ code: -32000 });
    for (const method of [
      'evm_mine',
      'hardhat_setCode',
      'debug_setHead',
      'eth_sendTransaction',
      'personal_sign',
    ]) {
      expect(await errorOf(method), method).toMatchObject({ code: -32601 });
    }
  });

  it('an endless loop ends with its gas', async () => {
    const loop = { data: '0x5b600056', gas: '0x1000000' };
    expect(await errorOf('eth_call', loop, 'latest')).toMatchObject({ code: -32000, message: 'out of gas' });
  });

  it('a block that does not exist has no state', async () => {
    expect(await errorOf('eth_call', wrong(), '0xffff')).toMatchObject({ code: -32000 });
  });

  it('says what it is', async () => {
    const { result } = await post(url, 'web3_clientVersion');
    expect(result).toMatch(/Jianzheng.*embedded chain, single operator/);
    for (const [method, expected] of Object.entries({
      net_version: '20261',
      eth_gasPrice: '0x0',
      eth_maxPriorityFeePerGas: '0x0',
      eth_accounts: [],
      eth_syncing: false,
      net_listening: true,
    })) {
      expect(await post(url, method)).toMatchObject({ result: expected });
    }
    const { result: fees } = await post(url, 'eth_feeHistory', '0x2', 'latest', [50]);
    expect(fees).toMatchObject({ baseFeePerGas: ['0x0', '0x0', '0x0'], reward: [['0x0'], ['0x0']] });
  });
});

describe('the libraries that its users have', () => {
  it('ethers sends, waits, reads and decodes', async () => {
    const provider = new JsonRpcProvider(url, undefined, { pollingInterval: 20, cacheTimeout: -1 });
    const contract = new Contract(test.ledger, ledgerInterface, new Wallet(toHex0x(keys.operator), provider));
    const sent = await contract.getFunction('anchor')(nonce + 1, `0x${'11'.repeat(32)}`, 5);
    nonce++;
    const receipt = await sent.wait();
    expect(receipt.logs[0].fragment.name).toBe('BatchAnchored');
    expect(await contract.getFunction('batchCount')(agencyWord('grid'))).toBe(BigInt(nonce));
    await expect(
      contract.getFunction('anchor').staticCall(99, `0x${'11'.repeat(32)}`, 5),
    ).rejects.toMatchObject({
      revert: { name: 'EvidenceLedgerWrongSequence' },
    });
    const logs = await contract.queryFilter('BatchAnchored', 0);
    expect(logs).toHaveLength(nonce);
    provider.destroy();
  });

  it('hardhat-ethers does the same over its http network', async () => {
    const accounts = [toHex0x(keys.operator)];
    const hardhat = await createHardhatRuntimeEnvironment({
      plugins: [hardhatEthers],
      networks: { embedded: { type: 'http', url, accounts } },
    });
    const { ethers, close: disconnect } = await hardhat.network.create('embedded');
    const [signer] = await ethers.getSigners();
    const abi = ledgerInterface.format();
    const contract = await ethers.getContractAt(abi, test.ledger, signer);
    const sent = await contract.getFunction('anchor')(nonce + 1, `0x${'22'.repeat(32)}`, 6);
    nonce++;
    expect((await sent.wait())?.status).toBe(1);
    expect(await contract.getFunction('batchCount')(agencyWord('grid'))).toBe(BigInt(nonce));
    await disconnect();
  });
});
