-- A store of version 1, as the first release made it, with two alerts. Never edited.
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
CREATE TABLE cases (
  id         TEXT PRIMARY KEY,
  salt       BLOB NOT NULL CHECK (length(salt) = 16),
  commitment TEXT NOT NULL UNIQUE CHECK (length(commitment) = 64),
  count      INTEGER NOT NULL,
  head       TEXT,
  last_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_last ON cases (last_at, id);
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
CREATE INDEX records_by_not_before ON records (not_before);
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
CREATE TABLE batches (
  sequence   INTEGER PRIMARY KEY CHECK (sequence >= 1),
  root       TEXT NOT NULL CHECK (length(root) = 64),
  size       INTEGER NOT NULL CHECK (size >= 1),
  created_at INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'anchored', 'foreign'))
) STRICT;
CREATE INDEX batches_open ON batches (sequence) WHERE state <> 'anchored';
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
CREATE TABLE anchors (
  sequence     INTEGER PRIMARY KEY REFERENCES batches (sequence),
  sealed_log   TEXT NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash   TEXT NOT NULL,
  block_time   INTEGER NOT NULL,
  sealed_by    INTEGER NOT NULL,
  stored_at    INTEGER NOT NULL
) STRICT;
CREATE TABLE headers (
  number    INTEGER PRIMARY KEY CHECK (number >= 1),
  hash      TEXT NOT NULL,
  rlp       BLOB NOT NULL,
  time      INTEGER NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT;
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
CREATE TABLE access_log (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT
) STRICT;
CREATE TABLE alerts (
  code    TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  at      INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (code, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO alerts VALUES ('node-behind', 'The node is at block 3, block 5 is verified', '{"node":3,"verified":5}', 1760000000000, 1760000060000);
INSERT INTO alerts VALUES ('foreign-anchor', '7', '{"sequence":7}', 1760000000000, 1760000000000);
PRAGMA user_version = 1;
