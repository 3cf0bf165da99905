import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { fromHex } from '../../core/bytes.ts';
import { ChainError, damaged, knownFull, reasonOf } from '../errors.ts';
import { readLogs } from './logs.ts';
import type { BlockCommit, LogFilter, StoredBlock, StoredLog, StoredTransaction } from './rows.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

type Row = Record<string, unknown>;

function toBlock(row: Row | undefined): StoredBlock | undefined {
  if (!row) return undefined;
  return {
    number: row.number as number,
    hash: row.hash as Uint8Array,
    header: row.header as Uint8Array,
  };
}

function toTransaction(row: Row): StoredTransaction {
  return {
    block: row.block as number,
    position: row.position as number,
    hash: row.hash as Uint8Array,
    sender: row.sender as Uint8Array,
    raw: row.raw as Uint8Array,
    receipt: row.receipt as Uint8Array,
    gasUsed: row.gas_used as number,
    created: row.created as Uint8Array | null,
  };
}

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const BUSY = 5;
const IO_ERROR = 10;
/** For a file that is no longer what SQLite wrote. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

function readError(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  const corrupt = error.errcode === CORRUPT || error.errcode === NOT_A_DATABASE;
  return corrupt ? damaged(error.message, error) : error;
}

function openDatabase(folder: string, readOnly: boolean): DatabaseSync {
  const path = join(folder, 'chain.sqlite');
  try {
    const database = new DatabaseSync(path, { readOnly, timeout: 10_000 });
    if (readOnly) return database;
    // FULL: the write-ahead log is synced before a commit returns, so what we acknowledge outlives a power cut.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536');
    const version = database.prepare('PRAGMA user_version').get()?.user_version;
    if (version === 0) {
      database.exec(`BEGIN IMMEDIATE; ${SCHEMA}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
    } else if (version !== SCHEMA_VERSION) {
      throw new ChainError('store-version', { path, found: String(version), expected: SCHEMA_VERSION });
    }
    return database;
  } catch (cause) {
    if (cause instanceof ChainError) throw cause;
    const known = knownFull(readError(cause));
    if (known instanceof ChainError) throw known;
    const primary = ((cause as { errcode?: number }).errcode ?? 0) % 256;
    // These two pass: someone reads it, or the disk failed just now. All else stands in the way until it is mended.
    if (primary === BUSY) throw new ChainError('data-locked', { folder }, cause);
    if (primary === IO_ERROR) throw cause;
    throw new ChainError('store-unreadable', { path, reason: reasonOf(cause) }, cause);
  }
}

/**
 * The chain on disk. What a method has written is durable when it returns, all of it or, if it throws, none.
 * Blocks, transactions, receipts, logs and code are never changed once written.
 */
export class Store {
  readonly folder: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws ChainError `store-damaged`, `store-unreadable`, `store-version`, `data-locked`, `storage-full` */
  constructor(folder: string, options: { readOnly?: boolean } = {}) {
    this.folder = folder;
    this.#database = openDatabase(folder, options.readOnly ?? false);
  }

  close(): void {
    this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #get(sql: string, ...values: (number | string | Uint8Array)[]): Row | undefined {
    try {
      return this.#prepared(sql).get(...values);
    } catch (cause) {
      throw readError(cause);
    }
  }

