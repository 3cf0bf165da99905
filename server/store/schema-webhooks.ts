/** Who is told of what (server/webhooks/). Times in unix ms, as everywhere. */
export const WEBHOOKS = `
-- events: names as a JSON array, an empty one for all. secret: what deliveries are signed with, so it cannot be a hash.
-- since_block: what is in earlier blocks is not told. failures: in a row; next_at: nothing is sent before.
CREATE TABLE webhooks (
  id            TEXT PRIMARY KEY CHECK (length(id) = 16),
  url           TEXT NOT NULL,
  events        TEXT NOT NULL,
  secret        BLOB NOT NULL,
  since_block   INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  failures      INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  next_at       INTEGER NOT NULL DEFAULT 0,
  paused_at     INTEGER
) STRICT, WITHOUT ROWID;

-- What is to be told, written in the transaction of the thing itself. key: the same for the same thing, so that what is
-- found out again after a restore is not told anew. at: of the thing; told_at: of this row, by which it is dropped.
CREATE TABLE notices (
  seq     INTEGER PRIMARY KEY,
  key     TEXT NOT NULL UNIQUE,
  type    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  told_at INTEGER NOT NULL,
  data    TEXT NOT NULL
) STRICT;
CREATE INDEX notices_by_age ON notices (told_at);

-- One notice for one webhook. status and error: of the last attempt.
CREATE TABLE webhook_deliveries (
  webhook  TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  notice   INTEGER NOT NULL REFERENCES notices (seq) ON DELETE CASCADE,
  state    TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'delivered', 'given-up')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at  INTEGER NOT NULL,
  last_at  INTEGER,
  status   INTEGER,
  error    TEXT,
  PRIMARY KEY (webhook, notice)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (webhook, next_at) WHERE state = 'open';
CREATE INDEX webhook_deliveries_by_notice ON webhook_deliveries (notice);

-- Whose clocks run is looked up again and again.
CREATE INDEX chain_statements_offers ON chain_statements (handoff) WHERE kind = 'offered';
`;

/** The secret before the last rotation, and until when deliveries are signed with it as well. */
export const WEBHOOK_SECRETS = `
ALTER TABLE webhooks ADD COLUMN old_secret BLOB;
ALTER TABLE webhooks ADD COLUMN old_until INTEGER NOT NULL DEFAULT 0;
`;
