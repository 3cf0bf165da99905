import { createHash, randomBytes } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { insertAccess } from '../store/access-log.ts';
import {
  type AccountRow,
  findAccount,
  hasOtherOperator,
  insertAccount,
  insertInvitation,
  setDisabled,
  setRole,
  useInvitation,
} from '../store/accounts.ts';
import type { Store } from '../store/store.ts';

/** Who may do what: accounts for people, tokens for programs, sessions for browsers. Only hashes of secrets are stored. */

/**
 * officer: makes and reads records. auditor: reads all, and audits. operator: runs the service, and may do everything,
 * since whoever can hand out tokens could give themselves any role.
 */
export type Role = 'officer' | 'auditor' | 'operator';
export const ROLES = ['officer', 'auditor', 'operator'] as const satisfies readonly Role[];

/** `name`: for people; `actor`: for the log and for idempotency keys. `csrf` only with a session. */
export type Caller = {
  actor: string;
  role: Role;
  name: string;
  csrf?: string;
  sessionHash?: string;
  /** The account behind a session, where it is somebody's. */
  account?: string;
};

export type NewSession = { secret: string; caller: Caller; expiresAt: number };

/** A session as others see it: `id` is no secret. */
export type SessionRow = {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  readonly account: string | null;
  readonly created_at: number;
  readonly expires_at: number;
};

export type TokenRow = {
  id: string;
  role: Role;
  name: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
};

export type Access = {
  /** The caller behind a bearer token, or undefined. */
  byToken(token: string): Caller | undefined;
  /** The caller behind a session's secret, or undefined. */
  bySession(secret: string): Caller | undefined;
  /** A secret for one sign-in, kept in memory: links do not outlive the run that printed them. */
  issueTicket(role: Role, name: string): string;
  /** Turns a ticket into a session; undefined when it was used, has expired or never was. Durable on return. */
  redeemTicket(ticket: string): NewSession | undefined;
  /** A session for an account that has shown who it is in another way. Durable on return. */
  openSession(account: AccountRow): NewSession;
  endSession(caller: Caller): void;
  listSessions(): SessionRow[];
  /** @returns whether there was one */
  endSessionOf(id: string, by: string): boolean;
  /** Makes an account, and the link with which its person comes in. Durable on return. */
  createAccount(input: { role: Role; name: string; by: string }): { account: AccountRow; ticket: string };
  /** A new link in the place of the old one; undefined where there is no such account, or it has ended. */
  inviteAgain(account: string, by: string): string | undefined;
  /** Ends an account with its sessions and links, or restores it. @returns whether there is one */
  endAccount(account: string, ended: boolean, by: string): boolean;
  /**
   * Gives an account another role, which those who are signed in with it have at once. Durable on return.
   * @throws Refusal `account-not-found` where there is none, or it has ended; `account-last-operator`
   */
  changeRole(account: string, role: Role, by: string): AccountRow;
  /** Makes a token. It is shown once: only its hash is kept. Durable on return. */
  createToken(input: { role: Role; name: string; expiresAt: number | null; by: string }): {
    token: string;
    row: TokenRow;
  };
  /** A token of this run alone, in no database: for commands on the same machine. */
  issueRunToken(role: Role, name: string): string;
  listTokens(): TokenRow[];
  /** @returns whether there is such a token */
  revokeToken(id: string, by: string): boolean;
  note(actor: string, action: string, subject?: string): void;
};

const TICKET_MS = 12 * 3600 * 1000;
const SESSION_MS = 12 * 3600 * 1000;
/** A link goes by post or by a colleague's hand. */
const INVITATION_MS = 7 * 24 * 3600 * 1000;
/** `last_used_at` is for people who tidy up; writing it at each request would cost a commit each. */
const LAST_USED_MS = 60_000;
const COLUMNS = 'id, role, name, created_at, expires_at, revoked_at, last_used_at';

// 256 random bits cannot be guessed, so a plain hash protects them: nothing is gained by a slow one. Looking a hash up
// in an index takes a time that tells nothing about the secret.
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const actorOf = (sessionHash: string, account: string | undefined) =>
  account === undefined ? `session:${sessionHash.slice(0, 16)}` : `account:${account}`;
const freshSecret = (prefix: string) => `${prefix}${randomBytes(32).toString('base64url')}`;

