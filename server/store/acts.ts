import type { Store } from './store.ts';

/** What this agency asked its service to say on the chain, each one transaction, in order. */

export type ActState = 'open' | 'said' | 'refused';

export type ActRow = {
  readonly id: number;
  readonly method: string;
  readonly contract: 'ledger' | 'handoff';
  /** Calldata, 0x hex. */
  readonly data: string;
  readonly actor: string;
  /** Unix ms. */
  readonly createdAt: number;
  readonly state: ActState;
  /** The contract's error, as JSON: name and values. */
  readonly refusal: string | null;
  readonly key: string | null;
  readonly nonce: number | null;
  readonly hash: string | null;
  readonly raw: string | null;
  readonly block: number | null;
};

const COLUMNS =
  'id, method, contract, data, actor, created_at AS createdAt, state, refusal, key, nonce, hash, raw, block';

/** Inside the caller's transaction. @returns its number */
export function insertAct(
  store: Store,
  {
    method,
    contract,
    data,
    actor,
    createdAt,
  }: Pick<ActRow, 'method' | 'contract' | 'data' | 'actor' | 'createdAt'>,
): number {
  return store.run(
    `INSERT INTO acts (method, contract, data, actor, created_at, state) VALUES (?, ?, ?, ?, ?, 'open')`,
    method,
    contract,
    data,
    actor,
    createdAt,
  ).lastId;
}

export function findAct(store: Store, id: number): ActRow | undefined {
  return store.one<ActRow>(`SELECT ${COLUMNS} FROM acts WHERE id = ?`, id);
}

/** The one whose turn it is. */
export function openAct(store: Store): ActRow | undefined {
  return store.one<ActRow>(`SELECT ${COLUMNS} FROM acts WHERE state = 'open' ORDER BY id LIMIT 1`);
}

/** Durable on return: only then may it be sent. */
export function signAct(
  store: Store,
  id: number,
  { key, nonce, hash, raw }: { key: string; nonce: number; hash: string; raw: string },
): void {
  store.transaction(() =>
    store.run(
      'UPDATE acts SET key = ?, nonce = ?, hash = ?, raw = ? WHERE id = ?',
      key,
      nonce,
      hash,
      raw,
      id,
    ),
  );
}

export function actSaid(store: Store, id: number, block: number): void {
  store.transaction(() => store.run(`UPDATE acts SET state = 'said', block = ? WHERE id = ?`, block, id));
}

/** @param refusal the contract's error, as JSON */
export function actRefused(store: Store, id: number, refusal: string): void {
  store.transaction(() =>
    store.run(`UPDATE acts SET state = 'refused', refusal = ? WHERE id = ?`, refusal, id),
  );
}

/** Newest first. */
export function listActs(store: Store, below: number | undefined, limit: number): ActRow[] {
  return store.all<ActRow>(
    `SELECT ${COLUMNS} FROM acts WHERE id < ? ORDER BY id DESC LIMIT ?`,
    below ?? Number.MAX_SAFE_INTEGER,
    limit,
  );
}
