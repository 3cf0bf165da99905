import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import type { BatchDBOp, DB } from '@ethereumjs/util';
import { fromHex, toHex } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { encodeRlp } from '../../core/rlp.ts';
import { damaged } from '../errors.ts';

/**
 * Trie nodes by key. A node of the account trie has its hash as key. A node of a contract's storage has its owner in
 * front (the first 16 bytes of the hashed address): were two contracts to share a node, forgetting it for one would
 * take it from the other.
 */
export const ACCOUNTS = '';

/** Root of a trie that holds nothing. */
export const EMPTY_ROOT: Uint8Array = keccak256(encodeRlp(new Uint8Array()));
export const EMPTY_ROOT_HEX = toHex(EMPTY_ROOT);

/** Key prefix of an account's storage nodes. */
export function ownerOf(address: Uint8Array): string {
  return ownerOfHash(keccak256(address));
}

/** As `ownerOf`, from the account's key in the trie: the hash of its address. */
export function ownerOfHash(hashedAddress: Uint8Array): string {
  return toHex(hashedAddress.subarray(0, 16));
}

const HASH_DIGITS = 64;
/** Some 20 MB. Two generations instead of a list ordered by use: a hit costs one look-up. */
const GENERATION = 20_000;

/** Reads stored nodes and code, each held against its hash: what is damaged is never acted on. */
export class Nodes {
  readonly #load: (key: string) => Uint8Array | undefined;
  readonly #loadCode: (hash: string) => Uint8Array | undefined;
  #young = new Map<string, Uint8Array>();
  #old = new Map<string, Uint8Array>();

  constructor(store: {
    node(key: string): Uint8Array | undefined;
    code(hash: string): Uint8Array | undefined;
  }) {
    this.#load = (key) => store.node(key);
    this.#loadCode = (hash) => store.code(hash);
  }

  remember(key: string, node: Uint8Array): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, node);
  }

  /** @throws ChainError `store-damaged` when it is missing or has another hash */
  read(key: string): Uint8Array {
    const known = this.#young.get(key) ?? this.#old.get(key);
    const node = known ?? this.#load(key);
    if (!node) throw damaged(`the state node ${key} is missing`);
    if (!known && toHex(keccak256(node)) !== key.slice(-HASH_DIGITS)) {
      throw damaged(`the state node ${key} does not have its hash`);
    }
    if (!this.#young.has(key)) this.remember(key, node);
    return node;
  }

  /** A contract whose code is lost would succeed at everything by doing nothing. @throws ChainError `store-damaged` */
  readCode(hash: string): Uint8Array {
    const key = `code:${hash}`;
    const known = this.#young.get(key) ?? this.#old.get(key);
    const code = known ?? this.#loadCode(hash);
    if (!code) throw damaged(`the contract code ${hash} is missing`);
    if (!known && toHex(keccak256(code)) !== hash) {
      throw damaged(`the contract code ${hash} does not have its hash`);
    }
    if (!this.#young.has(key)) this.remember(key, code);
    return code;
  }
}

/** Stored nodes, and over them those that were written and not yet stored. */
class Overlay implements DB<string, string | Uint8Array> {
  readonly #nodes: Nodes;
  readonly #owner: string;
  readonly #written: Map<string, Uint8Array>;

  constructor(nodes: Nodes, owner: string, written: Map<string, Uint8Array>) {
    this.#nodes = nodes;
    this.#owner = owner;
    this.#written = written;
  }

  async get(hash: string): Promise<Uint8Array | undefined> {
    // No node is stored for a trie that holds nothing; the library takes its absence for just that.
    if (hash === EMPTY_ROOT_HEX) return undefined;
    const key = this.#owner + hash;
    return this.#written.get(key) ?? this.#nodes.read(key);
  }

  async put(hash: string, node: string | Uint8Array): Promise<void> {
    this.#written.set(this.#owner + hash, typeof node === 'string' ? fromHex(node) : node);
  }

  /** Which nodes died is found by comparing states; while a state is built nothing goes. */
  async del(): Promise<void> {}

  async batch(operations: BatchDBOp<string, string | Uint8Array>[]): Promise<void> {
    for (const operation of operations) {
      if (operation.type === 'put') await this.put(operation.key, operation.value);
    }
  }

  shallowCopy(): Overlay {
    return new Overlay(this.#nodes, this.#owner, this.#written);
  }

  async open(): Promise<void> {}
}

/** A trie with hashed keys at `root`, whose new nodes go to `written`. */
export function openTrie(
  nodes: Nodes,
  owner: string,
  root: Uint8Array,
  written: Map<string, Uint8Array> = new Map(),
): MerklePatriciaTrie {
  return new MerklePatriciaTrie({
    db: new Overlay(nodes, owner, written),
    root,
    useKeyHashing: true,
    valueEncoding: 'view',
  });
}