export function openAccess(store: Store, now: () => number = Date.now): Access {
  const tickets = new Map<string, { role: Role; name: string; expiresAt: number }>();
  const runTokens = new Map<string, Caller>();

  function note(actor: string, action: string, subject?: string): void {
    insertAccess(store, now(), actor, action, subject ?? null);
  }

  function openSession(who: { role: Role; name: string; account?: string | undefined }): NewSession {
    const { role, name, account } = who;
    const secret = freshSecret('');
    const sessionHash = hashOf(secret);
    const csrf = randomBytes(16).toString('base64url');
    const expiresAt = now() + SESSION_MS;
    const actor = actorOf(sessionHash, account);
    store.run('DELETE FROM sessions WHERE expires_at <= ?', now());
    store.run(
      'INSERT INTO sessions (hash, role, name, csrf, created_at, expires_at, account) VALUES (?, ?, ?, ?, ?, ?, ?)',
      sessionHash,
      role,
      name,
      csrf,
      now(),
      expiresAt,
      account ?? null,
    );
    note(actor, 'signed-in', role);
    return {
      secret,
      caller: { actor, role, name, csrf, sessionHash, ...(account === undefined ? {} : { account }) },
      expiresAt,
    };
  }

  function newInvitation(account: string): string {
    const ticket = freshSecret('');
    insertInvitation(store, hashOf(ticket), account, now() + INVITATION_MS);
    return ticket;
  }

  return {
    note,
    byToken(token) {
      const hash = hashOf(token);
      const ofRun = runTokens.get(hash);
      if (ofRun) return ofRun;
      const row = store.one<TokenRow>(`SELECT ${COLUMNS} FROM tokens WHERE hash = ?`, hash);
      const at = now();
      if (!row || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= at))
        return undefined;
      if ((row.last_used_at ?? 0) < at - LAST_USED_MS) {
        store
          .enqueue(() => store.run('UPDATE tokens SET last_used_at = ? WHERE id = ?', at, row.id))
          // A full disk must not keep anyone from reading.
          .catch(() => undefined);
      }
      return { actor: `token:${row.id}`, role: row.role, name: row.name };
    },
    bySession(secret) {
      const hash = hashOf(secret);
      const row = store.one<{ role: Role; name: string; csrf: string; account: string | null }>(
        'SELECT role, name, csrf, account FROM sessions WHERE hash = ? AND expires_at > ?',
        hash,
        now(),
      );
      if (!row) return undefined;
      const { account, ...rest } = row;
      const known = account === null ? {} : { account };
      return { actor: actorOf(hash, account ?? undefined), ...rest, sessionHash: hash, ...known };
    },
    issueTicket(role, name) {
      const ticket = freshSecret('');
      tickets.set(hashOf(ticket), { role, name, expiresAt: now() + TICKET_MS });
      return ticket;
    },
    redeemTicket(ticket) {
      const hash = hashOf(ticket);
      const known = tickets.get(hash);
      tickets.delete(hash);
      return store.transaction(() => {
        if (known) return known.expiresAt <= now() ? undefined : openSession(known);
        const account = useInvitation(store, hash, now());
        return account && openSession({ ...account, account: account.id });
      });
    },
    openSession: (account) => store.transaction(() => openSession({ ...account, account: account.id })),
    endSession(caller) {
      store.transaction(() => {
        store.run('DELETE FROM sessions WHERE hash = ?', caller.sessionHash ?? '');
        note(caller.actor, 'signed-out');
      });
    },
    listSessions: () =>
      store.all<SessionRow>(
        `SELECT substr(hash, 1, 16) AS id, role, name, account, created_at, expires_at FROM sessions
         WHERE expires_at > ? ORDER BY created_at DESC`,
        now(),
      ),
    endSessionOf(id, by) {
      return store.transaction(() => {
        const { changes } = store.run('DELETE FROM sessions WHERE substr(hash, 1, 16) = ?', id);
        if (changes > 0) note(by, 'session-ended', id);
        return changes > 0;
      });
    },
    createAccount({ role, name, by }) {
      return store.transaction(() => {
        const account = {
          id: randomBytes(8).toString('hex'),
          name,
          role,
          created_at: now(),
          disabled_at: null,
        };
        insertAccount(store, account);
        note(by, 'account-created', account.id);
        return { account, ticket: newInvitation(account.id) };
      });
    },
    inviteAgain(account, by) {
      return store.transaction(() => {
        const known = findAccount(store, account);
        if (!known || known.disabled_at !== null) return undefined;
        note(by, 'account-invited', account);
        return newInvitation(account);
      });
    },
    endAccount(account, ended, by) {
      return store.transaction(() => {
        if (!setDisabled(store, account, ended ? now() : null)) return false;
        note(by, ended ? 'account-ended' : 'account-restored', account);
        return true;
      });
    },
    changeRole(account, role, by) {
      return store.transaction(() => {
        const known = findAccount(store, account);
        if (!known || known.disabled_at !== null) {
          throw new Refusal('account-not-found', 'No such account, or it has ended');
        }
        if (known.role === role) return known;
        if (known.role === 'operator' && !hasOtherOperator(store, account)) {
          throw new Refusal('account-last-operator', 'The last account of an operator');
        }
        setRole(store, account, role);
        note(by, `account-became-${role}`, account);
        return { ...known, role };
      });
    },
    createToken({ role, name, expiresAt, by }) {
      const token = freshSecret('jz_');
      const row: TokenRow = {
        id: randomBytes(8).toString('hex'),
        role,
        name,
        created_at: now(),
        expires_at: expiresAt,
        revoked_at: null,
        last_used_at: null,
      };
      store.transaction(() => {
        store.run(
          'INSERT INTO tokens (id, hash, role, name, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
          row.id,
          hashOf(token),
          role,
          name,
          row.created_at,
          expiresAt,
        );
        note(by, 'token-created', row.id);
      });
      return { token, row };
    },
    issueRunToken(role, name) {
      const token = freshSecret('jz_');
      runTokens.set(hashOf(token), { actor: `local:${name}`, role, name });
      return token;
    },
    listTokens: () => store.all<TokenRow>(`SELECT ${COLUMNS} FROM tokens ORDER BY created_at, id`),
    revokeToken(id, by) {
      return store.transaction(() => {
        const { changes } = store.run(
          'UPDATE tokens SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?',
          now(),
          id,
        );
        if (changes > 0) note(by, 'token-revoked', id);
        return changes > 0;
      });
    },
  };
}
