import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { expect } from 'vitest';
import { toHex, toHex0x } from '../../core/bytes.ts';
import { checkFounding } from '../../core/founding.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { blockHash, checkSeals, decodeExtra, quorum, recoverSeals } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { freePorts } from '../../scripts/demo/ports.ts';
import { type ChainProcess, post, spawnChain } from './chain-process.ts';
import { temporaryFolder, testPack } from './embedded-chain.ts';
import { agencyKeys, testKey } from './founding.ts';
import { signCall } from './ledger-calls.ts';
import { agencyWord, registryAbi, signPossession } from './registry-calls.ts';
import { until } from './until.ts';

/**
 * Four validators as four processes on loopback (0 proposes), places for two more, and the check that ends every
 * scenario.
 */
export const IDS = ['court', 'grid', 'police', 'telecom'] as const;
/** 4: an agency that is admitted. 5: a key that takes the place of another. */
const LATER = [agencyKeys('water').validator, testKey('another validator')];
const FOUNDERS = [0, 1, 2, 3];

type Json = Record<string, unknown>;
export type Status = {
  halted: string | null;
  role: string;
  able: number;
  quorum: number;
  waitingFor: string[];
  validators: string[];
  lock: { number: number; hash: string } | null;
  abstainsThrough: number | 'unknown' | null;
};

export type StartChoices = {
  /** `JIANZHENG_CHAIN_FAULT` of the process. */
  readonly fault?: string;
  readonly restored?: boolean;
  /** Its folder, by default the one it always has. */
  readonly data?: string;
  /** Whom it is told of, by default the founders. */
  readonly peers?: readonly number[];
  /** Whose peer port it has, by default its own. */
  readonly place?: number;
};

export async function coSealers() {
  const { folder, remove } = temporaryFolder();
  const pack = testPack({ ids: IDS });
  const { registry, document } = checkFounding(pack);
  const founding = join(folder, 'founding.json');
  writeFileSync(founding, pack);
  const keys = [...IDS.map((id) => agencyKeys(id).validator), ...LATER];
  const ports = await freePorts(keys.length);
  const validators = keys.map(addressOfKey);
  const peerUrl = (i: number) => `http://127.0.0.1:${ports[i]}`;
  const nodes: { process: ChainProcess; url: string }[] = [];
  const everStarted: ChainProcess[] = [];

  const dataOf = (i: number) => join(folder, `node${i}`);
  const begin = (i: number, options: StartChoices = {}) => {
    const data = options.data ?? dataOf(i);
    mkdirSync(data, { recursive: true });
    const key = join(folder, `key${i}`);
    writeFileSync(key, toHex(keys[i] as Uint8Array));
    const place = options.place ?? i;
    const peers = (options.peers ?? FOUNDERS).flatMap((j) => (j === place ? [] : [peerUrl(j)])).join(',');
    const more = [
      '--peer-port',
      String(ports[place]),
      '--peer',
      peers,
      ...(options.restored ? ['--restored'] : []),
    ];
    const env = { JIANZHENG_CHAIN_FAULT: options.fault ?? '' };
    const process = spawnChain({ folder: data, founding, key, more, env });
    everStarted.push(process);
    return process;
  };
  const start = async (i: number, options: StartChoices = {}) => {
    const process = begin(i, options);
    nodes[i] = { process, url: await process.ready };
  };
  const startAll = (which = FOUNDERS) => Promise.all(which.map((i) => start(i)));
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
  const reach = (number: number, which = FOUNDERS, ms?: number) =>
    until(
      `block ${number} on ${which.join(', ')}`,
      async () => (await Promise.all(which.map(head))).every((n) => n >= number),
      ms,
    );

  const sender = new Wallet(toHex0x(keys[0] as Uint8Array).replace(/^0x../, '0x01'));
  let nonce = 0;
  /** The next transaction: a contract of one byte, which is a change of state. */
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

  /** Sends a call of the registry by way of a node, and waits until that one has it in a block. */
  const callRegistry = async (i: number, key: Uint8Array, method: string, values: unknown[] = []) => {
    const count = Number(await rpc(i, 'eth_getTransactionCount', addressOfKey(key), 'latest'));
    const data = registryAbi().encodeFunctionData(method, values);
    const raw = signCall(key, { to: registry, data, nonce: count, gasLimit: 2_000_000 });
    const hash = await until(`${method} taken by ${i}`, () => rpc(i, 'eth_sendRawTransaction', raw));
    const receipt = (await until(`a receipt of ${method}`, async () => {
      return (await rpc(i, 'eth_getTransactionReceipt', hash)) ?? false;
    })) as { status: string; blockNumber: string };
    expect(receipt.status, method).toBe('0x1');
    return Number(receipt.blockNumber);
  };
  /** A key's proof that it wants this role for this agency. */
  const possession = async (key: Uint8Array, agency: string, role: number) => {
    const data = registryAbi().encodeFunctionData('possessionHash', [
      agencyWord(agency),
      role,
      addressOfKey(key),
    ]);
    return signPossession(key, (await rpc(1, 'eth_call', { to: registry, data }, 'latest')) as string);
  };
  const headerOf = async (i: number, number: number) =>
    headerFromRpc(await rpc(i, 'eth_getBlockByNumber', `0x${number.toString(16)}`, false));
  /** 0x addresses that sealed a block. */
  const sealersOf = async (i: number, number: number) => recoverSeals(await headerOf(i, number));

  /** All nodes have the same final blocks, and every header a quorum of the set that its parent's state names. */
  const checkAll = async (which = FOUNDERS) => {
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
    dataOf,
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
    callRegistry,
    possession,
    headerOf,
    sealersOf,
    nextTransaction,
    checkAll,
    close,
  };
}

export type CoSealers = Awaited<ReturnType<typeof coSealers>>;
