import type { Store } from './store.ts';

/** People with an account. Accounts are disabled, never deleted: the access log names them. */

export type AccountRole = 'officer' | 'auditor' | 'operator';

export type AccountRow = {
  /** 16 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly role: AccountRole;
  /** Unix ms. */
  readonly created_at: number;
  readonly disabled_at: number | null;
};

export type PasskeyRow = {
  readonly id: string;
  readonly account: string;
  readonly host: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly created_at: number;
  readonly last_used_at: number | null;
};

export function findAccount(store: Store, id: string): AccountRow | undefined {
  return store.one<AccountRow>('SELECT * FROM accounts WHERE id = ?', id);
}

export function listAccounts(store: Store): (AccountRow & { passkeys: number; last_at: number | null })[] {
  return store.all(
    `SELECT a.*, (SELECT COUNT(*) FROM passkeys WHERE account = a.id) AS passkeys,
       (SELECT MAX(created_at) FROM sessions WHERE account = a.id) AS last_at
     FROM accounts a ORDER BY a.created_at, a.id`,
  );
}

/** Inside the caller's transaction. */
export function insertAccount(
  store: Store,
  { id, name, role, created_at }: Omit<AccountRow, 'disabled_at'>,
): void {
  store.run(
    'INSERT INTO accounts (id, name, role, created_at) VALUES (?, ?, ?, ?)',
    id,
    name,
    role,
    created_at,
  );
}

/** Ends or restores an account; ending takes its sessions and links with it. Inside the caller's transaction. */
export function setDisabled(store: Store, id: string, at: number | null): boolean {
  const { changes } = store.run('UPDATE accounts SET disabled_at = ? WHERE id = ?', at, id);
  if (at !== null) {
    store.run('DELETE FROM sessions WHERE account = ?', id);
    store.run('DELETE FROM invitations WHERE account = ? AND used_at IS NULL', id);
  }
  return changes > 0;
}

/** Changes the role of an account and of whoever is signed in with it. Inside the caller's transaction. */
export function setRole(store: Store, id: string, role: AccountRole): void {
  store.run('UPDATE accounts SET role = ? WHERE id = ?', role, id);
  store.run('UPDATE sessions SET role = ? WHERE account = ?', role, id);
}

/** Whether another account that has not ended is an operator's. */
export function hasOtherOperator(store: Store, id: string): boolean {
  const others = `SELECT 1 FROM accounts WHERE role = 'operator' AND disabled_at IS NULL AND id <> ? LIMIT 1`;
  return store.one(others, id) !== undefined;
}

/** A new link takes the place of those that were not used. Inside the caller's transaction. */
export function insertInvitation(store: Store, hash: string, account: string, expiresAt: number): void {
  store.run('DELETE FROM invitations WHERE account = ? AND used_at IS NULL', account);
  store.run('INSERT INTO invitations (hash, account, expires_at) VALUES (?, ?, ?)', hash, account, expiresAt);
}

/** The account of a link that is used up by this; undefined where it is none, was used or is too old. Inside the caller's transaction. */
export function useInvitation(store: Store, hash: string, now: number): AccountRow | undefined {
  const { changes } = store.run(
    'UPDATE invitations SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ?',
    now,
    hash,
    now,
  );
  if (changes === 0) return undefined;
  return store.one<AccountRow>(
    `SELECT a.* FROM accounts a JOIN invitations i ON i.account = a.id
     WHERE i.hash = ? AND a.disabled_at IS NULL`,
    hash,
  );
}

export function findPasskey(store: Store, id: string): PasskeyRow | undefined {
  return store.one<PasskeyRow>('SELECT * FROM passkeys WHERE id = ?', id);
}

export function passkeysOf(store: Store, account: string): PasskeyRow[] {
  return store.all<PasskeyRow>('SELECT * FROM passkeys WHERE account = ? ORDER BY created_at, id', account);
}

export function insertPasskey(store: Store, row: Omit<PasskeyRow, 'last_used_at'>): void {
  const { id, account, host, public_key, counter, created_at } = row;
  store.run(
    'INSERT INTO passkeys (id, account, host, public_key, counter, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    account,
    host,
    public_key,
    counter,
    created_at,
  );
}

export function notePasskeyUse(store: Store, id: string, counter: number, at: number): void {
  store.run('UPDATE passkeys SET counter = ?, last_used_at = ? WHERE id = ?', counter, at, id);
}

/** @returns whether this account had it */
export function deletePasskey(store: Store, id: string, account: string): boolean {
  return store.run('DELETE FROM passkeys WHERE id = ? AND account = ?', id, account).changes > 0;
}
