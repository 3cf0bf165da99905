import { Wallet } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import { computeGenesis } from '../../core/genesis.ts';
import { decodeHeader } from '../../core/header.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { checkSeals } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { trieRoot } from '../../core/trie.ts';
import { compiledCode } from '../support/artifacts.ts';
import { openTestChain, type TestChain, temporaryFolder } from '../support/embedded-chain.ts';
import { agencyKeys, testDocument } from '../support/founding.ts';
import { anchorCall, ledgerInterface, signCall } from '../support/ledger-calls.ts';

const keys = agencyKeys('grid');
let place: ReturnType<typeof temporaryFolder>;
let test: TestChain;

beforeEach(async () => {
  place = temporaryFolder();
  test = await openTestChain({ folder: place.folder });
});
afterEach(async () => {
  await test.close();
  place.remove();
});

const anchor = (nonce: number, sequence = nonce + 1) =>
  signCall(keys.operator, { to: test.ledger, data: anchorCall(sequence), nonce });
const send = (raw: string) => test.rpc('eth_sendRawTransaction', raw) as Promise<string>;
const receipt = (hash: string) =>
  test.rpc('eth_getTransactionReceipt', hash) as Promise<Record<string, string> | null>;
const latest = async () => headerFromRpc(await test.rpc('eth_getBlockByNumber', 'latest', false));

describe('a new chain', () => {
  it('begins with the genesis block that the founding document fixes', async () => {
    const code = compiledCode();
    const genesis = await computeGenesis(testDocument(['grid'], code), code);
    const block = (await test.rpc('eth_getBlockByNumber', 'earliest', false)) as { hash: string };
    expect(block.hash).toBe(genesis.hash);
  });

  it('seals an empty block 1 at once, so that there is a sealed block to date records by', async () => {
    const head = await latest();
    expect(head.number).toBe(1n);
    expect(checkSeals(head, [addressOfKey(keys.validator)])).toEqual([addressOfKey(keys.validator)]);
  });

  it('makes no further block while there is nothing to put into one', async () => {
    test.clock.now += 3_600_000;
    await test.settled();
    expect((await latest()).number).toBe(1n);
  });
});

describe('a transaction', () => {
  it('is in a sealed block soon, with a receipt that the header commits to', async () => {
    const hash = await send(anchor(0));
    await test.settled();
    const mined = await receipt(hash);
    expect(mined).toMatchObject({ status: '0x1', transactionHash: hash, blockNumber: '0x2' });
    const header = await latest();
    const rows = test.store.transactionsOf(2);
    expect(toHex0x(trieRoot(rows.map((row) => row.receipt)))).toBe(toHex0x(header.receiptsRoot));
    expect(toHex0x(trieRoot(rows.map((row) => row.raw)))).toBe(toHex0x(header.transactionsRoot));
    checkSeals(header, [addressOfKey(keys.validator)]);
  });

  it('that fails is kept with status 0 and without logs', async () => {
    const hash = await send(anchor(0, 9));
    await test.settled();
    expect(await receipt(hash)).toMatchObject({ status: '0x0', logs: [] });
  });

  it('shares its block with all that waited beside it, each sender in order of its nonces', async () => {
    const hashes = await Promise.all([2, 0, 1].map((nonce) => send(anchor(nonce))));
    await test.settled();
    const mined = await Promise.all(hashes.map(receipt));
    expect(mined.map((r) => r?.status)).toEqual(['0x1', '0x1', '0x1']);
    expect(mined.map((r) => r?.transactionIndex)).toEqual(['0x2', '0x0', '0x1']);
  });

  it('waits while a nonce before it is missing, and goes in with the one that closes the gap', async () => {
    const early = await send(anchor(1));
    await test.settled();
    expect(await receipt(early)).toBeNull();
    expect(await test.rpc('eth_getTransactionByHash', early)).toMatchObject({ blockHash: null });
    await send(anchor(0));
    await test.settled();
    expect(await receipt(early)).toMatchObject({ status: '0x1' });
  });

  it('counts in the pending nonce of its sender before it is mined', async () => {
    const sender = addressOfKey(keys.operator);
    await send(anchor(1));
    expect(await test.rpc('eth_getTransactionCount', sender, 'pending')).toBe('0x0');
    await send(anchor(0));
    expect(await test.rpc('eth_getTransactionCount', sender, 'pending')).toBe('0x2');
  });
});

describe('the time of a block', () => {
  it('is at least a second after its parent and never ahead of the clock', async () => {
    let before = await latest();
    for (let nonce = 0; nonce < 5; nonce++) {
      await send(anchor(nonce));
      await test.settled();
      const block = await latest();
      expect(block.timestamp).toBeGreaterThan(before.timestamp);
      expect(Number(block.timestamp) * 1000).toBeLessThanOrEqual(test.clock.now);
      before = block;
    }
  });

  it('is not made up when the clock has fallen far behind: the chain says so and waits', async () => {
    test.clock.now -= 60_000;
    await expect(send(anchor(0))).rejects.toThrow(/clock is \d+ s behind the last block/);
    expect((await latest()).number).toBe(1n);
  });
});

