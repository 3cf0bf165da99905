/** What the service keeps of others, and what it knows that others keep of ours. See schema.ts for the units. */
export const EXCHANGE = `
-- Receipts that were handed to us, once for the same bytes: id is their SHA-256. Other disclosures of a record are
-- other bytes. acknowledgement is the JSON that was answered last, when kept_files had its latest row.
CREATE TABLE kept_receipts (
  seq             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE CHECK (length(id) = 64),
  record          TEXT NOT NULL CHECK (length(record) = 64),
  agency          TEXT NOT NULL,
  bytes           BLOB NOT NULL,
  kept_at         INTEGER NOT NULL,
  kept_by         TEXT NOT NULL,
  acknowledgement TEXT NOT NULL
) STRICT;
CREATE INDEX kept_receipts_by_record ON kept_receipts (record);
CREATE INDEX kept_receipts_by_agency ON kept_receipts (agency);

-- The files that came with a kept receipt, by their place in its record.
CREATE TABLE kept_files (
  receipt  INTEGER NOT NULL REFERENCES kept_receipts (seq),
  position INTEGER NOT NULL CHECK (position >= 0),
  sha256   TEXT NOT NULL REFERENCES files (sha256),
  PRIMARY KEY (receipt, position)
) STRICT, WITHOUT ROWID;

-- Which agency keeps a copy of a record of ours, by its own signed word; at in unix seconds by its clock.
CREATE TABLE copies (
  record          TEXT NOT NULL REFERENCES records (id),
  agency          TEXT NOT NULL,
  receipt         TEXT NOT NULL CHECK (length(receipt) = 64),
  at              INTEGER NOT NULL,
  acknowledgement TEXT NOT NULL,
  stored_at       INTEGER NOT NULL,
  PRIMARY KEY (record, agency, receipt)
) STRICT, WITHOUT ROWID;
`;

/** What asking other agencies for the records of their batches has come to (server/exchange/ask-peers.ts). */
export const ASKED = `
-- Each batch up to asked_to was asked for at least once. answered_at: the last answer of whatever kind;
-- unreachable_since and reason: the first try without an answer, while none has come since.
CREATE TABLE asked_peers (
  agency            TEXT PRIMARY KEY,
  asked_to          INTEGER NOT NULL,
  answered_at       INTEGER,
  unreachable_since INTEGER,
  reason            TEXT
) STRICT, WITHOUT ROWID;

-- Batches whose records were asked for and did not come, until they do. since: of the first such answer; reason: a code.
CREATE TABLE withheld_batches (
  agency   TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  outcome  TEXT NOT NULL CHECK (outcome IN ('refused', 'wrong')),
  reason   TEXT NOT NULL,
  since    INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  PRIMARY KEY (agency, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX withheld_batches_by_time ON withheld_batches (agency, asked_at);
`;
