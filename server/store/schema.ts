import type { DatabaseSync } from 'node:sqlite';
import { JianzhengError } from '../../core/errors.ts';
import { ACCESS_DAYS, ACCOUNTS } from './schema-access.ts';
import { COUNTED_DEADLINES, CUSTODY } from './schema-custody.ts';
import { ASKED, EXCHANGE } from './schema-exchange.ts';
import { COUNTERSIGNATURES } from './schema-persons.ts';
import { TIME_STAMPS } from './schema-time-stamps.ts';
import { UPLOADS } from './schema-uploads.ts';
import { WEBHOOK_SECRETS, WEBHOOKS } from './schema-webhooks.ts';

/**
 * What the service keeps. Times are unix milliseconds; digests, roots and record IDs are 64 lower-case hex digits;
 * hashes of blocks and transactions carry 0x. Rows of records, batches, transactions and anchors are only ever added
 * or completed, never replaced: what was acknowledged or signed stays as it was.
 */
const VERSION_1 = `
-- Content that we hold, once for the same bytes. pack and start say where inside a pack it lies; both are null for
-- content with a file of its own.
CREATE TABLE files (
  sha256    TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  sm3       TEXT NOT NULL CHECK (length(sm3) = 64),
  size      INTEGER NOT NULL CHECK (size >= 0),
  pack      TEXT,
  start     INTEGER,
  stored_at INTEGER NOT NULL,
  CHECK ((pack IS NULL) = (start IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_pack ON files (pack) WHERE pack IS NOT NULL;

-- One salt for a case, so that its commitment is the same in each of its records.
CREATE TABLE cases (
  id         TEXT PRIMARY KEY,
  salt       BLOB NOT NULL CHECK (length(salt) = 16),
  commitment TEXT NOT NULL UNIQUE CHECK (length(commitment) = 64),
  count      INTEGER NOT NULL,
  head       TEXT,
  last_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_last ON cases (last_at, id);

-- seq is the order of arrival and the order in batches. batch and leaf_index are null until the record is in a batch.
CREATE TABLE records (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE CHECK (length(id) = 64),
  case_id      TEXT NOT NULL REFERENCES cases (id),
  position     INTEGER NOT NULL CHECK (position >= 1),
  kind         TEXT NOT NULL,
  canonical    BLOB NOT NULL,
  disclosures  TEXT NOT NULL,
  not_before   INTEGER NOT NULL REFERENCES headers (number),
  received_at  INTEGER NOT NULL,
  submitted_by TEXT NOT NULL,
  batch        INTEGER REFERENCES batches (sequence),
  leaf_index   INTEGER,
  UNIQUE (case_id, position),
  UNIQUE (batch, leaf_index),
  CHECK ((batch IS NULL) = (leaf_index IS NULL))
) STRICT;
CREATE INDEX records_without_batch ON records (seq) WHERE batch IS NULL;
-- Dropping a header that no record names would otherwise read every record.
CREATE INDEX records_by_not_before ON records (not_before);

-- The files of a record in its order. stored: 1 where we hold the content, 0 where only digests were given.
CREATE TABLE record_files (
  record     INTEGER NOT NULL REFERENCES records (seq),
  position   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size       INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  sm3        TEXT,
  stored     INTEGER NOT NULL CHECK (stored IN (0, 1)),
  PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_files_by_sha256 ON record_files (sha256);

-- sequence is the agency's number in the ledger, from 1. state: 'open' until its anchor is proved and stored, then
-- 'anchored'; 'foreign' where sealed proof shows another root under this sequence (an alert, never a normal path).
CREATE TABLE batches (
  sequence   INTEGER PRIMARY KEY CHECK (sequence >= 1),
  root       TEXT NOT NULL CHECK (length(root) = 64),
  size       INTEGER NOT NULL CHECK (size >= 1),
  created_at INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'anchored', 'foreign'))
) STRICT;
CREATE INDEX batches_open ON batches (sequence) WHERE state <> 'anchored';

-- Signed transactions, durable before they are sent. The same (sequence, root) may be signed again with another key or
-- nonce, so a batch can have several.
CREATE TABLE transactions (
  hash       TEXT PRIMARY KEY,
  sequence   INTEGER NOT NULL REFERENCES batches (sequence),
  key        TEXT NOT NULL,
  nonce      INTEGER NOT NULL,
  raw        TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at    INTEGER,
  UNIQUE (key, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX transactions_by_sequence ON transactions (sequence, created_at);

-- The proved anchor of a batch: sealed_log is the canonical JSON that receipts carry. block_time in unix seconds.
CREATE TABLE anchors (
  sequence     INTEGER PRIMARY KEY REFERENCES batches (sequence),
  sealed_log   TEXT NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash   TEXT NOT NULL,
  block_time   INTEGER NOT NULL,
  sealed_by    INTEGER NOT NULL,
  stored_at    INTEGER NOT NULL
) STRICT;

-- Headers whose seals were checked: those named by a record's notBefore, and the last one verified. rlp with seals;
-- time in unix seconds.
CREATE TABLE headers (
  number    INTEGER PRIMARY KEY CHECK (number >= 1),
  hash      TEXT NOT NULL,
  rlp       BLOB NOT NULL,
  time      INTEGER NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT;

-- The first answer to a request with an Idempotency-Key, in the transaction that made its record.
CREATE TABLE idempotency (
  actor       TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status      INTEGER NOT NULL,
  response    TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- hash is SHA-256 of a 256-bit random token: nothing to guess, so no slow hash is needed.
CREATE TABLE tokens (
  id           TEXT PRIMARY KEY,
  hash         TEXT NOT NULL UNIQUE,
  role         TEXT NOT NULL CHECK (role IN ('officer', 'auditor', 'operator')),
  name         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  hash       TEXT PRIMARY KEY,
  role       TEXT NOT NULL CHECK (role IN ('officer', 'auditor', 'operator')),
  name       TEXT NOT NULL,
  csrf       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who signed in, who was given access and who took it away, who ran an audit.
CREATE TABLE access_log (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT
) STRICT;

-- What someone must look at, such as a root under our agency that is not ours. One row for each thing; at and last_at
-- say when it was seen first and last. details is JSON.
CREATE TABLE alerts (
  code    TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  at      INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (code, subject)
) STRICT, WITHOUT ROWID;

-- Single values that outlive a run, such as the number of the last verified head.
CREATE TABLE facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** What following the chain has learned (server/chain-view/). All of it comes from the chain and could be followed again. */
const CHAIN_VIEW = `
-- The last blocks, and those that hold what is below. The highest number is how far the chain was followed. header: RLP
-- with seals; proposer 20 bytes hex; time in unix seconds. signers: addresses, JSON; null until they were recovered.
CREATE TABLE chain_blocks (
  number   INTEGER PRIMARY KEY CHECK (number >= 0),
  hash     TEXT NOT NULL,
  time     INTEGER NOT NULL,
  proposer TEXT NOT NULL,
  header   BLOB NOT NULL,
  named    INTEGER NOT NULL CHECK (named IN (0, 1)),
  signers  TEXT
) STRICT;
CREATE INDEX chain_blocks_unnamed ON chain_blocks (number) WHERE named = 0;