describe('what no block will hold is refused at the door', () => {
  const refused: [string, () => string, RegExp][] = [
    ['value', () => signCall(keys.operator, { to: test.ledger, value: 1 }), /no coin/],
    ['a gas price', () => signCall(keys.operator, { to: test.ledger, gasPrice: 1 }), /no coin/],
    ['another chain id', () => signCall(keys.operator, { to: test.ledger, chainId: 1 }), /not a transaction/],
    ['no chain id', () => signCall(keys.operator, { to: test.ledger, chainId: 0 }), /replay-protected/],
    [
      'more gas than a block has',
      () => signCall(keys.operator, { to: test.ledger, gasLimit: 100_000_001 }),
      /block gas/,
    ],
    [
      'too little gas to begin',
      () => signCall(keys.operator, { to: test.ledger, gasLimit: 20_999 }),
      /intrinsic/,
    ],
    [
      'too many bytes',
      () => signCall(keys.operator, { to: test.ledger, data: `0x${'00'.repeat(131_072)}`, gasLimit: 9e6 }),
      /oversized/,
    ],
    ['a nonce far ahead', () => anchor(5_000, 1), /nonce too high/],
    [
      'a type that its rules do not have',
      () => signCall(keys.operator, { to: test.ledger, type: 2 }),
      /not a/,
    ],
    ['no sense', () => '0x1234', /not a transaction/],
  ];
  it.each(refused)('%s', async (_, raw, reason) => {
    await expect(send(raw())).rejects.toThrow(reason);
    expect(test.chain.pool.size).toBe(0);
  });

  it('a transaction without a signature', async () => {
    const { Transaction } = await import('ethers');
    const raw = Transaction.from({
      type: 1,
      chainId: 20261,
      to: test.ledger,
      gasLimit: 50_000,
    }).unsignedSerialized;
    await expect(send(raw)).rejects.toThrow();
  });

  it('the same one again, waiting or mined, and another one with its nonce', async () => {
    const raw = anchor(0);
    await send(raw);
    await expect(send(raw)).rejects.toThrow('already known');
    const other = signCall(keys.operator, { to: test.ledger, data: anchorCall(7), nonce: 0 });
    await expect(send(other)).rejects.toThrow(/replacement transaction underpriced/);
    await test.settled();
    await expect(send(raw)).rejects.toThrow('already known');
    await expect(send(other)).rejects.toThrow(/nonce too low/);
  });
});

describe('under london rules', () => {
  it('the base fee is zero and transactions of type 2 are taken', async () => {
    const other = temporaryFolder();
    const london = await openTestChain({ folder: other.folder, forks: 'london' });
    try {
      const raw = signCall(keys.operator, { to: london.ledger, data: anchorCall(1), type: 2 });
      const hash = await london.rpc('eth_sendRawTransaction', raw);
      await london.settled();
      expect(await london.rpc('eth_getTransactionReceipt', hash)).toMatchObject({
        status: '0x1',
        type: '0x2',
      });
      const head = decodeHeader(london.store.head()?.header as Uint8Array);
      expect(head).toMatchObject({ number: 2n, baseFeePerGas: 0n });
    } finally {
      await london.close();
      other.remove();
    }
  });
});

describe('a state', () => {
  it('is kept for a bounded number of blocks, and what is older is said to be gone', async () => {
    const other = temporaryFolder();
    const short = await openTestChain({ folder: other.folder, keepStates: 4 });
    try {
      const agency = `0x${Buffer.from('grid').toString('hex').padEnd(64, '0')}`;
      const data = ledgerInterface.encodeFunctionData('batchCount', [agency]);
      for (let nonce = 0; nonce < 12; nonce++) {
        const raw = signCall(keys.operator, { to: short.ledger, data: anchorCall(nonce + 1), nonce });
        await short.rpc('eth_sendRawTransaction', raw);
        await short.settled();
      }
      for (let block = 9; block <= 13; block++) {
        const count = await short.rpc('eth_call', { to: short.ledger, data }, `0x${block.toString(16)}`);
        expect(BigInt(count as string)).toBe(BigInt(block - 1));
      }
      await expect(short.rpc('eth_call', { to: short.ledger, data }, '0x8')).rejects.toThrow(
        /no longer kept/,
      );
      await expect(short.rpc('eth_getProof', short.ledger, ['0x0'], '0x8')).rejects.toThrow(/no longer kept/);
      expect(await short.rpc('eth_getBlockReceipts', '0x8')).toHaveLength(1);
    } finally {
      await short.close();
      other.remove();
    }
  });
});

it('a chain of several validators is not sealed by one of them alone', async () => {
  const other = temporaryFolder();
  const ids = ['court', 'grid', 'police', 'telecom'];
  const opening = openTestChain({ folder: other.folder, ids, sealWith: [agencyKeys('grid').validator] });
  await expect(opening).rejects.toThrow(/needs the seals of 3 of its 4 validators/);
  const foreign = openTestChain({ folder: other.folder, ids, sealWith: [keys.operator] });
  await expect(foreign).rejects.toThrow(/none of the chain's validators/);
  other.remove();
});

it('a contract can be deployed, and its code is part of what is checked', async () => {
  const wallet = new Wallet(toHex0x(keys.operator));
  const raw = signCall(keys.operator, { to: null, data: '0x600a600c600039600a6000f3602a60005260206000f3' });
  const hash = await send(raw);
  await test.settled();
  const mined = await receipt(hash);
  expect(mined).toMatchObject({ status: '0x1', to: null, from: wallet.address.toLowerCase() });
  const address = mined?.contractAddress as string;
  expect(await test.rpc('eth_getCode', address, 'latest')).toBe('0x602a60005260206000f3');
  expect(await test.rpc('eth_call', { to: address }, 'latest')).toBe(`0x${'2a'.padStart(64, '0')}`);
  expect(fromHex0x(address)).toHaveLength(20);
});
