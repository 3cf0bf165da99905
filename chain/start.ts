import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fromHex } from '../core/bytes.ts';
import { isPrivateKey } from '../core/signature.ts';
import { Chain } from './chain.ts';
import { Ballot } from './cosealing/ballot.ts';
import { refuseConflict } from './cosealing/conflict.ts';
import { CoSealing } from './cosealing/cosealing.ts';
import { servePeers } from './cosealing/endpoint.ts';
import { ChainError, reasonOf } from './errors.ts';
import { foundOnce, isFounded, readFounding } from './founding.ts';
import { serve } from './rpc/server.ts';
import { localSealer } from './sealing/seal.ts';
import { lockFolder } from './store/lock.ts';
import { Store } from './store/store.ts';

export type StartOptions = {
  /** Where the chain is kept; made if it is not there. */
  readonly folder: string;
  /** Path of the founding pack. */
  readonly founding: string;
  /** Path of the validator's private key: 64 hex digits, with or without 0x. */
  readonly key: string;
  /** Someone knows blocks of this chain already: it is there, or it is lost, and then it is not founded again. */
  readonly mustExist: boolean;
  /** 0 for any free one. */
  readonly port: number;
  /** States before the latest that are kept, in blocks. Receipts need none: this is for eth_call and eth_getProof. */
  readonly keepStates: number;
  /** With other validators, each in a process of its own (docs/decisions/0023). */
  readonly peers?: {
    /** Loopback port where they find this one; 0 for any. */
    readonly port: number;
    /** Where this one finds them. */
    readonly urls: readonly string[];
    /** The folder was put back from a backup. */
    readonly restored: boolean;
  };
  readonly warn: (message: string) => void;
};

export type Running = {
  readonly url: string;
  /** Where peers are answered, if there can be any. */
  readonly peerUrl: string | undefined;
  readonly chain: Chain;
  /** Stops answering, finishes the block in the making, closes the store and gives the folder back. */
  readonly stop: () => Promise<void>;
};

function readFile(path: string, code: 'founding-unreadable' | 'key-unreadable'): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ChainError(code, { reason: reasonOf(cause) }, cause);
  }
}

function readKey(path: string): Uint8Array {
  const text = readFile(path, 'key-unreadable').toString('utf8').trim().replace(/^0x/, '');
  const key = /^[0-9a-f]{64}$/i.test(text) ? fromHex(text.toLowerCase()) : new Uint8Array();
  if (!isPrivateKey(key)) throw new ChainError('key-invalid', { path });
  return key;
}

/** Written beside and renamed into place, so that no reader ever sees half of it. */
async function publish(folder: string, content: object): Promise<void> {
  const path = join(folder, 'rpc.json');
  await writeFile(`${path}.new`, `${JSON.stringify(content)}\n`);
  await rename(`${path}.new`, path);
}

/**
 * Takes the folder, founds the chain if it may be new, recovers it if not, and serves it on loopback.
 * @throws ChainError of every kind, the folder given back
 */
export async function start(options: StartOptions): Promise<Running> {
  const { folder, mustExist, warn } = options;
  // Looked at before anything is made there: a folder that is gone stays gone, to be restored as a whole.
  if (mustExist && !existsSync(join(folder, 'chain.sqlite')))
    throw new ChainError('chain-missing', { folder });
  const pack = readFounding(readFile(options.founding, 'founding-unreadable'), options.founding);
  const key = readKey(options.key);
  const sealer = localSealer(key);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  let store: Store | undefined;
  try {
    store = new Store(folder);
    if (mustExist && !isFounded(store)) throw new ChainError('chain-missing', { folder });
    await foundOnce(store, pack);
    refuseConflict(store);
    const { peers } = options;
    const coSealing = peers
      ? new CoSealing({
          ballot: new Ballot(store, key, peers.restored),
          peers: peers.urls,
          registry: pack.registry,
          now: Date.now,
          warn,
        })
      : undefined;
    const chain = await Chain.open({
      store,
      sealer,
      chainId: pack.document.chainId,
      forks: pack.document.genesis.forks,
      registry: pack.registry,
      keepStates: options.keepStates,
      now: Date.now,
      pause: (ms) => pause(ms),
      warn,
      ...(coSealing ? { coSealing } : {}),
    });
    const endpoint = peers && coSealing ? await servePeers(coSealing, peers.port) : undefined;
    const { server, url } = await serve(chain, options.port);
    await publish(folder, { url, pid: process.pid, ...(endpoint ? { peer: endpoint.url } : {}) });
    const stop = async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      endpoint?.server.close();
      await chain.stop();
      server.closeAllConnections();
      endpoint?.server.closeAllConnections();
      await closed;
      store?.close();
      unlock();
    };
    return { url, peerUrl: endpoint?.url, chain, stop };
  } catch (error) {
    store?.close();
    unlock();
    throw error;
  }
}
