import type { AccountFields, StateManagerInterface } from '@ethereumjs/common';
import { OriginalStorageCache } from '@ethereumjs/statemanager';
import { Account, type Address, createAccountFromRLP } from '@ethereumjs/util';
import { toHex } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { InvariantError } from '../../core/errors.ts';
import { decodeRlp, encodeRlp } from '../../core/rlp.ts';
import type { StateChange } from '../store/rows.ts';
import { difference } from './difference.ts';
import { ACCOUNTS, EMPTY_ROOT, type Nodes, openTrie, ownerOf } from './nodes.ts';

const NO_BYTES = new Uint8Array();
const NO_CODE = toHex(keccak256(NO_BYTES));

function copyOf(account: Account): Account {
  return new Account(account.nonce, account.balance, account.storageRoot, account.codeHash);
}

function withoutLeadingZeros(value: Uint8Array): Uint8Array {
  const first = value.findIndex((byte) => byte !== 0);
  return first < 0 ? NO_BYTES : value.subarray(first);
}

type Slots = Map<string, Uint8Array>;

/** One account as this world sees it: what it was, what it is, and its storage as far as it was looked at. */
type Entry = {
  readonly address: Address;
  /** As the trie has it. */
  readonly before: Account | undefined;
  now: Account | undefined;
  /** Reads and writes by slot. Values have no leading zeros; empty is zero. */
  slots: Slots;
  /** Slots that were written. */
  written: Set<string>;
  /** The storage before is gone: the account was deleted or cleared since. */
  wiped: boolean;
};

/**
 * The state after some block, and changes over it that are kept in memory until `change()` is asked for. The virtual
 * machine reads and writes it; the stored tries stay as they are. Errors of the store pass through every method: a
 * missing node must stop a block, not read as zero.
 */
export class World implements StateManagerInterface {
  readonly #nodes: Nodes;
  readonly #root: Uint8Array;
  readonly #entries = new Map<string, Entry>();
  readonly #code = new Map<string, Uint8Array>();
  /** How to take back each change, and where the open checkpoints stand in that list. */
  #undo: (() => void)[] = [];
  readonly #checkpoints: number[] = [];
  readonly originalStorageCache: OriginalStorageCache;

  constructor(nodes: Nodes, root: Uint8Array) {
    this.#nodes = nodes;
    this.#root = root;
    this.originalStorageCache = new OriginalStorageCache((address, key) => this.getStorage(address, key));
  }

  async #entry(address: Address): Promise<Entry> {
    const key = toHex(address.bytes);
    let entry = this.#entries.get(key);
    if (!entry) {
      const rlp = await openTrie(this.#nodes, ACCOUNTS, this.#root).get(address.bytes);
      const before = rlp === null ? undefined : createAccountFromRLP(rlp);
      entry = { address, before, now: before, slots: new Map(), written: new Set(), wiped: false };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #change(undo: () => void): void {
    if (this.#checkpoints.length > 0) this.#undo.push(undo);
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const { now } = await this.#entry(address);
    return now && copyOf(now);
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    if (!account) return this.deleteAccount(address);
    const entry = await this.#entry(address);
    const { now } = entry;
    this.#change(() => {
      entry.now = now;
    });
    entry.now = copyOf(account);
  }

