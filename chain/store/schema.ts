/**
 * Everything of one block is written in one transaction, so a crash leaves a whole block or none of it.
 *
 * Kept for ever: blocks, transactions with their receipts, logs, code. `nodes` holds trie nodes of the latest state
 * and of those before it for a bounded number of blocks: `dead` says from which block on a node is part of no state.
 * `pool` holds what was accepted and not yet put into a block, so that an answered hash survives a crash.
 */
export const SCHEMA_VERSION = 1;

export const SCHEMA = `
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE blocks (
  number INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  header BLOB NOT NULL
) STRICT;

CREATE TABLE transactions (
  block INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL UNIQUE,
  sender BLOB NOT NULL,
  raw BLOB NOT NULL,
  receipt BLOB NOT NULL,
  gas_used INTEGER NOT NULL,
  created BLOB,
  PRIMARY KEY (block, position)
) WITHOUT ROWID, STRICT;

CREATE TABLE logs (
  block INTEGER NOT NULL,
  position INTEGER NOT NULL,
  transaction_position INTEGER NOT NULL,
  address BLOB NOT NULL,
  topic0 BLOB,
  topic1 BLOB,
  topic2 BLOB,
  topic3 BLOB,
  data BLOB NOT NULL,
  PRIMARY KEY (block, position)
) WITHOUT ROWID, STRICT;
CREATE INDEX logs_by_source ON logs (address, topic0, topic1, block);

CREATE TABLE code (
  hash BLOB PRIMARY KEY,
  code BLOB NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE nodes (
  key BLOB PRIMARY KEY,
  node BLOB NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE dead (
  block INTEGER NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (block, key)
) WITHOUT ROWID, STRICT;
CREATE INDEX dead_by_key ON dead (key);

CREATE TABLE pool (
  arrival INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  raw BLOB NOT NULL
) STRICT;
`;