  #all(sql: string, ...values: (number | string | Uint8Array)[]): Row[] {
    try {
      return this.#prepared(sql).all(...values);
    } catch (cause) {
      throw readError(cause);
    }
  }

  #run(sql: string, ...values: (number | string | Uint8Array | null)[]): void {
    this.#prepared(sql).run(...values);
  }

  /** @throws ChainError `storage-full`, `store-damaged` */
  #atomically(write: () => void): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      write();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw knownFull(readError(error));
    }
  }

  meta(name: string): Uint8Array | undefined {
    return this.#get('SELECT value FROM meta WHERE name = ?', name)?.value as Uint8Array | undefined;
  }

  /** Keeps a value under a name, in place of what was there; without one the name is forgotten. */
  setMeta(name: string, value: Uint8Array | undefined): void {
    this.#atomically(() => {
      if (value) this.#run('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)', name, value);
      else this.#run('DELETE FROM meta WHERE name = ?', name);
    });
  }

  /** Writes the genesis: its header, its state, and what it was founded on. */
  found(genesis: BlockCommit, meta: Readonly<Record<string, Uint8Array>>): void {
    this.#atomically(() => {
      for (const [name, value] of Object.entries(meta)) {
        this.#run('INSERT INTO meta (name, value) VALUES (?, ?)', name, value);
      }
      this.#write(genesis, 0);
    });
  }

  /**
   * Writes one block with everything that belongs to it, takes its transactions out of the pool, and forgets the
   * nodes that no state of the last `keepStates` blocks has.
   */
  commit(commit: BlockCommit, keepStates: number): void {
    this.#atomically(() => this.#write(commit, keepStates));
  }

  #write({ block, transactions, logs, state }: BlockCommit, keepStates: number): void {
    this.#run(
      'INSERT INTO blocks (number, hash, header) VALUES (?, ?, ?)',
      block.number,
      block.hash,
      block.header,
    );
    for (const t of transactions) {
      this.#run(
        `INSERT INTO transactions (block, position, hash, sender, raw, receipt, gas_used, created)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[t.block, t.position, t.hash, t.sender, t.raw, t.receipt, t.gasUsed, t.created],
      );
      this.#run('DELETE FROM pool WHERE hash = ?', t.hash);
    }
    for (const log of logs) {
      const [t0 = null, t1 = null, t2 = null, t3 = null] = log.topics;
      this.#run(
        `INSERT INTO logs (block, position, transaction_position, address, topic0, topic1, topic2, topic3, data)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[log.block, log.position, log.transactionPosition, log.address, t0, t1, t2, t3, log.data],
      );
    }
    for (const [hash, code] of state.code) {
      this.#run('INSERT OR IGNORE INTO code (hash, code) VALUES (?, ?)', fromHex(hash), code);
    }
    for (const [key, node] of state.born) {
      const bytes = fromHex(key);
      this.#run('INSERT OR IGNORE INTO nodes (key, node) VALUES (?, ?)', bytes, node);
      // A value that comes back brings its old node back to life: it must not be forgotten on its old day.
      this.#run('DELETE FROM dead WHERE key = ?', bytes);
    }
    for (const key of state.died) {
      this.#run('INSERT OR IGNORE INTO dead (block, key) VALUES (?, ?)', block.number, fromHex(key));
    }
    // A node that died in block d is part of the state after d - 1, and that one is kept until d - 1 + keepStates.
    const last = block.number - keepStates;
    this.#run('DELETE FROM nodes WHERE key IN (SELECT key FROM dead WHERE block <= ?)', last);
    this.#run('DELETE FROM dead WHERE block <= ?', last);
  }

  head(): StoredBlock | undefined {
    return toBlock(this.#get('SELECT * FROM blocks ORDER BY number DESC LIMIT 1'));
  }

  blockByNumber(number: number): StoredBlock | undefined {
    return toBlock(this.#get('SELECT * FROM blocks WHERE number = ?', number));
  }

  blockByHash(hash: Uint8Array): StoredBlock | undefined {
    return toBlock(this.#get('SELECT * FROM blocks WHERE hash = ?', hash));
  }

  transactionsOf(block: number): StoredTransaction[] {
    return this.#all('SELECT * FROM transactions WHERE block = ? ORDER BY position', block).map(
      toTransaction,
    );
  }

  transactionAt(block: number, position: number): StoredTransaction | undefined {
    const row = this.#get('SELECT * FROM transactions WHERE block = ? AND position = ?', block, position);
    return row && toTransaction(row);
  }

  transactionByHash(hash: Uint8Array): StoredTransaction | undefined {
    const row = this.#get('SELECT * FROM transactions WHERE hash = ?', hash);
    return row && toTransaction(row);
  }

  /** How many logs of the block come before those of this transaction. */
  logsBefore(block: number, transactionPosition: number): number {
    const sql = 'SELECT count(*) AS n FROM logs WHERE block = ? AND transaction_position < ?';
    return this.#get(sql, block, transactionPosition)?.n as number;
  }

  /** In chain order, `filter.limit` at most. */
  logs(filter: LogFilter): StoredLog[] {
    return readLogs((sql, values) => this.#all(sql, ...values), filter);
  }

  node(key: string): Uint8Array | undefined {
    return this.#get('SELECT node FROM nodes WHERE key = ?', fromHex(key))?.node as Uint8Array | undefined;
  }

  code(hash: string): Uint8Array | undefined {
    return this.#get('SELECT code FROM code WHERE hash = ?', fromHex(hash))?.code as Uint8Array | undefined;
  }

  nodeCount(): number {
    return this.#get('SELECT count(*) AS n FROM nodes')?.n as number;
  }

  /** Keeps transactions that were accepted, in the order given. */
  addToPool(entries: readonly { readonly hash: Uint8Array; readonly raw: Uint8Array }[]): void {
    this.#atomically(() => {
      for (const { hash, raw } of entries) this.#run('INSERT INTO pool (hash, raw) VALUES (?, ?)', hash, raw);
    });
  }

  removeFromPool(hashes: readonly Uint8Array[]): void {
    this.#atomically(() => {
      for (const hash of hashes) this.#run('DELETE FROM pool WHERE hash = ?', hash);
    });
  }

  /** Waiting transactions in order of arrival. */
  pool(): { hash: Uint8Array; raw: Uint8Array }[] {
    const rows = this.#all('SELECT hash, raw FROM pool ORDER BY arrival');
    return rows.map((row) => ({ hash: row.hash as Uint8Array, raw: row.raw as Uint8Array }));
  }
}