  async deleteAccount(address: Address): Promise<void> {
    const entry = await this.#entry(address);
    if (!entry.now && entry.slots.size === 0) return;
    await this.clearStorage(address);
    const { now } = entry;
    this.#change(() => {
      entry.now = now;
    });
    entry.now = undefined;
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new Account();
    account.nonce = fields.nonce ?? account.nonce;
    account.balance = fields.balance ?? account.balance;
    account.storageRoot = fields.storageRoot ?? account.storageRoot;
    account.codeHash = fields.codeHash ?? account.codeHash;
    await this.putAccount(address, account);
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    const codeHash = keccak256(code);
    // Not taken back on revert: code is named by its hash, and `change()` keeps only what an account refers to.
    if (code.length > 0) this.#code.set(toHex(codeHash), code);
    await this.modifyAccountFields(address, { codeHash });
  }

  async getCode(address: Address): Promise<Uint8Array> {
    const { now } = await this.#entry(address);
    const hash = now ? toHex(now.codeHash) : NO_CODE;
    if (hash === NO_CODE) return NO_BYTES;
    return this.#code.get(hash) ?? this.#nodes.readCode(hash);
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length;
  }

  async getStorage(address: Address, slot: Uint8Array): Promise<Uint8Array> {
    const entry = await this.#entry(address);
    const key = toHex(slot);
    const known = entry.slots.get(key);
    if (known) return known;
    let value: Uint8Array = NO_BYTES;
    if (entry.before && !entry.wiped) {
      const trie = openTrie(this.#nodes, ownerOf(address.bytes), entry.before.storageRoot);
      const rlp = await trie.get(slot);
      if (rlp) value = decodeRlp(rlp) as Uint8Array;
    }
    entry.slots.set(key, value);
    return value;
  }

  async putStorage(address: Address, slot: Uint8Array, value: Uint8Array): Promise<void> {
    const entry = await this.#entry(address);
    if (!entry.now) throw new InvariantError('Storage written for an account that does not exist');
    const key = toHex(slot);
    const { slots, written } = entry;
    const before = slots.get(key);
    const wasWritten = written.has(key);
    this.#change(() => {
      if (before) slots.set(key, before);
      else slots.delete(key);
      if (!wasWritten) written.delete(key);
    });
    slots.set(key, withoutLeadingZeros(value));
    written.add(key);
  }

  async clearStorage(address: Address): Promise<void> {
    const entry = await this.#entry(address);
    const { slots, written, wiped } = entry;
    this.#change(() => Object.assign(entry, { slots, written, wiped }));
    Object.assign(entry, { slots: new Map(), written: new Set(), wiped: true });
  }

  async checkpoint(): Promise<void> {
    this.#checkpoints.push(this.#undo.length);
  }

  async commit(): Promise<void> {
    this.#checkpoints.pop();
    if (this.#checkpoints.length === 0) this.#undo = [];
  }

  async revert(): Promise<void> {
    const start = this.#checkpoints.pop() ?? 0;
    for (const undo of this.#undo.splice(start).reverse()) undo();
  }

  async #storageRoot(entry: Entry, written: Map<string, Uint8Array>): Promise<Uint8Array> {
    const before = entry.before?.storageRoot ?? EMPTY_ROOT;
    if (!entry.now) return EMPTY_ROOT;
    const start = entry.wiped ? EMPTY_ROOT : before;
    if (entry.written.size === 0) return start;
    const trie = openTrie(this.#nodes, ownerOf(entry.address.bytes), start, written);
    for (const slot of entry.written) {
      const value = entry.slots.get(slot) as Uint8Array;
      const key = Uint8Array.from(Buffer.from(slot, 'hex'));
      if (value.length > 0) await trie.put(key, encodeRlp(value));
      else await trie.del(key);
    }
    return trie.root();
  }

  /**
   * What has changed since the state that this world started from.
   * @returns the new state root, and the nodes and code that come and go with it
   */
  async change(): Promise<{ root: Uint8Array } & StateChange> {
    if (this.#checkpoints.length > 0) throw new InvariantError('A state with an open checkpoint');
    const written = new Map<string, Uint8Array>();
    const born = new Map<string, Uint8Array>();
    const died: string[] = [];
    const code = new Map<string, Uint8Array>();
    const read = (key: string) => this.#nodes.read(key);
    const take = (oldRoot: Uint8Array, newRoot: Uint8Array, owner: string) => {
      const found = difference(oldRoot, newRoot, owner, written, read);
      for (const [key, node] of found.born) born.set(key, node);
      for (const key of found.died) died.push(key);
    };

    const accounts = openTrie(this.#nodes, ACCOUNTS, this.#root, written);
    for (const entry of this.#entries.values()) {
      const storageRoot = await this.#storageRoot(entry, written);
      take(entry.before?.storageRoot ?? EMPTY_ROOT, storageRoot, ownerOf(entry.address.bytes));
      if (!entry.now) {
        if (entry.before) await accounts.del(entry.address.bytes);
        continue;
      }
      const account = copyOf(entry.now);
      account.storageRoot = storageRoot;
      await accounts.put(entry.address.bytes, account.serialize());
      const codeHash = toHex(account.codeHash);
      const newCode = this.#code.get(codeHash);
      if (newCode) code.set(codeHash, newCode);
    }
    take(this.#root, accounts.root(), ACCOUNTS);
    return { root: accounts.root(), born, died, code };
  }

  async getStateRoot(): Promise<Uint8Array> {
    return (await this.change()).root;
  }

  async setStateRoot(): Promise<void> {
    throw new InvariantError('A world stays with the state it was made for');
  }

  async hasStateRoot(root: Uint8Array): Promise<boolean> {
    return toHex(root) === toHex(this.#root);
  }

  clearCaches(): void {}

  shallowCopy(): World {
    return new World(this.#nodes, this.#root);
  }
}