-- Sealed headers that someone showed of blocks that we had not come to: held against them once we have.
CREATE TABLE chain_shown (
  number INTEGER NOT NULL,
  hash   TEXT NOT NULL,
  header BLOB NOT NULL,
  PRIMARY KEY (number, hash)
) STRICT, WITHOUT ROWID;

-- Agencies by the registry's events, the founding ones from the founding document. seat: the order of seating.
CREATE TABLE chain_agencies (
  id              TEXT PRIMARY KEY,
  state           TEXT NOT NULL CHECK (state IN ('admitted', 'active', 'suspended', 'removed', 'cancelled')),
  governance      TEXT NOT NULL,
  validator       TEXT NOT NULL,
  next_validator  TEXT,
  claim_until     INTEGER,
  reinstate_until INTEGER,
  seat            INTEGER UNIQUE,
  changed_block   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every key, and the span in which it counted, as the registry keeps it: null is not yet, or not ended.
CREATE TABLE chain_keys (
  address     TEXT PRIMARY KEY,
  agency      TEXT NOT NULL,
  role        TEXT NOT NULL CHECK (role IN ('governance', 'operator', 'validator')),
  from_block  INTEGER,
  from_time   INTEGER,
  until_block INTEGER,
  until_time  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX chain_keys_by_agency ON chain_keys (agency, role, from_block);

-- Everyone's batches. block_time in unix seconds.
CREATE TABLE chain_batches (
  agency       TEXT NOT NULL,
  sequence     INTEGER NOT NULL CHECK (sequence >= 1),
  root         TEXT NOT NULL CHECK (length(root) = 64),
  size         INTEGER NOT NULL CHECK (size >= 1),
  block_number INTEGER NOT NULL,
  block_time   INTEGER NOT NULL,
  sealed_by    INTEGER NOT NULL,
  PRIMARY KEY (agency, sequence)
) STRICT, WITHOUT ROWID;
`;

/** When what an alert says was over, or null while it holds; what has happened once and for all stays open. */
const VERSION_2 = 'ALTER TABLE alerts ADD COLUMN ended_at INTEGER';

/** Each entry leads from its index to the next version; a released one is never edited. */
const MIGRATIONS = [
  VERSION_1,
  VERSION_2,
  EXCHANGE,
  CHAIN_VIEW,
  ACCESS_DAYS,
  ACCOUNTS,
  CUSTODY,
  ASKED,
  UPLOADS,
  COUNTED_DEADLINES,
  WEBHOOKS,
  TIME_STAMPS,
  COUNTERSIGNATURES,
  WEBHOOK_SECRETS,
];

/** Brings the database at `path` to the newest version, in one transaction. @throws JianzhengError `store-version` */
export function migrate(db: DatabaseSync, path: string): void {
  const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found > MIGRATIONS.length) {
    const known = MIGRATIONS.length;
    throw new JianzhengError(
      'store-version',
      `${path} has version ${found}; versions up to ${known} are known`,
      {
        details: { path, found, known },
      },
    );
  }
  if (found === MIGRATIONS.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const sql of MIGRATIONS.slice(found)) db.exec(sql);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    db.exec('COMMIT');
  } catch (cause) {
    db.exec('ROLLBACK');
    throw cause;
  }
}
