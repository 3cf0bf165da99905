import { createHash, randomBytes } from 'node:crypto';
import { insertAccess } from '../store/access-log.ts';
import type { Store } from '../store/store.ts';

/** Who may do what: tokens for programs, sessions for browsers. Only hashes of secrets are stored. */

/**
 * officer: makes and reads records. auditor: reads all, and audits. operator: runs the service, and may do everything,
 * since whoever can hand out tokens could give themselves any role.
 */
export type Role = 'officer' | 'auditor' | 'operator';
export const ROLES = ['officer', 'auditor', 'operator'] as const satisfies readonly Role[];

/** `name`: for people; `actor`: for the log and for idempotency keys. `csrf` only with a session. */
export type Caller = { actor: string; role: Role; name: string; csrf?: string; sessionHash?: string };

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
  redeemTicket(ticket: string): { secret: string; caller: Caller; expiresAt: number } | undefined;
  endSession(caller: Caller): void;
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
/** `last_used_at` is for people who tidy up; writing it at each request would cost a commit each. */
const LAST_USED_MS = 60_000;
const COLUMNS = 'id, role, name, created_at, expires_at, revoked_at, last_used_at';

// 256 random bits cannot be guessed, so a plain hash protects them: nothing is gained by a slow one. Looking a hash up
// in an index takes a time that tells nothing about the secret.
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const freshSecret = (prefix: string) => `${prefix}${randomBytes(32).toString('base64url')}`;

export function openAccess(store: Store, now: () => number = Date.now): Access {
  const tickets = new Map<string, { role: Role; name: string; expiresAt: number }>();
  const runTokens = new Map<string, Caller>();

  function note(actor: string, action: string, subject?: string): void {
    insertAccess(store, now(), actor, action, subject ?? null);
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
      const row = store.one<{ role: Role; name: string; csrf: string }>(
        'SELECT role, name, csrf FROM sessions WHERE hash = ? AND expires_at > ?',
        hash,
        now(),
      );
      return row && { actor: `session:${hash.slice(0, 16)}`, ...row, sessionHash: hash };
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
      if (!known || known.expiresAt <= now()) return undefined;
      const { role, name } = known;
      const secret = freshSecret('');
      const sessionHash = hashOf(secret);
      const csrf = randomBytes(16).toString('base64url');
      const expiresAt = now() + SESSION_MS;
      const actor = `session:${sessionHash.slice(0, 16)}`;
      store.transaction(() => {
        store.run('DELETE FROM sessions WHERE expires_at <= ?', now());
        store.run(
          'INSERT INTO sessions (hash, role, name, csrf, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
          sessionHash,
          role,
          name,
          csrf,
          now(),
          expiresAt,
        );
        note(actor, 'signed-in', role);
      });
      return { secret, caller: { actor, role, name, csrf, sessionHash }, expiresAt };
    },
    endSession(caller) {
      store.transaction(() => {
        store.run('DELETE FROM sessions WHERE hash = ?', caller.sessionHash ?? '');
        note(caller.actor, 'signed-out');
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
