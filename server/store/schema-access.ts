/** The access log by days, each of them a record of its own once it is over (server/access-log/). */
export const ACCESS_DAYS = `
-- Rows first_seq to last_seq of access_log, as they were handed in as a record. through: the UTC day that was over,
-- which comes twice where a clock was set back; sha256: of the lines, see server/access-log/lines.ts.
CREATE TABLE access_days (
  last_seq  INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  through   TEXT NOT NULL,
  sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
  record    TEXT NOT NULL UNIQUE CHECK (length(record) = 64),
  CHECK (first_seq <= last_seq)
) STRICT;
CREATE INDEX access_log_by_subject ON access_log (subject) WHERE subject IS NOT NULL;
`;

/** People with an account, how they are invited, and the passkeys with which they come back. */
export const ACCOUNTS = `
CREATE TABLE accounts (
  id          TEXT PRIMARY KEY CHECK (length(id) = 16),
  name        TEXT NOT NULL,
  role        TEXT NOT NULL CHECK (role IN ('officer', 'auditor', 'operator')),
  created_at  INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT, WITHOUT ROWID;

-- Sign-in links of accounts: unlike those that a start prints, they outlive the run. hash: SHA-256 of the secret.
CREATE TABLE invitations (
  hash       TEXT PRIMARY KEY,
  account    TEXT NOT NULL REFERENCES accounts (id),
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

-- id: the credential's, base64url; public_key: COSE; host: the name of the service for which it was made.
CREATE TABLE passkeys (
  id           TEXT PRIMARY KEY,
  account      TEXT NOT NULL REFERENCES accounts (id),
  host         TEXT NOT NULL,
  public_key   BLOB NOT NULL,
  counter      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_by_account ON passkeys (account);

ALTER TABLE sessions ADD COLUMN account TEXT REFERENCES accounts (id);
`;
