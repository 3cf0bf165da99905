import type { Store } from './store.ts';

/** What following the chain has learned, as rows. Written by server/chain-view/ alone, in one transaction a stretch. */

export type FollowedBlock = {
  number: number;
  /** 0x hex. */
  hash: string;
  /** Unix seconds. */
  time: number;
  /** Who proposed it, 0x address. */
  proposer: string;
  /** RLP, seals included. */
  header: Uint8Array;
  /** Addresses of those who sealed it, in the order of the seals; null until they were recovered. */
  signers: readonly string[] | null;
};

type BlockRow = Omit<FollowedBlock, 'signers'> & { signers: string | null };

const BLOCK = 'SELECT number, hash, time, proposer, header, signers FROM chain_blocks';

function blockOf(row: BlockRow | undefined): FollowedBlock | undefined {
  return row && { ...row, signers: row.signers === null ? null : (JSON.parse(row.signers) as string[]) };
}

/** The block up to which the chain was followed, or undefined before the first stretch. */
export function followedTo(store: Store): FollowedBlock | undefined {
  return blockOf(store.one<BlockRow>(`${BLOCK} ORDER BY number DESC LIMIT 1`));
}

/** A block that is kept, or undefined: the last ones are, and those that hold an event of ours. */
export function followedBlock(store: Store, number: number): FollowedBlock | undefined {
  return blockOf(store.one<BlockRow>(`${BLOCK} WHERE number = ?`, number));
}

/** The last blocks, newest first. */
export function lastBlocks(store: Store, limit: number): FollowedBlock[] {
  return store
    .all<BlockRow>(`${BLOCK} ORDER BY number DESC LIMIT ?`, limit)
    .map((row) => blockOf(row) as FollowedBlock);
}

/** @param named whether something else that is kept names this block, so that it must stay */
export function keepBlock(store: Store, block: Omit<FollowedBlock, 'signers'>, named: boolean): void {
  const { number, hash, time, proposer, header } = block;
  store.run(
    'INSERT INTO chain_blocks (number, hash, time, proposer, header, named) VALUES (?, ?, ?, ?, ?, ?)',
    number,
    hash,
    time,
    proposer,
    header,
    named ? 1 : 0,
  );
}

/** Drops blocks below a number that nothing names. */
export function dropBlocks(store: Store, below: number): void {
  store.run('DELETE FROM chain_blocks WHERE named = 0 AND number < ?', below);
}

export function keepSigners(store: Store, number: number, signers: readonly string[]): void {
  store.run('UPDATE chain_blocks SET signers = ? WHERE number = ?', JSON.stringify(signers), number);
}

/** Headers of blocks to come, at most: whoever can make more is a quorum. */
const MOST_SHOWN = 1_000;

/** Keeps a sealed header of a block that was not followed yet. */
export function keepShown(store: Store, number: number, hash: string, header: Uint8Array): void {
  store.run(
    `INSERT INTO chain_shown (number, hash, header) SELECT ?, ?, ?
       WHERE (SELECT count(*) FROM chain_shown) < ${MOST_SHOWN} ON CONFLICT DO NOTHING`,
    number,
    hash,
    header,
  );
}

/** Those of blocks up to a number. */
export function shownUpTo(
  store: Store,
  number: number,
): { number: number; hash: string; header: Uint8Array }[] {
  return store.all('SELECT number, hash, header FROM chain_shown WHERE number <= ?', number);
}

export function dropShown(store: Store, number: number, hash: string): void {
  store.run('DELETE FROM chain_shown WHERE number = ? AND hash = ?', number, hash);
}

export type AgencyState = 'admitted' | 'active' | 'suspended' | 'removed' | 'cancelled';

export type AgencyRow = {
  id: string;
  state: AgencyState;
  governance: string;
  validator: string;
  nextValidator: string | null;
  /** Before this unix second the validator of an admitted agency, or the next one, may claim its place. */
  claimUntil: number | null;
  reinstateUntil: number | null;
  /** Number of its last batch, 0 where it has none. */
  lastSequence: number;
  /** Unix seconds. */
  lastAnchored: number | null;
};

const AGENCY = `SELECT id, state, governance, validator, next_validator AS nextValidator, claim_until AS claimUntil,
  reinstate_until AS reinstateUntil, coalesce(last.sequence, 0) AS lastSequence, last.block_time AS lastAnchored
  FROM chain_agencies LEFT JOIN chain_batches last ON last.agency = id AND last.sequence =
    (SELECT max(sequence) FROM chain_batches WHERE agency = id)`;

/** In the order of their seating; those that never had a seat last. */
export function listAgencies(store: Store): AgencyRow[] {
  return store.all<AgencyRow>(`${AGENCY} ORDER BY seat IS NULL, seat, id`);
}

export function agencyRow(store: Store, id: string): AgencyRow | undefined {
  return store.one<AgencyRow>(`${AGENCY} WHERE id = ?`, id);
}

export type KeyRow = {
  address: string;
  agency: string;
  role: 'governance' | 'operator' | 'validator';
  /** Block and unix second from which it counts; null where it does not yet. */
  fromBlock: number | null;
  fromTime: number | null;
  /** From which it no longer counts; null where it still does. */
  untilBlock: number | null;
  untilTime: number | null;
};

/** Every key there ever was, agency by agency. */
export function listKeys(store: Store): KeyRow[] {
  return store.all<KeyRow>(
    `SELECT address, agency, role, from_block AS fromBlock, from_time AS fromTime, until_block AS untilBlock,
       until_time AS untilTime FROM chain_keys ORDER BY agency, role, from_block IS NULL, from_block, address`,
  );
}

export type FollowedBatch = {
  agency: string;
  sequence: number;
  /** 64 hex digits. */
  root: string;
  size: number;
  blockNumber: number;
  /** Unix seconds. */
  blockTime: number;
  /** Version of the set that sealed the block. */
  sealedBy: number;
};

export function keepBatch(store: Store, batch: FollowedBatch): void {
  const { agency, sequence, root, size, blockNumber, blockTime, sealedBy } = batch;
  store.run(
    `INSERT INTO chain_batches (agency, sequence, root, size, block_number, block_time, sealed_by)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    agency,
    sequence,
    root,
    size,
    blockNumber,
    blockTime,
    sealedBy,
  );
}

/** An agency's batches, newest first. @param below only those of lower sequences */
export function listBatches(
  store: Store,
  agency: string,
  { limit, below = Number.MAX_SAFE_INTEGER }: { limit: number; below?: number | undefined },
): FollowedBatch[] {
  return store.all<FollowedBatch>(
    `SELECT agency, sequence, root, size, block_number AS blockNumber, block_time AS blockTime, sealed_by AS sealedBy
       FROM chain_batches WHERE agency = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?`,
    agency,
    below,
    limit,
  );
}
