import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Wallet } from 'ethers';
import { expect } from 'vitest';
import { toHex, toHex0x } from '../../core/bytes.ts';
import { checkFounding } from '../../core/founding.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { blockHash, checkSeals, decodeExtra, quorum } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { type ChainProcess, post, spawnChain } from './chain-process.ts';
import { temporaryFolder, testPack } from './embedded-chain.ts';
import { agencyKeys } from './founding.ts';

/** Four validators as four processes on loopback, and the check that ends every scenario. */

const IDS = ['court', 'grid', 'police', 'telecom'] as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

type Json = Record<string, unknown>;
export type Status = {
  halted: string | null;
  role: string;
  lock: { number: number; hash: string } | null;
  abstainsThrough: number | 'unknown' | null;
};

export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  ms = 30_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && found !== false) return found as T;
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await pause(50);
  }
}

export async function coSealers() {
  const { folder, remove } = temporaryFolder();
  const pack = testPack({ ids: IDS });
  const { registry, document } = checkFounding(pack);
  const founding = join(folder, 'founding.json');
  writeFileSync(founding, pack);
  const ports = await Promise.all(IDS.map(freePort));
  const keys = IDS.map((id) => agencyKeys(id).validator);
  const validators = keys.map(addressOfKey);
  const peerUrl = (i: number) => `http://127.0.0.1:${ports[i]}`;
  const nodes: { process: ChainProcess; url: string }[] = [];
  const everStarted: ChainProcess[] = [];

  const begin = (i: number, options: { fault?: string; restored?: boolean; data?: string } = {}) => {
    const data = options.data ?? join(folder, `node${i}`);
    mkdirSync(data, { recursive: true });
    const key = join(folder, `key${i}`);
    writeFileSync(key, toHex(keys[i] as Uint8Array));
    const peers = IDS.flatMap((_, j) => (j === i ? [] : [peerUrl(j)])).join(',');
    const more = [
      '--peer-port',
      String(ports[i]),
      '--peer',
      peers,
      ...(options.restored ? ['--restored'] : []),
    ];
    const env = { JIANZHENG_CHAIN_FAULT: options.fault ?? '' };
    const process = spawnChain({ folder: data, founding, key, more, env });
    everStarted.push(process);
    return process;
  };
  const start = async (i: number, options: { fault?: string; restored?: boolean; data?: string } = {}) => {
    const process = begin(i, options);
    nodes[i] = { process, url: await process.ready };
  };
  const startAll = (which = [0, 1, 2, 3]) => Promise.all(which.map((i) => start(i)));
  const kill = async (i: number) => {
    nodes[i]?.process.child.kill('SIGKILL');
    await nodes[i]?.process.ended;
  };
  const rpc = async (i: number, method: string, ...params: unknown[]) => {
    const { result, error } = await post(nodes[i]?.url as string, method, ...params);
    if (error) throw new Error(error.message);
    return result;
  };
  const head = async (i: number) => Number(await rpc(i, 'eth_blockNumber'));
  const status = async (i: number) => (await rpc(i, 'jianzheng_sealing')) as Status;
  const reach = (number: number, which = [0, 1, 2, 3], ms?: number) =>
    until(
      `block ${number} on ${which.join(', ')}`,
      async () => (await Promise.all(which.map(head))).every((n) => n >= number),
      ms,
    );

  const sender = new Wallet(toHex0x(keys[0] as Uint8Array).replace(/^0x../, '0x01'));
  let nonce = 0;
  /** Hash and raw bytes of the next transaction: a contract of one byte, which is a change of state. */
  const nextTransaction = () =>
    sender.signTransaction({
      chainId: document.chainId,
      nonce,
      gasPrice: 0,
      gasLimit: 100_000,
      type: 0,
      data: '0x600160005360016000f3',
    });
  /** Sends the next transaction; a node that has not heard of its peers again yet refuses, and is asked again. */
  const send = async (i: number) => {
    const raw = await nextTransaction();
    const hash = await until(`a transaction taken by ${i}`, async () => {
      return (await rpc(i, 'eth_sendRawTransaction', raw)) as string;
    });
    nonce++;
    return hash;
  };

  /** All nodes have the same final blocks, and every header a quorum of the set that its parent's state names. */
  const checkAll = async (which = [0, 1, 2, 3]) => {
    const heads = await Promise.all(which.map(head));
    for (let number = 1; number <= Math.max(...heads); number++) {
      const hashes = new Set<string>();
      for (const [position, i] of which.entries()) {
        if ((heads[position] as number) < number) continue;
        const json = (await rpc(i, 'eth_getBlockByNumber', `0x${number.toString(16)}`, false)) as Json;
        const header = headerFromRpc(json);
        const set = (await rpc(
          i,
          'eth_call',
          { to: registry, data: '0xb7ab4db5' },
          `0x${(number - 1).toString(16)}`,
        )) as string;
        const words = (set.slice(2).match(/.{64}/g) ?? []).slice(2);
        const inForce = words.map((word) => `0x${word.slice(24)}`);
        expect(checkSeals(header, inForce).length).toBe(quorum(inForce.length));
        expect(toHex0x(blockHash(header))).toBe(json.hash);
        expect(decodeExtra(header.extraData).round).toBe(0);
        hashes.add(json.hash as string);
      }
      expect(hashes.size, `final blocks of height ${number}`).toBe(1);
    }
  };
  const close = async () => {
    for (const { child } of everStarted) child.kill('SIGKILL');
    await Promise.all(everStarted.map(({ ended }) => ended));
    remove();
  };
  return {
    folder,
    nodes,
    keys,
    validators,
    registry,
    peerUrl,
    begin,
    start,
    startAll,
    kill,
    rpc,
    head,
    status,
    reach,
    send,
    nextTransaction,
    checkAll,
    close,
  };
}

export type CoSealers = Awaited<ReturnType<typeof coSealers>>;
