/** What the store keeps, as its callers see it. Hashes and addresses are bytes; numbers are block numbers and positions. */

export type StoredBlock = {
  readonly number: number;
  readonly hash: Uint8Array;
  /** RLP with commit seals. */
  readonly header: Uint8Array;
};

export type StoredTransaction = {
  readonly block: number;
  readonly position: number;
  readonly hash: Uint8Array;
  readonly sender: Uint8Array;
  /** As it was signed: RLP list, or type byte and RLP (EIP-2718). */
  readonly raw: Uint8Array;
  /** As the receipts trie holds it. */
  readonly receipt: Uint8Array;
  readonly gasUsed: number;
  /** Address of the contract that it created, if it did. */
  readonly created: Uint8Array | null;
};

export type StoredLog = {
  readonly block: number;
  readonly position: number;
  readonly transactionPosition: number;
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
};

export type LogFilter = {
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly addresses: readonly Uint8Array[];
  /** One list of alternatives per position; an empty list allows anything there. */
  readonly topics: readonly (readonly Uint8Array[])[];
  readonly limit: number;
};

/** How a block changes the stored state. Keys as in `nodes`. */
export type StateChange = {
  readonly born: ReadonlyMap<string, Uint8Array>;
  readonly died: readonly string[];
  readonly code: ReadonlyMap<string, Uint8Array>;
};

export type BlockCommit = {
  readonly block: StoredBlock;
  readonly transactions: readonly StoredTransaction[];
  readonly logs: readonly StoredLog[];
  readonly state: StateChange;
};
